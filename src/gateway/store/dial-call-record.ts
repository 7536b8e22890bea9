import type { RowId, RowOutcome } from '../../call/dial-list';
import type { CallId, UserId } from '../../call/ids';
import type { PastCall } from '../dialling/dial-history';
import { outcomeOf } from './row-outcome';

/** A call to a row of a list as the database has it. */
export interface DialCallRecord {
  readonly place: number;
  readonly call_id: CallId;
  readonly row_id: RowId;
  readonly number: string;
  readonly name: string;
  readonly by_user: UserId;
  readonly run: number;
  readonly at: number;
  readonly gap_ms: number | null;
  readonly ended_at: number | null;
  readonly talk_ms: number;
  readonly outcome: string;
}

export const DIAL_CALL_COLUMNS =
  'place, call_id, row_id, number, name, by_user, run, at, gap_ms, ended_at, talk_ms, outcome';

export function pastCallOf(row: DialCallRecord): PastCall {
  const outcome = outcomeOf(row.outcome);
  return {
    ...{ place: row.place, callId: row.call_id, rowId: row.row_id, number: row.number, name: row.name },
    ...{ by: row.by_user, run: row.run, at: row.at },
    ...(row.gap_ms !== null && { gapMs: row.gap_ms }),
    ...(row.ended_at !== null &&
      outcome !== undefined && { end: { outcome, talkMs: row.talk_ms, at: row.ended_at } }),
  };
}

/** How often calls ended how; what no gateway knows is passed over. */
export function outcomesOf(
  rows: readonly { readonly outcome: string; readonly count: number }[],
): readonly { readonly outcome: RowOutcome; readonly count: number }[] {
  return rows.flatMap(({ outcome, count }) => {
    const read = outcomeOf(outcome);
    return read === undefined ? [] : [{ outcome: read, count }];
  });
}
