import type { AccountId, CallId } from '../../call/ids';
import type { OutboxEntry, OutboxState, OutboxStore } from '../outbox/outbox-store';
import type { Db } from './database';

interface Row {
  readonly call_id: string;
  readonly body: string;
  readonly attempts: number;
  readonly maybe_written: number;
  readonly due_at: number;
}

const DROPPED_AT_ONCE = 5_000;

export class SqliteOutbox implements OutboxStore {
  constructor(private readonly db: Db) {}

  add(accountId: AccountId, callId: CallId, body: unknown, now: number): boolean {
    const sql = `INSERT INTO outbox (account_id, call_id, body, state, due_at, added_at)
                 VALUES (?, ?, ?, 'waiting', ?, ?) ON CONFLICT DO NOTHING`;
    return this.db.prepare(sql).run(accountId, callId, JSON.stringify(body), now, now).changes === 1;
  }

  first(accountId: AccountId): OutboxEntry | undefined {
    const sql = `SELECT call_id, body, attempts, maybe_written, due_at FROM outbox
                 WHERE account_id = ? AND state = 'waiting' ORDER BY due_at, added_at LIMIT 1`;
    const row = this.db.prepare<[string], Row>(sql).get(accountId);
    return row && entryOf(row);
  }

  begin(accountId: AccountId, callId: CallId): void {
    const sql = `UPDATE outbox SET maybe_written = 1 WHERE account_id = ? AND call_id = ?`;
    this.db.prepare(sql).run(accountId, callId);
  }

  postpone(accountId: AccountId, callId: CallId, dueAt: number, why: string, maybeWritten: boolean): void {
    const sql = `UPDATE outbox SET attempts = attempts + 1, due_at = ?, note = ?, maybe_written = ?
                 WHERE account_id = ? AND call_id = ?`;
    this.db.prepare(sql).run(dueAt, why, Number(maybeWritten), accountId, callId);
  }

  settle(accountId: AccountId, callId: CallId, state: Exclude<OutboxState, 'waiting'>, note: string): void {
    const sql = `UPDATE outbox SET state = ?, note = ?, maybe_written = 0 WHERE account_id = ? AND call_id = ?`;
    this.db.prepare(sql).run(state, note, accountId, callId);
  }

  /** In portions: the writer that waits may be a call. */
  dropDelivered(addedBefore: number): number {
    const sql = `DELETE FROM outbox WHERE rowid IN
                   (SELECT rowid FROM outbox WHERE state = 'delivered' AND added_at < ? LIMIT ${DROPPED_AT_ONCE})`;
    return this.db.prepare(sql).run(addedBefore).changes;
  }

  counts(accountId: AccountId): Readonly<Record<OutboxState, number>> {
    const sql = `SELECT state, count(*) AS entries FROM outbox WHERE account_id = ? GROUP BY state`;
    const rows = this.db.prepare<[string], { state: OutboxState; entries: number }>(sql).all(accountId);
    const found = Object.fromEntries(rows.map(({ state, entries }) => [state, entries]));
    return { waiting: 0, delivered: 0, 'no-entity': 0, refused: 0, ...found };
  }
}

function entryOf(row: Row): OutboxEntry {
  return {
    callId: row.call_id as CallId,
    body: JSON.parse(row.body) as unknown,
    attempts: row.attempts,
    maybeWritten: row.maybe_written === 1,
    dueAt: row.due_at,
  };
}
