import type { AccountUnderTest } from './account-under-test';
import { valueAt, type Answer } from './answer';
import { NotChecked } from './fact';

interface Granted {
  /** What bought the pair: the code, or the refresh token before it. */
  readonly spent: string;
  readonly answer: Answer;
}

/** The one code that a run has, exchanged once, and the pair that came for it, refreshed once. */
export class Grant {
  private byCode?: Promise<Granted>;
  private byRefresh?: Promise<Granted>;

  constructor(private readonly account: AccountUnderTest) {}

  readonly first = (): Promise<Granted> => (this.byCode ??= this.exchange());
  readonly refreshed = (): Promise<Granted> => (this.byRefresh ??= this.refresh());

  /** A request for tokens; `changes` spoil it. */
  ask(grant: object, changes: object = {}): Promise<Answer> {
    const { integration } = this.account.target;
    const client = {
      client_id: integration?.clientId,
      client_secret: integration?.clientSecret,
      redirect_uri: integration?.redirectUri,
    };
    return this.account.raw({
      method: 'POST',
      path: '/oauth2/access_token',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ...client, ...grant, ...changes }),
    });
  }

  private async exchange(): Promise<Granted> {
    const code = await this.account.target.integration?.takeCode();
    if (code === undefined) throw new NotChecked('There is no code to exchange');
    return { spent: code, answer: await this.ask({ grant_type: 'authorization_code', code }) };
  }

  private async refresh(): Promise<Granted> {
    const { answer } = await this.first();
    const token = valueAt(answer.body, 'refresh_token');
    if (typeof token !== 'string')
      throw new NotChecked(`There is no refresh token: ${answer.text.slice(0, 200)}`);
    return { spent: token, answer: await this.ask({ grant_type: 'refresh_token', refresh_token: token }) };
  }
}
