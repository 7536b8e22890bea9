import type { AccountState } from '../account/account-state';

/** What an address can subscribe to (amocrm.ru/developers, "webhooks-api"); of tasks, talks, templates and restoring nothing ever comes. */
export const HOOK_ACTIONS = [
  ...['lead', 'contact', 'company', 'customer', 'task'].flatMap((kind) =>
    ['add', 'update', 'delete', 'responsible'].map((action) => `${action}_${kind}`),
  ),
  ...['lead', 'contact', 'company'].map((kind) => `restore_${kind}`),
  ...['lead', 'contact', 'company', 'customer'].map((kind) => `note_${kind}`),
  'status_lead',
  'add_talk',
  'update_talk',
  'add_chat_template_review',
] as const;

export interface Webhook {
  readonly id: number;
  readonly destination: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly account_id: number;
  readonly created_by: number;
  readonly sort: number;
  readonly disabled: boolean;
  readonly settings: readonly string[];
}

const MAX_WEBHOOKS = 100;

/** The addresses that are told of changes; one address is one webhook, however often it subscribes. */
export class WebhookRegistry {
  private readonly byDestination = new Map<string, Webhook>();

  constructor(private readonly state: AccountState) {}

  all(): readonly Webhook[] {
    return [...this.byDestination.values()];
  }

  get isFull(): boolean {
    return this.byDestination.size >= MAX_WEBHOOKS;
  }

  find(destination: string): Webhook | undefined {
    return this.byDestination.get(destination);
  }

  subscribe(destination: string, settings: readonly string[], userId: number): Webhook {
    const now = this.state.now();
    const known = this.byDestination.get(destination);
    const webhook: Webhook = {
      id: known?.id ?? this.state.nextId(),
      destination,
      created_at: known?.created_at ?? now,
      updated_at: now,
      account_id: this.state.account.id,
      created_by: known?.created_by ?? userId,
      sort: known?.sort ?? this.byDestination.size + 1,
      disabled: false,
      settings: [...settings],
    };
    this.byDestination.set(destination, webhook);
    return webhook;
  }

  unsubscribe(destination: string): boolean {
    return this.byDestination.delete(destination);
  }

  disable(destination: string): void {
    const webhook = this.byDestination.get(destination);
    if (webhook) this.byDestination.set(destination, { ...webhook, disabled: true });
  }
}
