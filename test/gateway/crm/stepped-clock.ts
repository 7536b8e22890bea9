import type { Clock } from '../../../src/lib/clock';

/** Time by hand; between two timers everything that waits for an answer gets it. */
export class SteppedClock implements Clock {
  private readonly timers = new Map<object, { readonly at: number; readonly callback: () => void }>();

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  after(ms: number, callback: () => void): () => void {
    const key = {};
    this.timers.set(key, { at: this.time + ms, callback });
    return () => void this.timers.delete(key);
  }

  async turn(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await new Promise(setImmediate);
      const [key, next] = [...this.timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (!key || !next || next.at > end) break;
      this.timers.delete(key);
      this.time = Math.max(this.time, next.at);
      next.callback();
    }
    this.time = end;
  }
}
