import type { ListId } from '../../call/dial-list';
import { isSameMoment, type Seat } from '../../call/dial-seat';
import type { AccountId, UserId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import { CommandQueue } from '../agents/command-queue';
import type { Log } from '../log';
import type { DialStore } from './dial-store';

export interface SeatBookParts {
  readonly accountId: AccountId;
  readonly store: Pick<DialStore, 'seats' | 'saveSeat'>;
  readonly clock: Clock;
  readonly log: Log;
  /** Something of his is due. */
  readonly due: (userId: UserId) => Promise<void>;
}

/** Where every agent stands, on the disk and here; his affairs go one after another, and he is woken when one is due. */
export class SeatBook {
  private readonly emitter: Emitter<{ changed: { readonly userId: UserId; readonly listId: ListId } }>;
  private readonly queue = new CommandQueue();
  private readonly seats = new Map<UserId, Seat>();
  private readonly timers = new Map<UserId, () => void>();
  private ready: Promise<void> = Promise.resolve();
  private isStopped = false;

  constructor(private readonly parts: SeatBookParts) {
    this.emitter = new Emitter((error) =>
      parts.log.error({ err: error }, 'listener of the dial lists failed'),
    );
  }

  on(
    name: 'changed',
    listener: (changed: { readonly userId: UserId; readonly listId: ListId }) => void,
  ): () => void {
    return this.emitter.on(name, listener);
  }

  /** Reads who stood where; nobody's affairs go on before `recover` is through. */
  open(recover: () => Promise<void>): void {
    const { store, accountId, log } = this.parts;
    const read = async (): Promise<void> => {
      for (const [userId, seat] of await store.seats(accountId)) this.seats.set(userId, seat);
      await recover();
    };
    this.ready = read();
    this.ready.catch((error: unknown) => log.error({ err: error }, 'the dial lists could not be read'));
  }

  stop(): void {
    this.isStopped = true;
    for (const undo of this.timers.values()) undo();
  }

  get(userId: UserId): Seat | undefined {
    return this.seats.get(userId);
  }

  all(): readonly (readonly [UserId, Seat])[] {
    return [...this.seats];
  }

  /** `undefined` = he stands nowhere any more; then `listId` says where he stood. */
  async put(userId: UserId, seat: Seat | undefined, listId = seat?.listId): Promise<void> {
    const { store, accountId, clock } = this.parts;
    const before = this.seats.get(userId);
    const since = seat && before && isSameMoment(before, seat) ? before.since : clock.now();
    const next = seat && { ...seat, since };
    await store.saveSeat(accountId, userId, next);
    if (next) this.seats.set(userId, next);
    else this.seats.delete(userId);
    if (listId !== undefined) this.emitter.emit('changed', { userId, listId });
    this.schedule(userId);
  }

  /** When his next thing is due. */
  schedule(userId: UserId): void {
    this.timers.get(userId)?.();
    this.timers.delete(userId);
    const seat = this.seats.get(userId);
    const at = seat && !seat.paused ? dueTime(seat) : undefined;
    if (at !== undefined) this.wake(userId, Math.max(0, at - this.parts.clock.now()));
  }

  wake(userId: UserId, inMs: number): void {
    this.timers.get(userId)?.();
    if (this.isStopped) return;
    this.timers.set(
      userId,
      this.parts.clock.after(inMs, () => this.hurry(userId)),
    );
  }

  /** Whatever is due of his is done now, behind what he is at. */
  hurry(userId: UserId): void {
    this.run(userId, () => this.parts.due(userId));
  }

  async inTurn(userId: UserId, work: () => Promise<void>): Promise<void> {
    await this.ready;
    await this.queue.run(`user ${userId}`, work);
  }

  run(userId: UserId, work: () => Promise<void>): void {
    void this.later(() => this.inTurn(userId, work));
  }

  /** A fault of it is logged; what comes after the end is nobody's. */
  async later(work: () => Promise<void>): Promise<void> {
    if (this.isStopped) return;
    try {
      await work();
    } catch (error) {
      if (!this.isStopped) this.parts.log.error({ err: error }, 'a dial list could not go on');
    }
  }
}

const dueTime = ({ now }: Seat): number | undefined => {
  if (now.step === 'next') return now.dialsAt;
  return now.step === 'empty' ? now.until : undefined;
};
