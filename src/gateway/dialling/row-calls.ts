import { randomUUID } from 'node:crypto';
import type { Call } from '../../call/call';
import type { CallStatus } from '../../call/call-result';
import {
  rowCalled,
  rowNotCalled,
  rowReleased,
  rowSettled,
  type DialRow,
  type ListId,
  type RowId,
  type RowOutcome,
} from '../../call/dial-list';
import { seatCalling, seatFree, seatPaused, withStep, type Seat, type SeatPause } from '../../call/dial-seat';
import type { Disposition } from '../../call/disposition';
import type { AccountId, CallId, UserId } from '../../call/ids';
import { statusOf } from '../../call/status-of';
import { talkMs } from '../../call/talk';
import type { Clock } from '../../lib/clock';
import type { Outcome } from '../../protocol/messages';
import type { CallTracker } from '../calls/call-tracker';
import type { Log } from '../log';
import type { Pbx } from '../pbx/pbx';
import { isOpen, localDay, nextDayAt } from './calling-hours';
import type { DialHistory } from './dial-history';
import type { DialStore } from './dial-store';
import { obstacleOf, type ObstacleParts } from './obstacles';
import type { SeatBook } from './seat-book';

export interface RowCallParts extends ObstacleParts {
  readonly accountId: AccountId;
  readonly store: DialStore;
  readonly history: DialHistory;
  readonly book: SeatBook;
  readonly tracker: Pick<CallTracker, 'call' | 'calls'>;
  readonly pbx: Pick<Pbx, 'state' | 'reachable'>;
  /** Rings the agent's phone, then dials. */
  readonly place: (userId: UserId, number: string, callId: CallId) => Promise<Outcome<CallId>>;
  /** How a call ended that the tracker has forgotten; `undefined` = nothing is known of it. */
  readonly endOf: (callId: CallId) => Promise<Disposition | undefined>;
  readonly clock: Clock;
  readonly log: Log;
}

interface RowEnd {
  readonly outcome: RowOutcome;
  /** The customer's phone was dialled. */
  readonly wasCalled: boolean;
  readonly isUnreached: boolean;
  readonly talk: number;
  readonly at: number;
}

/** So many numbers in a row that cannot be reached are no chance. */
const MOST_UNREACHED = 3;

/**
 * Calls to rows, from the wish to the outcome. That a number is going to be called stands on the disk before the PBX is
 * asked, so after a crash none is called that may have been; the history is written before the row, so it misses nothing
 * that was called.
 */
export class RowCalls {
  /** On their way to the PBX: the tracker does not know them yet. */
  private readonly placing = new Set<CallId>();

  constructor(private readonly parts: RowCallParts) {}

  /** In the agent's turn. */
  async make(userId: UserId, seat: Seat, rowId: RowId): Promise<void> {
    const { store, history, accountId, clock, place, tracker, book, log } = this.parts;
    const [row, list] = [await store.row(accountId, rowId), await store.list(accountId, seat.listId)];
    const again = withStep(seat, { step: 'draw' });
    if (!row || !list || row.state !== 'taken' || row.by !== userId) return book.put(userId, again);
    if (!isOpen(row.zone, list.settings.hours, clock.now())) {
      await store.change(accountId, row, rowReleased(row));
      return book.put(userId, again);
    }
    const obstacle = obstacleOf(userId, this.parts);
    if (obstacle) return book.put(userId, seatPaused(seat, obstacle));
    const callId = `linia-${randomUUID()}` as CallId;
    const called = rowCalled(row, callId, localDay(row.zone, clock.now()));
    this.placing.add(callId);
    try {
      if (!(await store.change(accountId, row, called))) return await book.put(userId, again);
      await history.began(accountId, seat.listId, calledBy(userId, seat, called, callId, clock.now()));
      await book.put(userId, seatCalling(seat, rowId, callId));
      const outcome = await place(userId, row.number, callId);
      if (outcome.ok || tracker.call(callId)) return;
      log.warn({ callId, fault: outcome.fault }, 'a row of a dial list could not be called');
      await this.notCalled(userId, called, outcome.fault === 'pbx-away' ? 'pbx' : 'phone');
    } finally {
      this.placing.delete(callId);
    }
  }

  /** `isWatched`: its end was seen. */
  ended(call: Call, isWatched: boolean): void {
    // A call found again after a crash has forgotten that it was placed by us.
    if (call.now.state !== 'ended' || call.origin === 'inbound') return;
    const { endedAt, disposition } = call.now;
    const isTalk = call.talks.length > 0;
    const wasCalled = isTalk || !isWatched || call.legs.some(({ party }) => party.party === 'outside');
    const talk = talkMs(call.talks, endedAt);
    const outcome = isTalk || isWatched ? statusOf(disposition) : 'unknown';
    const isUnreached = disposition === 'unreachable';
    this.rowEnded(call.id, { outcome, wasCalled, isUnreached, talk, at: endedAt });
  }

  /** Rows whose call is not on and whose end nobody told: the gateway or the PBX was away. */
  async findLost(): Promise<void> {
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

  /** The agent knows better than the PBX; in his turn. */
  async correct(listId: ListId, rowId: RowId, status: CallStatus, callId: CallId): Promise<void> {
    const { store, history, accountId, clock } = this.parts;
    const row = await store.row(accountId, rowId);
    await history.corrected(accountId, callId, status);
    // Meanwhile it may be somebody's next, or called once more.
    const isSettled = row?.callId === callId && (row.state === 'done' || row.state === 'waiting');
    if (row && isSettled && row.outcome !== status)
      await this.settle(listId, row, status, row.at ?? clock.now());
  }

  /** The row stays his; he says when to try again. */
  private async notCalled(userId: UserId, row: DialRow, why: SeatPause): Promise<void> {
    const { store, history, accountId, book } = this.parts;
    const seat = book.get(userId);
    const isHis = seat?.now.step === 'calling' && seat.now.callId === row.callId;
    const back = rowNotCalled(row);
    if (row.callId !== undefined) await history.notMade(accountId, row.callId);
    await store.change(accountId, row, isHis ? back : rowReleased(back));
    if (isHis) await book.put(userId, seatPaused(withStep(seat, { step: 'next', rowId: row.id }), why));
  }

  private rowEnded(callId: CallId, end: RowEnd): void {
    const { store, history, accountId, book } = this.parts;
    void book.later(async () => {
      const found = await store.rowOfCall(accountId, callId);
      const userId = found?.row.by;
      if (!found || userId === undefined) return;
      await book.inTurn(userId, async () => {
        const row = await store.row(accountId, found.row.id);
        if (row?.state !== 'calling' || row.callId !== callId) return;
        if (!end.wasCalled) return this.notCalled(userId, row, 'phone');
        const { outcome, talk, at } = end;
        await history.ended(accountId, callId, { outcome, talkMs: talk, at });
        await this.settle(found.listId, row, outcome, at);
        await this.seatAfter(userId, row, callId, end);
      });
      book.hurry(userId);
    });
  }

  private async seatAfter(userId: UserId, { id }: DialRow, callId: CallId, end: RowEnd): Promise<void> {
    const { book } = this.parts;
    const seat = book.get(userId);
    if (seat?.now.step !== 'calling' || seat.now.callId !== callId) return;
    const unreached = end.isUnreached ? seat.unreached + 1 : 0;
    const free = seatFree({ ...seat, unreached }, end.at);
    if (end.outcome === 4)
      return book.put(
        userId,
        withStep(free, { step: 'after', rowId: id, callId, status: end.outcome, talkMs: end.talk }),
      );
    const drawn = withStep(free, { step: 'draw' });
    await book.put(userId, unreached >= MOST_UNREACHED ? seatPaused(drawn, 'line') : drawn);
  }

  private async settle(listId: ListId, row: DialRow, outcome: RowOutcome, at: number): Promise<void> {
    const { store, accountId } = this.parts;
    const list = await store.list(accountId, listId);
    if (!list) return;
    const { settings } = list;
    const times = { at, nextDayAt: nextDayAt(row.zone, settings.hours, at) };
    await store.change(accountId, row, rowSettled(row, outcome, settings, times));
  }
}

function calledBy(
  by: UserId,
  { began, freeSince }: Seat,
  { id, number, name }: DialRow,
  callId: CallId,
  at: number,
): Parameters<DialHistory['began']>[2] {
  const gapMs = freeSince === undefined ? {} : { gapMs: Math.max(0, at - freeSince) };
  return { callId, rowId: id, number, name, by, run: began, at, ...gapMs };
}
