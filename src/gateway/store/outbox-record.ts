import type { CallEntry } from '../outbox/call-entry';
import type { Step } from '../outbox/next-step';
import type { OutboxRow, OutboxState } from '../outbox/outbox-store';

/** An ended call on its way to amoCRM as the database has it. */
export interface OutboxRecord {
  readonly entry: string;
  readonly revision: number;
  readonly state: OutboxState;
  readonly due_at: number;
  readonly attempts: number;
  readonly begun: string;
  readonly why: string;
  readonly awaits: number;
  readonly added_at: number;
}

/** What everybody writes, in the order of `valuesOf`, what the claimer writes, in that of `triedOf`, and when it was added. */
export const OUTBOX_COLUMNS = 'entry, revision, state, due_at, why, awaits, attempts, begun, added_at';

export function valuesOf(row: OutboxRow): readonly (string | number)[] {
  const { entry, revision, state, dueAt, why, awaitsResult } = row;
  return [JSON.stringify(entry), revision, state, dueAt, why, Number(awaitsResult)];
}

export const triedOf = ({ attempts, begun }: OutboxRow): readonly (string | number)[] => [
  attempts,
  begun ? JSON.stringify(begun) : '',
];

/** Entries are the gateway's own: the schema of the database guards their shape. */
export function rowOf(row: OutboxRecord): OutboxRow {
  return {
    entry: JSON.parse(row.entry) as CallEntry,
    revision: row.revision,
    state: row.state,
    dueAt: row.due_at,
    attempts: row.attempts,
    ...(row.begun !== '' && { begun: JSON.parse(row.begun) as Step }),
    why: row.why,
    awaitsResult: row.awaits === 1,
    addedAt: row.added_at,
  };
}
