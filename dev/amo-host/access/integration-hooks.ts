import { createHmac } from 'node:crypto';
import type { HookFetch } from '../webhooks/hook-fetch';
import type { Integration, OAuthTokens } from './oauth-tokens';

/** amoCRM waits so long, does not look at the answer and does not come again. */
const PATIENCE_MS = 3_000;

/** What amoCRM tells the integration's own server (amocrm.ru/developers, "step-by-step", "oauth"). */
export class IntegrationHooks {
  constructor(
    private readonly integration: Integration,
    private readonly tokens: OAuthTokens,
    private readonly account: {
      readonly id: number;
      /** 1: amoCRM, 2: Kommo. */
      readonly platform: string;
      readonly host: () => string;
    },
    private readonly fetch: HookFetch,
  ) {}

  /** A click on "Install": a code comes to the redirect URI, and from now on tokens are good. */
  installed(): void {
    this.tokens.revoked = false;
    this.tell(this.redirect({ from_widget: '1' }));
  }

  /** Tokens are answered 401 from now on. */
  switchedOff(): void {
    this.tokens.revoked = true;
    const { uninstallHook, clientUuid, clientSecret } = this.integration;
    if (uninstallHook === undefined) return;
    const signature = createHmac('sha256', clientSecret)
      .update(`${clientUuid}|${this.account.id}`)
      .digest('hex');
    const hook = new URL(uninstallHook);
    hook.search = String(
      new URLSearchParams({ account_id: String(this.account.id), client_uuid: clientUuid, signature }),
    );
    this.tell(hook);
  }

  /** Where the browser of an administrator goes who has agreed. */
  agreed(state: string): URL {
    return this.redirect({ state });
  }

  refused(state: string): URL {
    const to = new URL(this.integration.redirectUri);
    to.search = String(new URLSearchParams({ error: 'access_denied', state }));
    return to;
  }

  private redirect(more: Readonly<Record<string, string>>): URL {
    const to = new URL(this.integration.redirectUri);
    const { host, platform } = this.account;
    const query = { code: this.tokens.issueCode(), referer: host(), platform, ...more };
    to.search = String(new URLSearchParams(query));
    return to;
  }

  private tell(hook: URL): void {
    // Nobody there: amoCRM does not mind.
    this.fetch(hook, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'manual' }).catch(() => undefined);
  }
}
