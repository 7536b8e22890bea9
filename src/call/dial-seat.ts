import type { CallStatus } from './call-result';
import type { ListId, RowId } from './dial-list';
import type { CallId } from './ids';
import { without } from '../lib/without';

/** Why nobody is called for this agent until he says so. */
export type SeatPause =
  /** He asked for it. */
  | 'asked'
  /** Another call came in between. */
  | 'call'
  /** His own phone was not picked up, or is not connected. */
  | 'phone'
  /** The gateway has no connection to the PBX. */
  | 'pbx'
  /** No tab of his was connected any more. */
  | 'away'
  /** He has chosen not to be disturbed, or that he is away from his place. */
  | 'dnd'
  | 'stepped-out'
  /** Several numbers in a row could not be reached: the line itself may be broken. */
  | 'line';

/**
 * Where an agent stands in a list. Times are epoch ms.
 *
 *     draw ──► next ──► calling ──► after ──► draw …
 *       └► empty (nothing may be called now) ──► draw
 *
 * - `draw`: wants a row.
 * - `next`: has one; it is called at `dialsAt`, without it when the agent says so.
 * - `calling`: the PBX was asked to call, or he talks.
 * - `after`: they talked; the agent says how it went.
 */
export type SeatStep =
  | { readonly step: 'draw' }
  | { readonly step: 'empty'; readonly until?: number; readonly why: 'retry' | 'hours' | 'finished' }
  | { readonly step: 'next'; readonly rowId: RowId; readonly dialsAt?: number }
  | { readonly step: 'calling'; readonly rowId: RowId; readonly callId: CallId }
  | {
      readonly step: 'after';
      readonly rowId: RowId;
      readonly callId: CallId;
      readonly status: CallStatus;
      readonly talkMs: number;
    };

export interface Seat {
  readonly listId: ListId;
  readonly now: SeatStep;
  readonly paused?: SeatPause;
  /** Numbers in a row that the PBX could not reach. */
  readonly unreached: number;
  /** When he sat down to the list; with him it names his run. */
  readonly began: number;
  /** How long it has been as it is. */
  readonly since: number;
  /** End of his last call; missing = none yet, or he has paused since. */
  readonly freeSince?: number;
}

export const seatAt = (listId: ListId, began: number): Seat => ({
  ...{ listId, now: { step: 'draw' }, unreached: 0, began, since: began },
});

/** A call that is on goes on; nothing new is begun. */
export function seatPaused(seat: Seat, why: SeatPause): Seat {
  const { now, paused = why } = seat;
  return {
    ...without(seat, 'freeSince'),
    now: now.step === 'next' ? { step: 'next', rowId: now.rowId } : now,
    paused,
  };
}

export const seatResumed = (seat: Seat): Seat => without(seat, 'paused');

export const withStep = (seat: Seat, now: SeatStep): Seat => ({ ...seat, now });

export function seatCalling(seat: Seat, rowId: RowId, callId: CallId): Seat {
  return { ...without(seat, 'freeSince'), now: { step: 'calling', rowId, callId } };
}

/** His call has ended. */
export const seatFree = (seat: Seat, at: number): Seat => (seat.paused ? seat : { ...seat, freeSince: at });

/** He does the same thing with the same row, and is paused or not as before. */
export function isSameMoment(one: Seat, other: Seat): boolean {
  const rowIn = ({ now }: Seat): RowId | undefined => ('rowId' in now ? now.rowId : undefined);
  return (
    one.listId === other.listId &&
    one.now.step === other.now.step &&
    one.paused === other.paused &&
    rowIn(one) === rowIn(other)
  );
}
