import type { AccountState } from '../account/account-state';
import type { EntityRef } from '../account/entity-links';
import { AccountDiff, hookAction, type HookEvent } from './account-diff';
import type { Clock } from './clock';
import type { HookFetch } from './hook-fetch';
import { webhookForm } from './webhook-form';
import type { WebhookRegistry } from './webhook-registry';

/** amoCRM waits so long for the answer. */
const ANSWER_WITHIN_MS = 2000;
const MINUTE = 60_000;
/** Wait before the second, third, fourth and fifth attempt; the last two only where the address itself broke. */
const RETRY_MS = [5 * MINUTE, 15 * MINUTE, 15 * MINUTE, 60 * MINUTE] as const;
const ALWAYS_RETRIED = 2;

/** More bad answers than this within the time, the last among them, and the address is switched off. */
const BAD_ANSWERS = 100;
const BAD_WITHIN_MS = 120 * MINUTE;

export interface Delivery {
  readonly destination: string;
  readonly action: string;
  readonly body: string;
  /** Missing: no answer in time, or no connection. */
  readonly status: number | undefined;
  readonly attempt: number;
}

interface Parcel {
  readonly destination: string;
  readonly action: string;
  readonly body: string;
}

async function post(fetch: HookFetch, { destination, body }: Parcel): Promise<number | undefined> {
  try {
    const answer = await fetch(destination, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
    });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    // Away, too slow or not there: for amoCRM all of it is an answer that is not valid.
    return undefined;
  }
}

const isGood = (status: number | undefined): boolean => status !== undefined && status < 300;
const isBroken = (status: number | undefined): boolean =>
  status === undefined || status === 499 || status >= 500;

/** Tells the registered addresses of what happens in the account, and again when they did not take it. */
export class WebhookSender {
  readonly deliveries: Delivery[] = [];
  private readonly touched = new Map<string, EntityRef>();
  private readonly retries = new Set<() => void>();
  private readonly badAt = new Map<string, number[]>();
  private diff: AccountDiff | undefined;
  private isLooking = false;
  private readonly stopListening: () => void;

  constructor(
    private readonly state: AccountState,
    private readonly registry: WebhookRegistry,
    private readonly accountUrl: () => string,
    private readonly clock: Clock,
    private readonly fetch: HookFetch,
  ) {
    this.stopListening = state.onChange((change) => {
      if (change.kind === 'entity' && this.diff) this.lookSoon(change);
    });
  }

  /** From the first subscription on, changes are looked for: what was before is told to nobody. */
  begin(): void {
    this.diff ??= new AccountDiff(this.state);
  }

  close(): void {
    this.stopListening();
    for (const giveUp of this.retries) giveUp();
  }

  /** A request may take back what it has done so far, so we look after it. */
  private lookSoon({ type, id }: EntityRef): void {
    this.touched.set(`${type}:${id}`, { type, id });
    if (this.isLooking) return;
    this.isLooking = true;
    setImmediate(() => this.look());
  }

  private look(): void {
    this.isLooking = false;
    const touched = [...this.touched.values()];
    this.touched.clear();
    for (const event of this.diff?.eventsOf(touched) ?? []) this.tell(event);
  }

  private tell(event: HookEvent): void {
    const action = hookAction(event);
    const takers = this.registry
      .all()
      .filter(({ disabled, settings }) => !disabled && settings.includes(action));
    if (takers.length === 0) return;
    const body = webhookForm(this.state, event, this.accountUrl());
    for (const { destination } of takers) void this.send({ destination, action, body }, 1);
  }

  private async send(parcel: Parcel, attempt: number): Promise<void> {
    const status = await post(this.fetch, parcel);
    this.deliveries.push({ ...parcel, status, attempt });
    if (isGood(status)) return;
    this.countBad(parcel.destination);
    const waitMs = RETRY_MS[attempt - 1];
    if (waitMs === undefined || (attempt > ALWAYS_RETRIED && !isBroken(status))) return;
    const giveUp = this.clock.after(waitMs, () => {
      this.retries.delete(giveUp);
      if (this.registry.find(parcel.destination)?.disabled === false) void this.send(parcel, attempt + 1);
    });
    this.retries.add(giveUp);
  }

  private countBad(destination: string): void {
    const now = this.clock.now();
    const recent = [...(this.badAt.get(destination) ?? []), now].filter((at) => at > now - BAD_WITHIN_MS);
    this.badAt.set(destination, recent);
    if (recent.length > BAD_ANSWERS) this.registry.disable(destination);
  }
}
