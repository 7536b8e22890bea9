import type { Clock } from '../../../src/lib/clock';

/** A clock that goes only when the test turns it. */
export class HandClock implements Clock {
  private waiting: { at: number; callback: () => void }[] = [];
  private awaited: { count: number; resolve: () => void }[] = [];

  constructor(private time = 1_800_000_000_000) {}

  get pending(): number {
    return this.waiting.length;
  }

  now(): number {
    return this.time;
  }

  /** Resolves when so many timers run. */
  whenWaiting(count: number): Promise<void> {
    return new Promise((resolve) => this.awaited.push({ count, resolve }));
  }

  after(ms: number, callback: () => void): () => void {
    const entry = { at: this.time + ms, callback };
    this.waiting.push(entry);
    this.awaited.filter(({ count }) => count <= this.waiting.length).forEach(({ resolve }) => resolve());
    return () => {
      this.waiting = this.waiting.filter((other) => other !== entry);
    };
  }

  turn(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.waiting.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (!next) break;
      this.waiting = this.waiting.filter((entry) => entry !== next);
      this.time = next.at;
      next.callback();
    }
    this.time = end;
  }
}
