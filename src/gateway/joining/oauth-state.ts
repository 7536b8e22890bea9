import { createHmac } from 'node:crypto';
import type { AccountId } from '../../call/ids';
import { isSameSecret } from '../same-secret';
import type { Client } from './exchange';

/** The link stands in the log until somebody reads it. */
const LIVES_MS = 7 * 24 * 60 * 60_000;

/** `state` of amoCRM's consent page: comes back with the code, and nobody but us can make one. */
export function stateFor(accountId: AccountId, secret: string, now: number): string {
  const text = `${accountId}.${now + LIVES_MS}`;
  return `${text}.${sealOf(text, secret)}`;
}

export function isOurState(state: string, accountId: AccountId, secret: string, now: number): boolean {
  const [account, endsAt, seal, ...rest] = state.split('.');
  if (account !== accountId || seal === undefined || rest.length > 0 || !(Number(endsAt) > now)) return false;
  return isSameSecret(seal, sealOf(`${account}.${endsAt}`, secret));
}

/** The page on which an administrator of the account lets the gateway in. */
export function consentLink(client: Client, state: string): string {
  const { protocol, hostname, host } = new URL(client.baseUrl);
  const [, domain] = /\.(amocrm\.ru|kommo\.com|amocrm\.com)$/.exec(hostname) ?? [];
  // Whoever was at amocrm.com is at Kommo now. Another port is a stand-in's.
  const own = `https://www.${domain === 'amocrm.com' ? 'kommo.com' : domain}/oauth`;
  const page = new URL(domain && host === hostname ? own : `${protocol}//${host}/oauth`);
  page.search = new URLSearchParams({ client_id: client.clientUuid, state, mode: 'popup' }).toString();
  return page.href;
}

/** Hook of an uninstallation (amoCRM, "oauth"): hex HMAC-SHA256 of `client_uuid|account_id` by the integration's secret. */
export function isUninstallSignature(
  signature: string,
  clientUuid: string,
  accountId: string,
  secret: string,
): boolean {
  const right = createHmac('sha256', secret).update(`${clientUuid}|${accountId}`).digest('hex');
  return isSameSecret(signature.toLowerCase(), right);
}

const sealOf = (text: string, secret: string): string =>
  createHmac('sha256', secret).update(`oauth-state|${text}`).digest('base64url');
