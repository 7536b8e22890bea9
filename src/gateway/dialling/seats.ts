import { randomUUID } from 'node:crypto';
import type { AgentStatus } from '../../call/agent-status';
import { extensionsIn, type Call } from '../../call/call';
import type { CallStatus } from '../../call/call-result';
import {
  rowCalled,
  rowNotCalled,
  rowSettled,
  type DialList,
  type DialRow,
  type ListId,
  type RowId,
  type RowOutcome,
} from '../../call/dial-list';
import { seatAt, seatPaused, seatResumed, withStep, type Seat, type SeatPause } from '../../call/dial-seat';
import type { Disposition } from '../../call/disposition';
import type { AccountId, CallId, Extension, UserId } from '../../call/ids';
import { isLive } from '../../call/leg';
import { statusOf } from '../../call/status-of';
import { talkMs } from '../../call/talk';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type { DialDo } from '../../protocol/dial-lists';
import type { Outcome } from '../../protocol/messages';
import { CommandQueue } from '../agents/command-queue';
import type { CallTracker } from '../calls/call-tracker';
import type { Log } from '../log';
import type { Pbx } from '../pbx/pbx';
import { isOpen, localDay, nextDayAt, openZones, opensAt } from './calling-hours';
import type { DialStore } from './dial-store';

export interface SeatParts {
  readonly accountId: AccountId;
  readonly store: DialStore;
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

const PAUSE_BY_STATUS = {
  ready: undefined,
  dnd: 'dnd',
  away: 'stepped-out',
} as const satisfies Record<AgentStatus, SeatPause | undefined>;

/** A tab that reloads is back sooner. */
const AWAY_MS = 30_000;
/** So many numbers in a row that cannot be reached are no chance. */
const MOST_UNREACHED = 3;
/** What was due "in a moment" is not worth a timer of its own. */
const SOON_MS = 1_000;
/** Longer than a page takes to load and its phone to register. */
const PATIENCE_MS = 10_000;

/**
 * Agents at their lists: each has one row at a time, which nobody else gets; the PBX is asked to call it when its time
 * has come, and says what became of it. That a number is going to be called stands on the disk before it is, so after a
 * crash none is called that may have been.
 */
export class Seats {
  private readonly emitter: Emitter<{ changed: { readonly userId: UserId; readonly listId: ListId } }>;
  private readonly queue = new CommandQueue();
  private readonly seats = new Map<UserId, Seat>();
  private readonly timers = new Map<UserId, () => void>();
  private readonly leaving = new Map<UserId, () => void>();
  private readonly online = new Set<UserId>();
  /** On their way to the PBX: the tracker does not know them yet. */
  private readonly placing = new Set<CallId>();
  private undos: readonly (() => void)[] = [];
  private ready: Promise<void> = Promise.resolve();
  private isWatched = true;
  private isStopped = false;

  constructor(private readonly parts: SeatParts) {
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

  start(): void {
    const { tracker, pbx } = this.parts;
    this.undos = [
      tracker.on('ended', (call) => this.ended(call)),
      tracker.on('changed', (call) => this.callChanged(call)),
      pbx.on('state', () => this.lookAgain()),
    ];
    this.ready = this.recover();
    this.ready.catch((error: unknown) =>
      this.parts.log.error({ err: error }, 'the dial lists could not be read'),
    );
  }

  stop(): void {
    this.isStopped = true;
    for (const undo of [...this.undos, ...this.timers.values(), ...this.leaving.values()]) undo();
  }

  /** What ends in `work` ended while nobody watched. */
  unwatched(work: () => void): void {
    this.isWatched = false;
    work();
    this.isWatched = true;
  }

  seat(userId: UserId): Seat | undefined {
    return this.seats.get(userId);
  }

  isOnline(userId: UserId): boolean {
    return this.online.has(userId);
  }

  /** The first of his tabs is there, or the last one went. */
  connected(userId: UserId, isOnline: boolean): void {
    this.leaving.get(userId)?.();
    this.leaving.delete(userId);
    if (isOnline) {
      this.online.add(userId);
      this.run(userId, () => this.advance(userId));
    } else {
      this.online.delete(userId);
      this.awaitReturn(userId);
    }
  }

  /** Who does not want to be disturbed is put through to nobody, until he goes on himself. */
  statusChosen(userId: UserId): void {
    this.run(userId, async () => {
      const seat = this.seats.get(userId);
      const why = PAUSE_BY_STATUS[this.parts.statusOf(userId)];
      if (seat && why) await this.put(userId, seatPaused(seat, why));
    });
  }

  /** `list` = the one he means; he may use it. */
  async carryOut(userId: UserId, list: DialList, what: DialDo): Promise<void> {
    await this.inTurn(userId, async () => {
      if (what === 'start') return this.begin(userId, list.id);
      const seat = this.seats.get(userId);
      if (seat?.listId !== list.id) return;
      if (what === 'pause') await this.put(userId, seatPaused(seat, 'asked'));
      if (what === 'resume') await this.resume(userId, seat);
      if (what === 'skip') await this.skip(userId, seat);
      if (what === 'stop') await this.leave(userId);
      if (what === 'call' && seat.now.step === 'next')
        await this.dial(userId, seatResumed(seat), seat.now.rowId);
      if (what === 'next' && seat.now.step === 'after')
        await this.put(userId, withStep(seat, { step: 'draw' }));
    });
    this.run(userId, () => this.advance(userId));
  }

  /** The list is no more, or he is none of its callers any longer. */
  async takeAway(userId: UserId, listId: ListId): Promise<void> {
    await this.inTurn(userId, async () => {
      if (this.seats.get(userId)?.listId === listId) await this.leave(userId);
    });
  }

  /** Rows came, or settings changed: who had nothing to call may have now. */
  async refresh(listId: ListId): Promise<void> {
    for (const [userId, seat] of this.seats)
      if (seat.listId === listId && seat.now.step === 'empty')
        await this.inTurn(userId, async () => {
          const now = this.seats.get(userId);
          if (now?.now.step !== 'empty') return;
          await this.put(userId, withStep(now, { step: 'draw' }));
          await this.advance(userId);
        });
  }

  /** What the agent says of a call, in the list or in the result window; `isOver` = he is through with it. */
  async told(callId: CallId, status: CallStatus | undefined, isOver: boolean): Promise<void> {
    const found = await this.parts.store.rowOfCall(this.parts.accountId, callId);
    const { row } = found ?? {};
    if (!found || row?.by === undefined) return;
    const userId = row.by;
    await this.inTurn(userId, async () => {
      if (status !== undefined) await this.correct(found.listId, row.id, status, callId);
      const seat = this.seats.get(userId);
      if (seat?.now.step !== 'after' || seat.now.callId !== callId) return;
      if (isOver) await this.put(userId, withStep(seat, { step: 'draw' }));
      else if (status !== undefined) await this.put(userId, withStep(seat, { ...seat.now, status }));
    });
    this.run(userId, () => this.advance(userId));
  }

  private async begin(userId: UserId, listId: ListId): Promise<void> {
    const seat = this.seats.get(userId);
    if (seat?.listId === listId) return this.resume(userId, seat);
    if (seat) await this.leave(userId);
    const chosen = PAUSE_BY_STATUS[this.parts.statusOf(userId)];
    await this.put(userId, chosen ? seatPaused(seatAt(listId), chosen) : seatAt(listId));
  }

  private async resume(userId: UserId, seat: Seat): Promise<void> {
    const { now } = seat;
    const resumed = { ...seatResumed(seat), unreached: 0 };
    const obstacle = this.obstacleOf(userId);
    const isHisToMend = obstacle === 'call' || obstacle === 'dnd' || obstacle === 'stepped-out';
    if (isHisToMend) return this.put(userId, seatPaused(resumed, obstacle));
    if (now.step !== 'next') return this.put(userId, resumed);
    const dialsAt = await this.dialTime(seat.listId);
    await this.put(userId, withStep(resumed, { step: 'next', rowId: now.rowId, ...dialsAt }));
  }

  private async skip(userId: UserId, seat: Seat): Promise<void> {
    if (seat.now.step !== 'next') return;
    const { store, accountId, clock } = this.parts;
    const row = await store.row(accountId, seat.now.rowId);
    if (row) {
      const skipped: DialRow = { ...released(row), dueAt: 0, outcome: 'skipped', at: clock.now() };
      await store.change(accountId, row, skipped);
      await store.move(accountId, seat.listId, row.id);
    }
    await this.put(userId, withStep(seat, { step: 'draw' }));
  }

  private async leave(userId: UserId): Promise<void> {
    const seat = this.seats.get(userId);
    if (!seat) return;
    await this.giveBack(seat);
    await this.put(userId, undefined, seat.listId);
  }

  /** The row that is his next goes back to its place. */
  private async giveBack({ now }: Seat): Promise<void> {
    const { store, accountId } = this.parts;
    const row = now.step === 'next' ? await store.row(accountId, now.rowId) : undefined;
    if (row?.state === 'taken') await store.change(accountId, row, released(row));
  }

  /** Does what is to be done now, as far as that goes without the agent. */
  private async advance(userId: UserId): Promise<void> {
    let seat = this.seats.get(userId);
    if (!seat) return;
    if (seat.now.step === 'empty' && this.isDue(seat.now.until)) seat = withStep(seat, { step: 'draw' });
    if (seat.now.step === 'draw' && this.online.has(userId) && seat.paused !== 'away')
      seat = await this.draw(userId, seat);
    if (seat.now.step !== 'next' || seat.paused || !this.isDue(seat.now.dialsAt))
      return this.schedule(userId);
    // Nobody there to talk: the clock that waits for his return decides.
    if (!this.online.has(userId)) return;
    await this.dialInTime(userId, seat, seat.now.rowId, seat.now.dialsAt ?? 0);
  }

  /** Its time has come. A page that was just reloaded, a PBX that reconnects, are given a moment. */
  private async dialInTime(userId: UserId, seat: Seat, rowId: RowId, dialsAt: number): Promise<void> {
    const { clock } = this.parts;
    const obstacle = this.obstacleOf(userId);
    const isPassing = obstacle === 'phone' || obstacle === 'pbx';
    if (isPassing && clock.now() - dialsAt < PATIENCE_MS) return this.wake(userId, SOON_MS);
    if (obstacle) return this.put(userId, seatPaused(seat, obstacle));
    return this.dial(userId, seat, rowId);
  }

  private async draw(userId: UserId, seat: Seat): Promise<Seat> {
    const { store, accountId, clock } = this.parts;
    const { listId } = seat;
    const list = await store.list(accountId, listId);
    if (!list) {
      await this.put(userId, undefined, listId);
      return seat;
    }
    const zones = await store.zones(accountId, listId);
    const { hours } = list.settings;
    const open = openZones(zones, hours, clock.now());
    const row = await store.draw(accountId, listId, userId, clock.now(), open);
    const next = row
      ? withStep(seat, { step: 'next', rowId: row.id, ...(seat.paused ? {} : await this.dialTime(listId)) })
      : withStep(seat, await this.emptyStep(list, zones, open));
    await this.put(userId, next);
    return next;
  }

  private async emptyStep(
    { id, settings }: DialList,
    zones: readonly string[],
    open: readonly string[],
  ): Promise<Extract<Seat['now'], { step: 'empty' }>> {
    const { store, accountId, clock } = this.parts;
    const due = await store.nextDue(accountId, id);
    if (due === undefined) return { step: 'empty', why: 'finished' };
    if (due > clock.now()) return { step: 'empty', why: 'retry', until: due };
    const opens = open.length === 0 ? opensAt(zones, settings.hours, clock.now()) : undefined;
    if (opens !== undefined) return { step: 'empty', why: 'hours', until: opens };
    // Somebody else has what may be called now, or it is at home where the hours are over.
    return { step: 'empty', why: 'retry', until: clock.now() + SOON_MS * 10 };
  }

  private async dialTime(listId: ListId): Promise<{ readonly dialsAt?: number }> {
    const { store, accountId, clock } = this.parts;
    const list = await store.list(accountId, listId);
    return list?.settings.mode === 'progressive'
      ? { dialsAt: clock.now() + list.settings.intervalSec * 1000 }
      : {};
  }

  private async dial(userId: UserId, seat: Seat, rowId: RowId): Promise<void> {
    const { store, accountId, clock, place, tracker, log } = this.parts;
    const [row, list] = [await store.row(accountId, rowId), await store.list(accountId, seat.listId)];
    const again = withStep(seat, { step: 'draw' });
    if (!row || !list || row.state !== 'taken' || row.by !== userId) return this.put(userId, again);
    if (!isOpen(row.zone, list.settings.hours, clock.now())) {
      await store.change(accountId, row, released(row));
      return this.put(userId, again);
    }
    const obstacle = this.obstacleOf(userId);
    if (obstacle) return this.put(userId, seatPaused(seat, obstacle));
    const callId = `linia-${randomUUID()}` as CallId;
    const called = rowCalled(row, callId, localDay(row.zone, clock.now()));
    this.placing.add(callId);
    try {
      if (!(await store.change(accountId, row, called))) return await this.put(userId, again);
      await this.put(userId, withStep(seat, { step: 'calling', rowId, callId }));
      const outcome = await place(userId, row.number, callId);
      if (outcome.ok || tracker.call(callId)) return;
      log.warn({ callId, fault: outcome.fault }, 'a row of a dial list could not be called');
      await this.notCalled(userId, called, outcome.fault === 'pbx-away' ? 'pbx' : 'phone');
    } finally {
      this.placing.delete(callId);
    }
  }

  /** The row stays his; he says when to try again. */
  private async notCalled(userId: UserId, row: DialRow, why: SeatPause): Promise<void> {
    const { store, accountId } = this.parts;
    const seat = this.seats.get(userId);
    const isHis = seat?.now.step === 'calling' && seat.now.callId === row.callId;
    const back = rowNotCalled(row);
    await store.change(accountId, row, isHis ? back : released(back));
    if (isHis) await this.put(userId, seatPaused(withStep(seat, { step: 'next', rowId: row.id }), why));
  }

  private ended(call: Call): void {
    // A call found again after a crash has forgotten that it was placed by us.
    if (call.now.state !== 'ended' || call.origin === 'inbound') return;
    const { isWatched } = this;
    const { endedAt, disposition } = call.now;
    const isTalk = call.talks.length > 0;
    const wasCalled = isTalk || !isWatched || call.legs.some(({ party }) => party.party === 'outside');
    const talk = talkMs(call.talks, endedAt);
    const outcome = isTalk || isWatched ? statusOf(disposition) : 'unknown';
    const isUnreached = disposition === 'unreachable';
    this.rowEnded(call.id, { outcome, wasCalled, isUnreached, talk, at: endedAt });
  }

  private rowEnded(
    callId: CallId,
    end: {
      readonly outcome: RowOutcome;
      readonly wasCalled: boolean;
      readonly isUnreached: boolean;
      readonly talk: number;
      readonly at: number;
    },
  ): void {
    void this.later(async () => {
      const { store, accountId } = this.parts;
      const found = await store.rowOfCall(accountId, callId);
      const userId = found?.row.by;
      if (!found || userId === undefined) return;
      await this.inTurn(userId, async () => {
        const row = await store.row(accountId, found.row.id);
        if (row?.state !== 'calling' || row.callId !== callId) return;
        if (!end.wasCalled) return this.notCalled(userId, row, 'phone');
        await this.settle(found.listId, row, end.outcome, end.at);
        await this.seatAfter(userId, row, callId, end);
      });
      this.run(userId, () => this.advance(userId));
    });
  }

  private async seatAfter(
    userId: UserId,
    { id }: DialRow,
    callId: CallId,
    end: { readonly outcome: RowOutcome; readonly isUnreached: boolean; readonly talk: number },
  ): Promise<void> {
    const seat = this.seats.get(userId);
    if (seat?.now.step !== 'calling' || seat.now.callId !== callId) return;
    const unreached = end.isUnreached ? seat.unreached + 1 : 0;
    const counted = { ...seat, unreached };
    if (end.outcome === 4)
      return this.put(
        userId,
        withStep(counted, { step: 'after', rowId: id, callId, status: end.outcome, talkMs: end.talk }),
      );
    const drawn = withStep(counted, { step: 'draw' });
    await this.put(userId, unreached >= MOST_UNREACHED ? seatPaused(drawn, 'line') : drawn);
  }

  private async settle(listId: ListId, row: DialRow, outcome: RowOutcome, at: number): Promise<void> {
    const { store, accountId } = this.parts;
    const list = await store.list(accountId, listId);
    if (!list) return;
    const { settings } = list;
    const times = { at, nextDayAt: nextDayAt(row.zone, settings.hours, at) };
    await store.change(accountId, row, rowSettled(row, outcome, settings, times));
  }

  private async correct(listId: ListId, rowId: RowId, status: CallStatus, callId: CallId): Promise<void> {
    const { store, accountId, clock } = this.parts;
    const row = await store.row(accountId, rowId);
    // Meanwhile it may be somebody's next, or called once more.
    const isSettled = row?.callId === callId && (row.state === 'done' || row.state === 'waiting');
    if (row && isSettled && row.outcome !== status)
      await this.settle(listId, row, status, row.at ?? clock.now());
  }

  /** What keeps this agent from being put through. */
  private obstacleOf(userId: UserId): SeatPause | undefined {
    const { pbx, extensionOf, statusOf } = this.parts;
    const extension = extensionOf(userId);
    if (extension === undefined) return 'phone';
    const chosen = PAUSE_BY_STATUS[statusOf(userId)];
    if (chosen) return chosen;
    if (pbx.state !== 'up') return 'pbx';
    if (pbx.reachable && !pbx.reachable.has(extension)) return 'phone';
    return this.isInCall(extension) ? 'call' : undefined;
  }

  private isInCall(extension: Extension): boolean {
    return this.parts.tracker.calls().some((call) => isAt(call, extension));
  }

  /** Another call at his phone stops the list; it goes on when he says so. */
  private callChanged(call: Call): void {
    if (call.now.state === 'ended') return;
    for (const [userId, seat] of this.seats) {
      const extension = this.parts.extensionOf(userId);
      const isOwn = seat.now.step === 'calling' && seat.now.callId === call.id;
      if (isOwn || seat.paused || extension === undefined || !extensionsIn(call).includes(extension))
        continue;
      if (isAt(call, extension)) this.run(userId, () => this.interrupt(userId, call.id));
    }
  }

  private async interrupt(userId: UserId, callId: CallId): Promise<void> {
    const seat = this.seats.get(userId);
    const isOwn = seat?.now.step === 'calling' && seat.now.callId === callId;
    if (seat && !isOwn && !seat.paused) await this.put(userId, seatPaused(seat, 'call'));
  }

  private lookAgain(): void {
    void this.later(() => this.findLost());
    for (const userId of this.seats.keys()) this.run(userId, () => this.advance(userId));
  }

  private async recover(): Promise<void> {
    const { store, accountId } = this.parts;
    for (const [userId, seat] of await store.seats(accountId)) {
      this.seats.set(userId, seat);
      this.awaitReturn(userId);
    }
    for (const { row } of await store.busyRows(accountId)) {
      const seat = row.by === undefined ? undefined : this.seats.get(row.by);
      const isHis = seat?.now.step === 'next' && seat.now.rowId === row.id;
      if (row.state === 'taken' && !isHis) await store.change(accountId, row, released(row));
      // The crash came between the two writes.
      if (row.state === 'calling' && isHis && row.by !== undefined && row.callId !== undefined)
        await this.put(row.by, withStep(seat, { step: 'calling', rowId: row.id, callId: row.callId }));
    }
    await this.findLost();
  }

  /** Rows whose call is not on and whose end nobody told: the gateway or the PBX was away. */
  private async findLost(): Promise<void> {
    const { store, accountId, tracker, pbx, endOf, clock } = this.parts;
    for (const { row } of await store.busyRows(accountId)) {
      const { callId } = row;
      if (row.state !== 'calling' || callId === undefined || this.placing.has(callId)) continue;
      if (tracker.call(callId)?.now.state === 'live') continue;
      const disposition = await endOf(callId);
      const end = { wasCalled: true, isUnreached: false, talk: 0, at: clock.now() };
      if (disposition) this.rowEnded(callId, { ...end, outcome: statusOf(disposition) });
      else if (pbx.state === 'up' && !tracker.call(callId))
        this.rowEnded(callId, { ...end, outcome: 'unknown' });
    }
  }

  private awaitReturn(userId: UserId): void {
    if (!this.seats.has(userId)) return;
    this.leaving.get(userId)?.();
    const undo = this.parts.clock.after(AWAY_MS, () => {
      this.leaving.delete(userId);
      this.run(userId, () => this.away(userId));
    });
    this.leaving.set(userId, undo);
  }

  /** He is not there: others may call whom he would have called next. */
  private async away(userId: UserId): Promise<void> {
    const seat = this.seats.get(userId);
    if (!seat || this.online.has(userId)) return;
    await this.giveBack(seat);
    const free = seat.now.step === 'next' ? withStep(seat, { step: 'draw' }) : seat;
    await this.put(userId, { ...free, paused: 'away' });
  }

  private async put(userId: UserId, seat: Seat | undefined, listId = seat?.listId): Promise<void> {
    const { store, accountId } = this.parts;
    await store.saveSeat(accountId, userId, seat);
    if (seat) this.seats.set(userId, seat);
    else this.seats.delete(userId);
    if (listId !== undefined) this.emitter.emit('changed', { userId, listId });
    this.schedule(userId);
  }

  private schedule(userId: UserId): void {
    this.timers.get(userId)?.();
    this.timers.delete(userId);
    const seat = this.seats.get(userId);
    const at = seat && !seat.paused ? dueTime(seat) : undefined;
    if (at !== undefined) this.wake(userId, Math.max(0, at - this.parts.clock.now()));
  }

  private wake(userId: UserId, inMs: number): void {
    this.timers.get(userId)?.();
    if (this.isStopped) return;
    const undo = this.parts.clock.after(inMs, () => this.run(userId, () => this.advance(userId)));
    this.timers.set(userId, undo);
  }

  private isDue(at: number | undefined): boolean {
    return at !== undefined && at <= this.parts.clock.now();
  }

  private async inTurn(userId: UserId, work: () => Promise<void>): Promise<void> {
    await this.ready;
    await this.queue.run(`user ${userId}`, work);
  }

  private run(userId: UserId, work: () => Promise<void>): void {
    void this.later(() => this.inTurn(userId, work));
  }

  private async later(work: () => Promise<void>): Promise<void> {
    if (this.isStopped) return;
    try {
      await work();
    } catch (error) {
      if (!this.isStopped) this.parts.log.error({ err: error }, 'a dial list could not go on');
    }
  }
}

/** Its place in the list is as it was. */
function released(row: DialRow): DialRow {
  if (row.tries > 0) return { ...row, state: 'waiting' };
  const free: { -readonly [Key in keyof DialRow]: DialRow[Key] } = { ...row, state: 'waiting' };
  delete free.by;
  return free;
}

const dueTime = ({ now }: Seat): number | undefined => {
  if (now.step === 'next') return now.dialsAt;
  return now.step === 'empty' ? now.until : undefined;
};

function isAt(call: Call, extension: Extension): boolean {
  return call.legs.some(
    (leg) => isLive(leg) && leg.party.party === 'agent' && leg.party.extension === extension,
  );
}
