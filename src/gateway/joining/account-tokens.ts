import { decodeJwt } from 'jose';
import type { AccountId } from '../../call/ids';
import { nextDelayMs } from '../../lib/backoff';
import type { Clock } from '../../lib/clock';
import { CommandQueue } from '../agents/command-queue';
import type { Log } from '../log';
import { isSameSecret } from '../same-secret';
import type { Trouble } from '../trouble';
import { WORDS_BY_AMO_FAULT, type AmoFault } from './amo-fault';
import type { Exchanged, Offer } from './exchange';
import { pairOf, type Grant, type GrantStore, type Holding, type PendingCode, type TokenPair } from './grant';

export interface AccountTokensParts {
  readonly accountId: AccountId;
  /** From the configuration; wins over whatever was granted. */
  readonly longLivedToken?: string | undefined;
  readonly store: GrantStore;
  /** As it stood in the store at the start. */
  readonly grant: Grant;
  readonly exchange: (offer: Offer) => Promise<Exchanged>;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error' | 'warn' | 'info'>;
  /** Where an administrator of the account lets the gateway in. */
  readonly consentLink: () => string;
  /** Access has come, or come back. */
  readonly joined: () => void;
}

/** Of the code of an installation; amoCRM takes it for 20 minutes. */
export type Joining = 'joined' | 'later' | AmoFault;

/** A token that ends sooner is renewed before it is used. */
const RENEW_BEFORE_END_MS = 5 * 60_000;
const CODE_LIVES_MS = 20 * 60_000;
/** That wait for amoCRM at a time. */
const MOST_CODES = 5;
const RETRY = { firstMs: 1_000, maxMs: 60_000 };

/**
 * The gateway's access to one account. A refresh token works once, so: one renewal however many requests and nodes wait
 * for it; on the disk before it leaves that it may be spent, and the new pair on the disk before its first use.
 */
export class AccountTokens {
  private grant: Grant;
  private readonly queue = new CommandQueue();
  private readonly writes = new CommandQueue();
  private renewal: Promise<void> | undefined;
  private closedUntil = 0;
  private attempts = 0;
  private fault: AmoFault | undefined;
  private isTold = false;
  /** The code that has joined us last. */
  private redeemed = '';
  private undoTimer = (): void => {};

  constructor(private readonly parts: AccountTokensParts) {
    this.grant = parts.grant;
    this.fault = this.standingFault();
  }

  /** Codes that were received and not exchanged when the gateway stopped. */
  start(): void {
    if (this.grant.codes.length > 0) this.redeemAll();
    else if (this.fault) this.tell(this.fault);
  }

  stop(): void {
    this.undoTimer();
  }

  /** None = all is well. */
  get trouble(): Trouble | undefined {
    return this.fault && { fault: `amo-${this.fault}`, words: WORDS_BY_AMO_FAULT[this.fault] };
  }

  private get needsConsent(): boolean {
    const { state } = this.grant.holding;
    return this.parts.longLivedToken === undefined && (state === 'none' || state === 'lost');
  }

  /** For the next request; none = there is no access now. */
  async bearer(): Promise<string | undefined> {
    const { longLivedToken, clock } = this.parts;
    if (longLivedToken !== undefined) return longLivedToken;
    const pair = pairOf(this.grant.holding);
    if (pair && pair.accessEndsAt - clock.now() < RENEW_BEFORE_END_MS) await this.renew();
    const now = pairOf(this.grant.holding);
    return now && now.accessEndsAt > clock.now() ? now.accessToken : undefined;
  }

  accepted(token: string): void {
    if (token === this.parts.longLivedToken) this.fault = undefined;
  }

  /** amoCRM answered 401 to this token. `true` = there is another one by now. */
  async refused(token: string): Promise<boolean> {
    const { longLivedToken, clock } = this.parts;
    if (longLivedToken !== undefined) {
      this.tell(endOf(longLivedToken) < clock.now() ? 'token-expired' : 'token-refused');
      return false;
    }
    if (pairOf(this.grant.holding)?.accessToken === token) await this.renew();
    const now = pairOf(this.grant.holding)?.accessToken;
    return now !== undefined && now !== token;
  }

  /** From the redirect of an installation; on the disk when it begins, so a crash does not lose it. */
  async takeCode(code: string, isAsked: boolean): Promise<Joining> {
    if (this.parts.longLivedToken !== undefined) return 'joined';
    // The page was loaded again.
    if (pairOf(this.grant.holding) && isSameSecret(code, this.redeemed)) return 'joined';
    const pending = { code, receivedAt: this.parts.clock.now(), isAsked };
    await this.keep((grant) => ({ ...grant, codes: withNewest(pending, grant.codes) }));
    return this.redeem(pending);
  }

  /** The account has taken its access back, and amoCRM confirms it. */
  async lose(why: AmoFault): Promise<void> {
    if (this.parts.longLivedToken === undefined) await this.hold({ state: 'lost', why });
    this.tell(why);
  }

  private redeemAll(): void {
    const { accountId, log } = this.parts;
    for (const pending of this.grant.codes)
      this.redeem(pending).catch((error: unknown) =>
        log.error({ err: error, accountId }, 'a code of an installation could not be exchanged'),
      );
  }

  private redeem(pending: PendingCode): Promise<Joining> {
    return this.inTurn(async () => {
      const { clock, log, accountId, exchange } = this.parts;
      // Another code was taken meanwhile.
      if (!this.grant.codes.some((other) => isSameCode(other, pending))) return 'joined';
      if (clock.now() - pending.receivedAt > CODE_LIVES_MS) return this.codeFailed(pending, 'code-refused');
      const result = await exchange({ code: pending.code });
      if (result.kind === 'pair') {
        await this.keep(() => ({ holding: { state: 'pair', pair: result.pair }, codes: [] }));
        this.redeemed = pending.code;
        this.well('joined to the amoCRM account');
        return 'joined';
      }
      if (result.kind === 'refused') return this.codeFailed(pending, result.fault);
      this.undoTimer();
      this.undoTimer = clock.after(this.delayMs(), () => this.redeemAll());
      log.warn({ accountId, why: result.why }, 'not joined yet, trying again');
      return 'later';
    });
  }

  /** What we held before stays: the code may have been a stranger's. */
  private async codeFailed(pending: PendingCode, fault: AmoFault): Promise<AmoFault> {
    await this.keep((grant) => ({
      ...grant,
      codes: grant.codes.filter((other) => !isSameCode(other, pending)),
    }));
    if (this.needsConsent) this.tell(fault);
    else this.parts.log.warn({ accountId: this.parts.accountId, fault }, 'a code was refused by amoCRM');
    return fault;
  }

  private renew(): Promise<void> {
    if (this.parts.clock.now() < this.closedUntil) return Promise.resolve();
    this.renewal ??= this.renewInTurn().finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  private renewInTurn(): Promise<void> {
    const known = pairOf(this.grant.holding)?.refreshToken;
    return this.inTurn(async () => {
      const { holding } = this.grant;
      const pair = pairOf(holding);
      // Another node was faster, or a code.
      if (pair && known !== undefined && !isSameSecret(pair.refreshToken, known))
        return this.well('access to the amoCRM account has been renewed meanwhile');
      if (pair) await this.renewNow(holding, pair);
    });
  }

  private async renewNow(holding: Holding, pair: TokenPair): Promise<void> {
    await this.hold({ state: 'renewing', pair });
    const result = await this.parts.exchange({ refreshToken: pair.refreshToken });
    switch (result.kind) {
      case 'pair':
        await this.hold({ state: 'pair', pair: result.pair });
        return this.well('access to the amoCRM account renewed');
      case 'refused':
        return this.renewalRefused(result.fault, holding);
      case 'untouched':
        await this.hold(holding);
        return this.renewLater('unreachable', result.why);
      case 'answer-lost':
        return this.renewLater('unreachable', result.why);
    }
  }

  private async renewalRefused(fault: AmoFault, before: Holding): Promise<void> {
    if (fault !== 'revoked') {
      // Our own credentials are wrong; the refresh token was not looked at.
      await this.hold(before);
      return this.renewLater(fault, fault);
    }
    const why = before.state === 'renewing' ? 'renewal-interrupted' : fault;
    await this.hold({ state: 'lost', why });
    this.tell(why);
  }

  private renewLater(fault: AmoFault, why: string): void {
    this.closedUntil = this.parts.clock.now() + this.delayMs();
    this.parts.log.warn(
      { accountId: this.parts.accountId, why },
      'access to amoCRM not renewed, trying again',
    );
    this.tell(fault);
  }

  private delayMs(): number {
    return nextDelayMs(RETRY, this.attempts++, Math.random());
  }

  private standingFault(): AmoFault | undefined {
    if (this.parts.longLivedToken !== undefined) return undefined;
    const { holding } = this.grant;
    if (holding.state === 'lost') return holding.why;
    return holding.state === 'none' ? 'not-joined' : undefined;
  }

  private well(text: string): void {
    this.fault = undefined;
    this.attempts = 0;
    this.closedUntil = 0;
    this.parts.log.info({ accountId: this.parts.accountId }, text);
    this.parts.joined();
  }

  private tell(fault: AmoFault): void {
    const { accountId, log, consentLink } = this.parts;
    const link = this.needsConsent ? { link: consentLink() } : {};
    if (fault !== this.fault || !this.isTold)
      log.error({ accountId, fault, ...link }, WORDS_BY_AMO_FAULT[fault]);
    this.fault = fault;
    this.isTold = true;
  }

  /** One at a time, here and on other nodes; by what holds now, whoever wrote it. */
  private inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const { accountId, store } = this.parts;
    return this.queue.run('grant', () =>
      store.alone(accountId, async () => {
        await this.writes.run('grant', async () => void (this.grant = await store.load(accountId)));
        return work();
      }),
    );
  }

  private hold(holding: Holding): Promise<void> {
    return this.keep((grant) => ({ ...grant, holding }));
  }

  private keep(change: (grant: Grant) => Grant): Promise<void> {
    return this.writes.run('grant', async () => {
      this.grant = await this.parts.store.change(this.parts.accountId, change);
    });
  }
}

const isSameCode = (one: PendingCode, other: PendingCode): boolean => isSameSecret(one.code, other.code);

/** What is too much goes: the oldest that a stranger may have sent, so that he drives out no code that we asked for. */
function withNewest(pending: PendingCode, others: readonly PendingCode[]): readonly PendingCode[] {
  const all = [pending, ...others];
  const dropped = all.filter(({ isAsked }) => !isAsked).at(-1) ?? all.at(-1);
  return all.length > MOST_CODES ? all.filter((one) => one !== dropped) : all;
}

/** Long-lived tokens are JWTs; one that is not tells no end. */
function endOf(token: string): number {
  try {
    return (decodeJwt(token).exp ?? Infinity) * 1000;
  } catch {
    return Infinity; // amoCRM is the judge of the token; this is only to say why.
  }
}
