export interface RateLimit {
  readonly perSecond: number;
  /** So many refused requests within ten seconds end in a block (HTTP 403). */
  readonly refusalsUntilBlock: number;
  readonly blockMs: number;
}

export const AMO_RATE_LIMIT: RateLimit = { perSecond: 7, refusalsUntilBlock: 50, blockMs: 10_000 };

export type Admission = 'admitted' | 'too-many' | 'blocked';

/** Not more than N requests in any second, for the account as a whole; the stubborn are locked out. */
export class RateLimiter {
  private admitted: number[] = [];
  private refused: number[] = [];
  private blockedUntil = 0;

  constructor(private readonly limit: RateLimit | undefined) {}

  admit(nowMs: number): Admission {
    if (!this.limit) return 'admitted';
    if (nowMs < this.blockedUntil) return 'blocked';
    this.admitted = this.admitted.filter((at) => nowMs - at < 1000);
    if (this.admitted.length < this.limit.perSecond) {
      this.admitted.push(nowMs);
      return 'admitted';
    }
    this.refused = [...this.refused.filter((at) => nowMs - at < 10_000), nowMs];
    if (this.refused.length >= this.limit.refusalsUntilBlock) {
      this.blockedUntil = nowMs + this.limit.blockMs;
      this.refused = [];
    }
    return 'too-many';
  }
}
