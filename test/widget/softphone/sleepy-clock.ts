import { HandClock } from '../ui/hand-clock';

const MINUTE_MS = 60_000;

/** The browser's clock; while the computer sleeps time passes, and no timer runs. */
export class SleepyClock extends HandClock {
  private slept = 0;

  override now(): number {
    return super.now() + this.slept;
  }

  sleep(ms: number): void {
    this.slept += ms;
  }

  async minutes(count: number): Promise<void> {
    for (let n = 0; n < count; n += 1) {
      this.turn(MINUTE_MS);
      // The gateway's answer comes between two minutes.
      await new Promise(setImmediate);
    }
  }
}
