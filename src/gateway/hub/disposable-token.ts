import { createSecretKey, type KeyObject } from 'node:crypto';
import { decodeJwt, errors, jwtVerify, type JWTPayload } from 'jose';
import type { AccountId, UserId } from '../../call/ids';
import type { AuthFault } from '../../protocol/faults';
import type { Agent } from './agent';

/** An amoCRM account whose agents may connect, with the integration that the widget belongs to there. */
export interface TrustedAccount {
  readonly accountId: AccountId;
  readonly clientUuid: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  /** `host[:port]` of a stand-in for amoCRM; none in production. */
  readonly extraIssuerHosts?: readonly string[];
}

/** `why` is for the log: an administrator sees there what he has mistyped. */
export type Verdict =
  | { readonly agent: Agent }
  | { readonly fault: AuthFault; readonly why: string; readonly accountId?: AccountId };

export type VerifyToken = (token: string) => Promise<Verdict>;

/** amoCRM's clock and ours may differ by so much. */
const LEEWAY_SEC = 60;
const AMO_HOSTS = ['amocrm.ru', 'amocrm.com', 'kommo.com'];

/**
 * amoCRM's disposable token (developers, "disposable-tokens"): HS256 by the integration's secret. Its unchecked claims
 * serve to choose the secret and nothing else. A repeated `jti` is normal: the host hands one token out for 25 minutes.
 */
export function tokenVerifier(accounts: readonly TrustedAccount[], now: () => number): VerifyToken {
  const trusted = new Map(
    accounts.map((account) => {
      const key = createSecretKey(account.clientSecret, 'utf8');
      return [account.accountId, { ...account, key, audience: new URL(account.redirectUri).origin }];
    }),
  );
  return async (token) => {
    const claims = uncheckedClaims(token);
    if (!claims) return { fault: 'token-invalid', why: 'not a JWT' };
    const account = trusted.get(textOf(claims['account_id']) as AccountId);
    if (!account || account.clientUuid !== claims['client_uuid'])
      return { fault: 'account-unknown', why: 'no such account with this integration in the configuration' };
    return verdictOf(token, account, now());
  };
}

type Known = TrustedAccount & { readonly key: KeyObject; readonly audience: string };

async function verdictOf(token: string, account: Known, nowMs: number): Promise<Verdict> {
  const { accountId } = account;
  try {
    const { payload } = await jwtVerify(token, account.key, {
      algorithms: ['HS256'],
      audience: account.audience,
      clockTolerance: LEEWAY_SEC,
      currentDate: new Date(nowMs),
      requiredClaims: ['iss', 'exp', 'iat'],
    });
    return { ...judge(payload, account, nowMs), accountId };
  } catch (error) {
    return { ...refusalOf(error), accountId };
  }
}

/** Signature, audience and times are right by now. */
function judge(payload: JWTPayload, account: Known, nowMs: number): Verdict {
  if (!isTrustedIssuer(payload.iss, account.extraIssuerHosts ?? []))
    return { fault: 'token-invalid', why: `issuer "${payload.iss}" is no host of amoCRM` };
  if ((payload.iat ?? 0) > nowMs / 1000 + LEEWAY_SEC)
    return { fault: 'clock-off', why: 'issued in the future' };
  const userId = payload['user_id'];
  if (typeof userId !== 'number' || !Number.isSafeInteger(userId) || userId <= 0)
    return { fault: 'token-invalid', why: 'no user_id' };
  return { agent: { accountId: account.accountId, userId: userId as UserId } };
}

function refusalOf(error: unknown): { readonly fault: AuthFault; readonly why: string } {
  if (error instanceof errors.JWTExpired) return { fault: 'token-expired', why: error.message };
  // jose is unforgiving about everything but the leeway: what it refuses here is not ours to repair.
  if (!(error instanceof errors.JOSEError)) throw error;
  const isEarly = error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf';
  return {
    fault: isEarly && error.reason === 'check_failed' ? 'clock-off' : 'token-invalid',
    why: error.message,
  };
}

function isTrustedIssuer(issuer: string | undefined, extraHosts: readonly string[]): boolean {
  if (issuer === undefined || !URL.canParse(issuer)) return false;
  const { protocol, hostname, host } = new URL(issuer);
  if (extraHosts.includes(host)) return true;
  return protocol === 'https:' && AMO_HOSTS.some((amo) => hostname.endsWith(`.${amo}`));
}

/** amoCRM writes ids as numbers; what else stands there names no account. */
const textOf = (id: unknown): string => (typeof id === 'number' ? String(id) : '');

function uncheckedClaims(token: string): JWTPayload | undefined {
  try {
    return decodeJwt(token);
  } catch {
    // Anybody may send anything here; the caller says that it is no token.
    return undefined;
  }
}
