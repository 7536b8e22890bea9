import { setTimeout as wait } from 'node:timers/promises';

/** Lets requests through one after another, never more than so many a second. */
export class Pace {
  private nextAt = 0;

  constructor(private readonly perSecond: number) {}

  async turn(): Promise<void> {
    const now = Date.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + 1000 / this.perSecond;
    if (at > now) await wait(at - now);
  }
}
