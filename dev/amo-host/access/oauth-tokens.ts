import { randomBytes } from 'node:crypto';

export interface Integration {
  readonly clientUuid: string;
  readonly clientSecret: string;
  readonly redirectUri: string;
  readonly longLivedToken: string;
  /** Told when the integration is switched off. */
  readonly uninstallHook?: string;
}

export interface TokenPair {
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly server_time: number;
  readonly access_token: string;
  readonly refresh_token: string;
}

const CODE_LIVES_S = 20 * 60;
const ACCESS_LIVES_S = 86400;
const REFRESH_LIVES_S = 90 * 86400;

/** Long on purpose: amoCRM's tokens do not fit into a short column either. */
const secret = (): string => randomBytes(480).toString('base64url');

/** amocrm.ru/developers, "oauth": a code lives 20 minutes, a refresh token works once. */
export class OAuthTokens {
  private readonly codes = new Map<string, number>();
  private readonly refreshTokens = new Map<string, number>();
  private readonly accessTokens = new Map<string, number>();
  /** The integration was switched off, or the long-lived token was taken back. */
  revoked = false;

  constructor(
    private readonly integration: Integration,
    private readonly now: () => number,
  ) {}

  get clientUuid(): string {
    return this.integration.clientUuid;
  }

  issueCode(): string {
    const code = secret();
    this.codes.set(code, this.now() + CODE_LIVES_S);
    return code;
  }

  /** `undefined`: the code is unknown, old or used. */
  redeemCode(code: string): TokenPair | undefined {
    return this.redeem(this.codes, code);
  }

  refresh(token: string): TokenPair | undefined {
    return this.redeem(this.refreshTokens, token);
  }

  accepts(bearer: string): boolean {
    if (this.revoked) return false;
    return bearer === this.integration.longLivedToken || (this.accessTokens.get(bearer) ?? 0) > this.now();
  }

  /** Refresh and access tokens that are not spent. */
  issued(): readonly string[] {
    return [...this.refreshTokens.keys(), ...this.accessTokens.keys()];
  }

  /** Access tokens end as if their day were over; refresh tokens go on. */
  expireAccessTokens(): void {
    this.accessTokens.clear();
  }

  private redeem(from: Map<string, number>, token: string): TokenPair | undefined {
    const until = from.get(token);
    from.delete(token);
    return until !== undefined && until > this.now() && !this.revoked ? this.pair() : undefined;
  }

  private pair(): TokenPair {
    const access_token = secret();
    const refresh_token = secret();
    this.accessTokens.set(access_token, this.now() + ACCESS_LIVES_S);
    this.refreshTokens.set(refresh_token, this.now() + REFRESH_LIVES_S);
    return {
      token_type: 'Bearer',
      expires_in: ACCESS_LIVES_S,
      server_time: this.now(),
      access_token,
      refresh_token,
    };
  }
}
