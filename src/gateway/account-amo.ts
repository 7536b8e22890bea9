import type { Clock } from '../lib/clock';
import type { AccountConfig } from './config';
import { AmoClient } from './crm/amo-client';
import { ClockCheck } from './crm/clock-check';
import { RequestLimiter, type RequestLoad } from './crm/request-limiter';
import { AccountTokens, type Joining } from './joining/account-tokens';
import { exchange } from './joining/exchange';
import type { Grant, GrantStore } from './joining/grant';
import { consentLink, stateFor } from './joining/oauth-state';
import type { JoinableAccount } from './joining/redirect';
import type { Log } from './log';
import type { Trouble } from './trouble';

export interface AccountAmoParts {
  readonly config: AccountConfig;
  readonly grants: GrantStore;
  /** As it stood in the store at the start. */
  readonly grant: Grant;
  readonly clock: Clock;
  readonly log: Log;
  /** Access has come, or come back. */
  readonly joined: () => void;
}

/** amoCRM as one account lets us in. */
export interface AccountAmo {
  readonly client: AmoClient;
  start(): void;
  stop(): Promise<void>;
  takeCode(code: string, isAsked: boolean): Promise<Joining>;
  /** Somebody says that the widget was uninstalled; amoCRM is asked. */
  uninstalled(): Promise<void>;
  troubles(): readonly Trouble[];
  load(): RequestLoad;
}

export function openAccountAmo({ config, grants, grant, clock, log, joined }: AccountAmoParts): AccountAmo {
  const joinable = joinableAccount(config);
  const now = (): number => clock.now();
  const clockCheck = new ClockCheck(now, log);
  const tokens = new AccountTokens({
    accountId: config.id,
    longLivedToken: config.integration.token,
    store: grants,
    grant,
    exchange: (offer) => exchange(joinable, offer, now),
    clock,
    log,
    consentLink: () => linkFor(joinable, now()),
    joined,
  });
  const heardTime = (serverTime: number): void => clockCheck.heard(serverTime);
  const limiter = new RequestLimiter(clock);
  const client = new AmoClient({ baseUrl: config.baseUrl, access: tokens, heardTime }, limiter);
  return {
    client,
    start(): void {
      tokens.start();
    },
    async stop(): Promise<void> {
      tokens.stop();
      await client.close();
    },
    takeCode: (code, isAsked) => tokens.takeCode(code, isAsked),
    async uninstalled(): Promise<void> {
      const answer = await client.request({ method: 'GET', path: '/api/v4/account', urgency: 'record' });
      if (answer.kind === 'answered' && answer.status === 401) await tokens.lose('uninstalled');
    },
    load: () => limiter.load,
    troubles: () => [tokens.trouble, clockCheck.trouble].filter((trouble) => trouble !== undefined),
  };
}

const linkFor = (account: JoinableAccount, now: number): string =>
  consentLink(account, stateFor(account.accountId, account.secret, now));

export function joinableAccount({
  id,
  baseUrl,
  integration,
  devIssuerHosts,
}: AccountConfig): JoinableAccount {
  const { clientUuid, secret, redirectUri } = integration;
  return { accountId: id, baseUrl, clientUuid, secret, redirectUri, devHosts: devIssuerHosts };
}
