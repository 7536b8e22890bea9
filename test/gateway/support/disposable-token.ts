import { SignJWT } from 'jose';
import type { AccountConfig } from '../../../src/gateway/config';

export type TokenIssuer = Pick<AccountConfig['integration'], 'clientUuid' | 'secret' | 'redirectUri'>;

/** amoCRM's disposable token of this user, for the account under test. */
export function disposableToken(
  userId: number,
  { clientUuid, secret, redirectUri }: TokenIssuer,
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  return new SignJWT({
    ...{ account_id: 30100200, user_id: userId, client_uuid: clientUuid },
    iss: 'https://demo.amocrm.ru',
    aud: new URL(redirectUri).origin,
    iat: now,
    exp: now + 1800,
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(secret));
}
