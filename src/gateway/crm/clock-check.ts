import type { Log } from '../log';
import type { Trouble } from '../trouble';

/** Tokens of amoCRM are checked with a leeway of a minute. */
const TOLERATED_MS = 60_000;

/** This server's clock beside amoCRM's: when it is off, every agent's token is "expired" or "of the future". */
export class ClockCheck {
  private offMs = 0;

  constructor(
    private readonly now: () => number,
    private readonly log: Pick<Log, 'error' | 'info'>,
  ) {}

  get trouble(): Trouble | undefined {
    if (Math.abs(this.offMs) <= TOLERATED_MS) return undefined;
    const seconds = Math.round(Math.abs(this.offMs) / 1000);
    const way = this.offMs > 0 ? 'ahead of' : 'behind';
    const words = `the clock of this server is ${seconds} s ${way} amoCRM’s, so agents are refused: switch on time synchronisation (NTP)`;
    return { fault: 'server-clock', words };
  }

  /** Epoch ms, as amoCRM has it now. */
  heard(serverTime: number): void {
    if (!Number.isFinite(serverTime)) return;
    const before = this.trouble;
    this.offMs = this.now() - serverTime;
    if (this.trouble !== undefined && before === undefined)
      this.log.error({ offMs: this.offMs }, this.trouble.words);
    if (this.trouble === undefined && before !== undefined) this.log.info({}, 'the clock is right again');
  }
}
