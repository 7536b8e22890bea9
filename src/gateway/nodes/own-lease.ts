import type { Clock } from '../../lib/clock';
import type { Log } from '../log';
import type { LeaseStore } from './lease-store';

export interface OwnLeaseParts {
  readonly store: LeaseStore;
  /** Of this node, unlike that of any other. */
  readonly node: string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/** A node that is killed is followed after this, and after one more try of the one that stands by. */
const LEASE_MS = 3_000;
const RENEW_EVERY_MS = 1_000;
const TRY_EVERY_MS = 500;
/** While the database was away every lease has ended: the node that works gets its own back first. */
const WORKING_NODE_FIRST_MS = 2_500;

/** The lease of the node that works; the others try to get it. */
export class OwnLease {
  private undoTimer = (): void => {};
  private isOver = false;

  constructor(private readonly parts: OwnLeaseParts) {}

  /** Resolves when this node has the lease; `waits` is told once when another has it. `false` = given up meanwhile. */
  async get(waits: () => Promise<void>): Promise<boolean> {
    for (let tries = 0; !this.isOver; tries++) {
      const isOurs = await this.take();
      if (isOurs && !this.isOver) return true;
      if (tries === 0) await waits();
      if (isOurs === undefined) await this.untilItAnswers();
      await this.pause(TRY_EVERY_MS);
    }
    return false;
  }

  /**
   * Keeps it from now on. A node that cannot ask goes on: while the database is away nobody else can take the lease.
   * `lost`: another node has it, and works.
   */
  hold(lost: () => void): void {
    this.undoTimer = this.parts.clock.after(RENEW_EVERY_MS, () => {
      void this.take().then((isOurs) => {
        if (this.isOver) return;
        if (isOurs === false) lost();
        else this.hold(lost);
      });
    });
  }

  /** Another node may work now. */
  async release(): Promise<void> {
    this.isOver = true;
    this.undoTimer();
    const { store, node, log } = this.parts;
    await store
      .release(node)
      .catch((error: unknown) =>
        log.warn({ err: error }, 'the lease ends by itself: it could not be given away'),
      );
  }

  private async untilItAnswers(): Promise<void> {
    while (!this.isOver && !(await this.parts.store.answers())) await this.pause(TRY_EVERY_MS);
    await this.pause(WORKING_NODE_FIRST_MS);
  }

  private pause(ms: number): Promise<void> {
    if (this.isOver) return Promise.resolve();
    return new Promise((go) => {
      const cancel = this.parts.clock.after(ms, go);
      this.undoTimer = () => {
        cancel();
        go();
      };
    });
  }

  /** `undefined` = nobody knows. */
  private take(): Promise<boolean | undefined> {
    const { store, node, log } = this.parts;
    return store.take(node, LEASE_MS).catch((error: unknown) => {
      log.warn({ err: error }, 'the database does not say which node works');
      return undefined;
    });
  }
}
