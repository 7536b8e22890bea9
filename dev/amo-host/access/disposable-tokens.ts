import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { AccountUser } from '../account/account-user';
import type { Integration } from './oauth-tokens';

const TOKEN_LIVES_S = 30 * 60;
/** The same token is handed out again meanwhile: despite its name it is not used up by one request. */
const REUSED_FOR_S = 25 * 60;

/** Tokens by which a widget shows its own server who is signed in (amocrm.ru/developers, "disposable-tokens"). */
export class DisposableTokens {
  private readonly issued = new Map<number, { readonly token: string; readonly at: number }>();

  constructor(
    private readonly integration: Integration,
    private readonly account: { readonly id: number; readonly subdomain: string },
    private readonly now: () => number,
  ) {}

  async tokenFor(user: AccountUser, accountUrl: string): Promise<string> {
    const held = this.issued.get(user.id);
    if (held && this.now() - held.at < REUSED_FOR_S) return held.token;
    const at = this.now();
    const token = await new SignJWT({
      account_id: this.account.id,
      subdomain: this.account.subdomain,
      user_id: user.id,
      is_admin: user.isAdmin,
      client_uuid: this.integration.clientUuid,
    })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .setIssuer(accountUrl)
      .setAudience(new URL(this.integration.redirectUri).origin)
      .setJti(randomUUID())
      .setIssuedAt(at)
      .setNotBefore(at)
      .setExpirationTime(at + TOKEN_LIVES_S)
      .sign(new TextEncoder().encode(this.integration.clientSecret));
    this.issued.set(user.id, { token, at });
    return token;
  }
}
