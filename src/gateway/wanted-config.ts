import type { GatewayConfig } from './config';
import type { Log } from './log';
import { ConfigError, readConfig } from './read-config';

interface Taker {
  take(config: GatewayConfig): Promise<unknown>;
}

/** The configuration as its file says it now. It may be read anew at any time, before there is a gateway, too. */
export class WantedConfig {
  private taker: Taker | undefined;

  constructor(
    private current: GatewayConfig,
    private readonly path: string,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  get now(): GatewayConfig {
    return this.current;
  }

  /** A file with mistakes changes nothing. */
  readAnew(): void {
    try {
      this.current = readConfig(this.path);
      this.tell();
    } catch (error) {
      const told = error instanceof ConfigError ? { mistakes: error.mistakes } : { err: error };
      this.log.error(told, 'the configuration has mistakes, all goes on as it was');
    }
  }

  /** `startedWith`: what it is told of from now on is what differs from this. */
  takenBy(taker: Taker, startedWith: GatewayConfig): void {
    this.taker = taker;
    if (this.current !== startedWith) this.tell();
  }

  private tell(): void {
    this.taker
      ?.take(this.current)
      .catch((error: unknown) => this.log.error({ err: error }, 'the accounts could not be changed'));
  }
}
