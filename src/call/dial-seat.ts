import type { CallStatus } from './call-result';
import type { ListId, RowId } from './dial-list';
import type { CallId } from './ids';

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
}

export const seatAt = (listId: ListId): Seat => ({ listId, now: { step: 'draw' }, unreached: 0 });

/** A call that is on goes on; nothing new is begun. */
export function seatPaused(seat: Seat, why: SeatPause): Seat {
  const { now } = seat;
  if (now.step !== 'next' || now.dialsAt === undefined) return { ...seat, paused: seat.paused ?? why };
  const { rowId } = now;
  return { ...seat, now: { step: 'next', rowId }, paused: seat.paused ?? why };
}

export function seatResumed({ listId, now, unreached }: Seat): Seat {
  return { listId, now, unreached };
}

export const withStep = (seat: Seat, now: SeatStep): Seat => ({ ...seat, now });
