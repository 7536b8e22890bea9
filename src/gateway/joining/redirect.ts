import type { AccountId } from '../../call/ids';
import type { Client } from './exchange';
import { isOurState } from './oauth-state';

/** An account that may be joined. */
export interface JoinableAccount extends Client {
  readonly accountId: AccountId;
  /** `host:port` of stand-ins for amoCRM; none in production. */
  readonly devHosts: readonly string[];
}

/** What amoCRM's redirect asks for. `consent-denied`: the administrator said no. */
export type Redirect =
  | {
      readonly kind: 'code';
      readonly account: JoinableAccount;
      readonly code: string;
      /** Our own link was followed. */
      readonly isAsked: boolean;
    }
  | { readonly kind: 'consent-denied' }
  | { readonly kind: 'refused'; readonly why: string };

const AMO_HOSTS = ['amocrm.ru', 'amocrm.com', 'kommo.com'];
const CODE = /^[\w.~+/=-]{8,4096}$/;

/**
 * Query of the redirect → what to do. Everybody can send anything here: the referer only chooses among the accounts of
 * the configuration, the code is exchanged at that account's own address. A consent of ours carries our `state`;
 * an installation of the widget has none, and says `from_widget` instead.
 */
export function readRedirect(
  query: Readonly<Record<string, unknown>>,
  accounts: readonly JoinableAccount[],
  now: number,
): Redirect {
  const { error, code, referer, state, from_widget: fromWidget } = query;
  if (error === 'access_denied') return { kind: 'consent-denied' };
  if (typeof code !== 'string' || !CODE.test(code)) return refused('no code');
  if (typeof referer !== 'string' || referer.length > 255) return refused('no referer');
  const account = accounts.find((one) => isHostOf(one, referer));
  if (!account) return refused('the referer is no account of the configuration');
  if (state === undefined || state === '')
    return fromWidget === undefined
      ? refused('neither state nor from_widget')
      : { kind: 'code', account, code, isAsked: false };
  if (typeof state !== 'string' || !isOurState(state, account.accountId, account.secret, now))
    return refused('the state is not ours, or too old');
  return { kind: 'code', account, code, isAsked: true };
}

function isHostOf({ baseUrl, devHosts }: JoinableAccount, referer: string): boolean {
  const { host, hostname, protocol } = new URL(baseUrl);
  if (devHosts.includes(host)) return referer === host;
  const isAmo = AMO_HOSTS.some((amo) => hostname.endsWith(`.${amo}`));
  const named = referer.toLowerCase();
  return isAmo && protocol === 'https:' && (named === host || named === movedTo(host));
}

/** An account that was at amocrm.com is at kommo.com now (amoCRM, "separate-platforms"). */
const movedTo = (host: string): string => host.replace(/\.amocrm\.com(?=$|:)/, '.kommo.com');

const refused = (why: string): Redirect => ({ kind: 'refused', why });
