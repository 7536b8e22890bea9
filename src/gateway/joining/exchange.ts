import { request } from 'undici';
import { wasNotSent } from '../crm/not-sent';
import type { AmoFault } from './amo-fault';
import type { TokenPair } from './grant';

export type Offer = { readonly code: string } | { readonly refreshToken: string };

/** What became of a code or a refresh token. */
export type Exchanged =
  | { readonly kind: 'pair'; readonly pair: TokenPair; readonly serverTime: number }
  | { readonly kind: 'refused'; readonly fault: AmoFault }
  /** amoCRM did not get it, or said that it is not to blame: it is as good as before. */
  | { readonly kind: 'untouched'; readonly why: string }
  /** It may be spent. */
  | { readonly kind: 'answer-lost'; readonly why: string };

export interface Client {
  readonly baseUrl: string;
  readonly clientUuid: string;
  readonly secret: string;
  readonly redirectUri: string;
}

const TIMEOUT_MS = 15_000;

/** `POST /oauth2/access_token` (amoCRM, "oauth"), at the account's own address and nowhere else. */
export async function exchange(client: Client, offer: Offer, now: () => number): Promise<Exchanged> {
  try {
    const answer = await request(`${client.baseUrl}/oauth2/access_token`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      headersTimeout: TIMEOUT_MS,
      bodyTimeout: TIMEOUT_MS,
      body: JSON.stringify({
        client_id: client.clientUuid,
        client_secret: client.secret,
        redirect_uri: client.redirectUri,
        ...('code' in offer
          ? { grant_type: 'authorization_code', code: offer.code }
          : { grant_type: 'refresh_token', refresh_token: offer.refreshToken }),
      }),
    });
    return exchangedOf(answer.statusCode, await answer.body.text(), offer, now());
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    return { kind: wasNotSent(cause) ? 'untouched' : 'answer-lost', why };
  }
}

export function exchangedOf(status: number, text: string, offer: Offer, now: number): Exchanged {
  const body = recordIn(text);
  const pair = status === 200 ? pairIn(body, now) : undefined;
  if (pair) return { kind: 'pair', pair, serverTime: Number(body['server_time'] ?? 0) * 1000 || now };
  if (status === 400 || status === 401) return { kind: 'refused', fault: faultOf(body, offer) };
  // 402 unpaid, 403 address blocked, 404 no such account here, 429: nobody has looked at the token.
  const isLost = status < 400 || status >= 500 || status === 408;
  return { kind: isLost ? 'answer-lost' : 'untouched', why: `http-${status}` };
}

/** amoCRM tells apart by words only, in the language of the account; what is not recognised is the token's end. */
function faultOf(body: Readonly<Record<string, unknown>>, offer: Offer): AmoFault {
  const said = JSON.stringify([body['title'], body['hint'], body['detail']]);
  if (/redirect/i.test(said)) return 'wrong-redirect';
  if (/client|клиент/i.test(said)) return 'wrong-secret';
  return 'code' in offer ? 'code-refused' : 'revoked';
}

function pairIn(body: Readonly<Record<string, unknown>>, now: number): TokenPair | undefined {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: expiresInSec } = body;
  if (typeof accessToken !== 'string' || typeof refreshToken !== 'string' || typeof expiresInSec !== 'number')
    return undefined;
  return { accessToken, refreshToken, accessEndsAt: now + expiresInSec * 1000 };
}

function recordIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {}; // A page of a proxy: the status tells the rest.
  }
}
