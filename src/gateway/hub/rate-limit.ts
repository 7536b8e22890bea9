export interface Rate {
  /** How many at once. */
  readonly burst: number;
  readonly perSec: number;
}

interface Bucket {
  readonly left: number;
  readonly at: number;
}

/** Keys remembered at a time; past it the one that was quiet longest starts afresh. */
const MAX_KEYS = 10_000;

/** A token bucket per key (address, agent, socket). */
export class RateLimit {
  /** Least recently used first. */
  private readonly buckets = new Map<string, Bucket>();

  constructor(
    private readonly rate: Rate,
    private readonly now: () => number,
  ) {}

  /** Whether one more is allowed now; if so it counts. */
  take(key: string): boolean {
    const left = this.leftOf(key);
    if (left < 1) return false;
    this.keep(key, left - 1);
    return true;
  }

  /** What was taken turned out to be harmless. */
  giveBack(key: string): void {
    this.keep(key, Math.min(this.rate.burst, this.leftOf(key) + 1));
  }

  /** Nothing is lost by it; who comes back too soon finds what he has left. */
  forgetFull(key: string): void {
    if (this.leftOf(key) >= this.rate.burst) this.buckets.delete(key);
  }

  private leftOf(key: string): number {
    const bucket = this.buckets.get(key);
    if (!bucket) return this.rate.burst;
    const refilled = ((this.now() - bucket.at) / 1000) * this.rate.perSec;
    return Math.min(this.rate.burst, bucket.left + Math.max(0, refilled));
  }

  private keep(key: string, left: number): void {
    this.buckets.delete(key);
    this.buckets.set(key, { left, at: this.now() });
    const [oldest] = this.buckets.keys();
    if (this.buckets.size > MAX_KEYS && oldest !== undefined) this.buckets.delete(oldest);
  }
}
