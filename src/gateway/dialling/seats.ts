import type { AgentStatus } from '../../call/agent-status';
import { extensionsIn, type Call } from '../../call/call';
import type { CallStatus } from '../../call/call-result';
import { rowReleased, type DialList, type DialRow, type ListId, type RowId } from '../../call/dial-list';
import { seatAt, seatCalling, seatPaused, seatResumed, withStep, type Seat } from '../../call/dial-seat';
import type { Disposition } from '../../call/disposition';
import type { AccountId, CallId, Extension, UserId } from '../../call/ids';
import { isOpen } from '../../call/talk';
import type { Clock } from '../../lib/clock';
import type { DialDo } from '../../protocol/dial-lists';
import type { Outcome } from '../../protocol/messages';
import type { CallTracker } from '../calls/call-tracker';
import type { Log } from '../log';
import type { Pbx } from '../pbx/pbx';
import type { DialHistory } from './dial-history';
import type { DialStore } from './dial-store';
import { dialTime, seatWithNextRow } from './next-row';
import { chosenPause, isAt, obstacleOf } from './obstacles';
import { RowCalls } from './row-calls';
import { SeatBook } from './seat-book';

export interface SeatParts {
  readonly accountId: AccountId;
  readonly store: DialStore;
  readonly history: DialHistory;
  readonly tracker: Pick<CallTracker, 'on' | 'call' | 'calls'>;
  readonly pbx: Pick<Pbx, 'state' | 'reachable' | 'on'>;
  readonly extensionOf: (userId: UserId) => Extension | undefined;
  readonly statusOf: (userId: UserId) => AgentStatus;
  /** Rings the agent's phone, then dials. */
  readonly place: (userId: UserId, number: string, callId: CallId) => Promise<Outcome<CallId>>;
  /** How a call ended that the tracker has forgotten; `undefined` = nothing is known of it. */
  readonly endOf: (callId: CallId) => Promise<Disposition | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A tab that reloads is back sooner. */
const AWAY_MS = 30_000;
const SOON_MS = 1_000;
/** Longer than a page takes to load and its phone to register. */
const PATIENCE_MS = 10_000;

/**
 * Agents at their lists: each has one row at a time, which nobody else gets; the PBX is asked to call it when its time
 * has come, and says what became of it.
 */
export class Seats {
  private readonly book: SeatBook;
  private readonly calls: RowCalls;
  private readonly leaving = new Map<UserId, () => void>();
  private readonly online = new Set<UserId>();
  private undos: readonly (() => void)[] = [];
  private isWatched = true;

  constructor(private readonly parts: SeatParts) {
    this.book = new SeatBook({ ...parts, due: (userId) => this.advance(userId) });
    this.calls = new RowCalls({ ...parts, book: this.book });
  }

  on(
    name: 'changed',
    listener: (changed: { readonly userId: UserId; readonly listId: ListId }) => void,
  ): () => void {
    return this.book.on(name, listener);
  }

  start(): void {
    const { tracker, pbx } = this.parts;
    this.undos = [
      tracker.on('ended', (call) => this.calls.ended(call, this.isWatched)),
      tracker.on('changed', (call) => this.callChanged(call)),
      pbx.on('state', () => this.lookAgain()),
    ];
    this.book.open(() => this.recover());
  }

  stop(): void {
    this.book.stop();
    for (const undo of [...this.undos, ...this.leaving.values()]) undo();
  }

  /** What ends in `work` ended while nobody watched. */
  unwatched(work: () => void): void {
    this.isWatched = false;
    work();
    this.isWatched = true;
  }

  seat(userId: UserId): Seat | undefined {
    return this.book.get(userId);
  }

  isOnline(userId: UserId): boolean {
    return this.online.has(userId);
  }

  /** Since when he talks with the customer whom he has called; `undefined` = he does not. */
  talkSince(userId: UserId): number | undefined {
    const now = this.book.get(userId)?.now;
    const call = now?.step === 'calling' ? this.parts.tracker.call(now.callId) : undefined;
    return call?.talks.find(isOpen)?.from;
  }

  /** The first of his tabs is there, or the last one went. */
  connected(userId: UserId, isOnline: boolean): void {
    this.leaving.get(userId)?.();
    this.leaving.delete(userId);
    if (isOnline) {
      this.online.add(userId);
      this.book.hurry(userId);
    } else {
      this.online.delete(userId);
      this.awaitReturn(userId);
    }
  }

  /** Who does not want to be disturbed is put through to nobody, until he goes on himself. */
  statusChosen(userId: UserId): void {
    this.book.run(userId, async () => {
      const seat = this.book.get(userId);
      const why = chosenPause(this.parts.statusOf(userId));
      if (seat && why) await this.book.put(userId, seatPaused(seat, why));
    });
  }

  /** `list` = the one he means; he may use it. */
  async carryOut(userId: UserId, list: DialList, what: DialDo): Promise<void> {
    await this.book.inTurn(userId, async () => {
      if (what === 'start') return this.begin(userId, list.id);
      const seat = this.book.get(userId);
      if (seat?.listId !== list.id) return;
      if (what === 'pause') await this.book.put(userId, seatPaused(seat, 'asked'));
      if (what === 'resume') await this.resume(userId, seat);
      if (what === 'skip') await this.skip(userId, seat);
      if (what === 'stop') await this.leave(userId);
      if (what === 'call' && seat.now.step === 'next')
        await this.calls.make(userId, seatResumed(seat), seat.now.rowId);
      if (what === 'next' && seat.now.step === 'after')
        await this.book.put(userId, withStep(seat, { step: 'draw' }));
    });
    this.book.hurry(userId);
  }

  /** The list is no more, or he is none of its callers any longer. */
  async takeAway(userId: UserId, listId: ListId): Promise<void> {
    await this.book.inTurn(userId, async () => {
      if (this.book.get(userId)?.listId === listId) await this.leave(userId);
    });
  }

  /** Rows came, or settings changed: who had nothing to call may have now. */
  async refresh(listId: ListId): Promise<void> {
    for (const [userId, seat] of this.book.all())
      if (seat.listId === listId && seat.now.step === 'empty')
        await this.book.inTurn(userId, async () => {
          const now = this.book.get(userId);
          if (now?.now.step !== 'empty') return;
          await this.book.put(userId, withStep(now, { step: 'draw' }));
          await this.advance(userId);
        });
  }

  /** What the agent says of a call, in the list or in the result window; `isOver` = he is through with it. */
  async told(callId: CallId, status: CallStatus | undefined, isOver: boolean): Promise<void> {
    const found = await this.parts.store.rowOfCall(this.parts.accountId, callId);
    const { row } = found ?? {};
    if (!found || row?.by === undefined) return;
    const userId = row.by;
    await this.book.inTurn(userId, async () => {
      if (status !== undefined) await this.calls.correct(found.listId, row.id, status, callId);
      const seat = this.book.get(userId);
      if (seat?.now.step !== 'after' || seat.now.callId !== callId) return;
      if (isOver) await this.book.put(userId, withStep(seat, { step: 'draw' }));
      else if (status !== undefined) await this.book.put(userId, withStep(seat, { ...seat.now, status }));
    });
    this.book.hurry(userId);
  }

  private async begin(userId: UserId, listId: ListId): Promise<void> {
    const seat = this.book.get(userId);
    if (seat?.listId === listId) return this.resume(userId, seat);
    if (seat) await this.leave(userId);
    const chosen = chosenPause(this.parts.statusOf(userId));
    const fresh = seatAt(listId, this.parts.clock.now());
    await this.book.put(userId, chosen ? seatPaused(fresh, chosen) : fresh);
  }

  private async resume(userId: UserId, seat: Seat): Promise<void> {
    const { now } = seat;
    const resumed = { ...seatResumed(seat), unreached: 0 };
    const obstacle = obstacleOf(userId, this.parts);
    const isHisToMend = obstacle === 'call' || obstacle === 'dnd' || obstacle === 'stepped-out';
    if (isHisToMend) return this.book.put(userId, seatPaused(resumed, obstacle));
    if (now.step !== 'next') return this.book.put(userId, resumed);
    const dialsAt = await dialTime(seat.listId, this.parts);
    await this.book.put(userId, withStep(resumed, { step: 'next', rowId: now.rowId, ...dialsAt }));
  }

  private async skip(userId: UserId, seat: Seat): Promise<void> {
    if (seat.now.step !== 'next') return;
    const { store, accountId, clock } = this.parts;
    const row = await store.row(accountId, seat.now.rowId);
    if (row) {
      const skipped: DialRow = { ...rowReleased(row), dueAt: 0, outcome: 'skipped', at: clock.now() };
      await store.change(accountId, row, skipped);
      await store.move(accountId, seat.listId, row.id);
    }
    await this.book.put(userId, withStep(seat, { step: 'draw' }));
  }

  private async leave(userId: UserId): Promise<void> {
    const seat = this.book.get(userId);
    if (!seat) return;
    await this.giveBack(seat);
    await this.book.put(userId, undefined, seat.listId);
  }

  /** The row that is his next goes back to its place. */
  private async giveBack({ now }: Seat): Promise<void> {
    const { store, accountId } = this.parts;
    const row = now.step === 'next' ? await store.row(accountId, now.rowId) : undefined;
    if (row?.state === 'taken') await store.change(accountId, row, rowReleased(row));
  }

  /** Does what is to be done now, as far as that goes without the agent. */
  private async advance(userId: UserId): Promise<void> {
    let seat = this.book.get(userId);
    if (!seat) return;
    if (seat.now.step === 'empty' && this.isDue(seat.now.until)) seat = withStep(seat, { step: 'draw' });
    if (seat.now.step === 'draw' && this.online.has(userId) && seat.paused !== 'away') {
      const { listId } = seat;
      seat = await seatWithNextRow(userId, seat, this.parts);
      await this.book.put(userId, seat, listId);
      if (!seat) return;
    }
    if (seat.now.step !== 'next' || seat.paused || !this.isDue(seat.now.dialsAt))
      return this.book.schedule(userId);
    // Nobody there to talk: the clock that waits for his return decides.
    if (!this.online.has(userId)) return;
    await this.dialInTime(userId, seat, seat.now.rowId, seat.now.dialsAt ?? 0);
  }

  /** Its time has come. A page that was just reloaded, a PBX that reconnects, are given a moment. */
  private async dialInTime(userId: UserId, seat: Seat, rowId: RowId, dialsAt: number): Promise<void> {
    const { clock } = this.parts;
    const obstacle = obstacleOf(userId, this.parts);
    const isPassing = obstacle === 'phone' || obstacle === 'pbx';
    if (isPassing && clock.now() - dialsAt < PATIENCE_MS) return this.book.wake(userId, SOON_MS);
    if (obstacle) return this.book.put(userId, seatPaused(seat, obstacle));
    return this.calls.make(userId, seat, rowId);
  }

  private isDue(at: number | undefined): boolean {
    return at !== undefined && at <= this.parts.clock.now();
  }

  /** Another call at his phone stops the list; it goes on when he says so. */
  private callChanged(call: Call): void {
    if (call.now.state === 'ended') return;
    for (const [userId, seat] of this.book.all()) {
      const extension = this.parts.extensionOf(userId);
      const isOwn = seat.now.step === 'calling' && seat.now.callId === call.id;
      if (isOwn || seat.paused || extension === undefined || !extensionsIn(call).includes(extension))
        continue;
      if (isAt(call, extension)) this.book.run(userId, () => this.interrupt(userId, call.id));
    }
  }

  private async interrupt(userId: UserId, callId: CallId): Promise<void> {
    const seat = this.book.get(userId);
    const isOwn = seat?.now.step === 'calling' && seat.now.callId === callId;
    if (seat && !isOwn && !seat.paused) await this.book.put(userId, seatPaused(seat, 'call'));
  }

  private lookAgain(): void {
    void this.book.later(() => this.calls.findLost());
    for (const [userId] of this.book.all()) this.book.hurry(userId);
  }

  private async recover(): Promise<void> {
    const { store, accountId } = this.parts;
    for (const [userId] of this.book.all()) this.awaitReturn(userId);
    for (const { row } of await store.busyRows(accountId)) {
      const seat = row.by === undefined ? undefined : this.book.get(row.by);
      const isHis = seat?.now.step === 'next' && seat.now.rowId === row.id;
      if (row.state === 'taken' && !isHis) await store.change(accountId, row, rowReleased(row));
      // The crash came between the two writes.
      if (row.state === 'calling' && isHis && row.by !== undefined && row.callId !== undefined)
        await this.book.put(row.by, seatCalling(seat, row.id, row.callId));
    }
    await this.calls.findLost();
  }

  private awaitReturn(userId: UserId): void {
    if (!this.book.get(userId)) return;
    this.leaving.get(userId)?.();
    const undo = this.parts.clock.after(AWAY_MS, () => {
      this.leaving.delete(userId);
      this.book.run(userId, () => this.away(userId));
    });
    this.leaving.set(userId, undo);
  }

  /** He is not there: others may call whom he would have called next. */
  private async away(userId: UserId): Promise<void> {
    const seat = this.book.get(userId);
    if (!seat || this.online.has(userId)) return;
    await this.giveBack(seat);
    const free = seat.now.step === 'next' ? withStep(seat, { step: 'draw' }) : seat;
    await this.book.put(userId, { ...free, paused: 'away' });
  }
}
