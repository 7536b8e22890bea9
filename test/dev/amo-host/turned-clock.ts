import type { Clock } from '../../../dev/amo-host/webhooks/clock';

/** Time that a test turns by hand. */
export class TurnedClock implements Clock {
  private time = 1_700_000_000_000;
  private readonly waiting = new Set<{ readonly at: number; readonly callback: () => void }>();

  now(): number {
    return this.time;
  }

  get isWaited(): boolean {
    return this.waiting.size > 0;
  }

  after(ms: number, callback: () => void): () => void {
    const entry = { at: this.time + ms, callback };
    this.waiting.add(entry);
    return () => void this.waiting.delete(entry);
  }

  turn(ms: number): void {
    this.time += ms;
    for (const entry of [...this.waiting].filter(({ at }) => at <= this.time)) {
      this.waiting.delete(entry);
      entry.callback();
    }
  }
}
