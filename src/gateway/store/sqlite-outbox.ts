import type { Statement } from 'better-sqlite3';
import type { AccountId, CallId, Extension } from '../../call/ids';
import type {
  BegunStep,
  OutboxRow,
  OutboxState,
  OutboxStore,
  UndeliveredQuestion,
} from '../outbox/outbox-store';
import type { Db } from './database';
import { OUTBOX_COLUMNS, rowOf, triedOf, valuesOf, type OutboxRecord } from './outbox-record';

const WISHED = 'entry = ?, revision = ?, state = ?, due_at = ?, why = ?, awaits = ?';
const ONE_ROW = 'account_id = ? AND call_id = ? AND revision = ?';
const INSERT = `INSERT INTO outbox (account_id, call_id, extension, leased_until, ${OUTBOX_COLUMNS})
                VALUES (?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`;
const REPLACE = `UPDATE outbox SET ${WISHED} WHERE ${ONE_ROW}`;
const CONCLUDE = `UPDATE outbox SET ${WISHED}, attempts = ?, begun = ?, leased_until = 0 WHERE ${ONE_ROW}`;
const PAGE = 'AND (added_at, call_id) > (@addedAt, @callId) ORDER BY added_at, call_id LIMIT @limit';
const UNDELIVERED = {
  waiting: `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE account_id = @accountId AND state = 'waiting' ${PAGE}`,
  held: `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE account_id = @accountId AND state IN ('no-entity', 'refused') ${PAGE}`,
} as const;
const BEFORE_ALL = { addedAt: -1, callId: '' as CallId };
const DROPPED_AT_ONCE = 5_000;

export class SqliteOutbox implements OutboxStore {
  /** Calls end in bursts; the others are asked less often than they would be worth it. */
  private insert: Statement<unknown[]> | undefined;

  constructor(private readonly db: Db) {}

  async add(accountId: AccountId, row: OutboxRow): Promise<boolean> {
    const { call } = row.entry;
    const values = [accountId, call.id, call.extension ?? '', ...valuesOf(row), ...triedOf(row), row.addedAt];
    this.insert ??= this.db.prepare(INSERT);
    return this.insert.run(...values).changes === 1;
  }

  async read(accountId: AccountId, callId: CallId): Promise<OutboxRow | undefined> {
    const sql = `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE account_id = ? AND call_id = ?`;
    const row = this.db.prepare<[string, string], OutboxRecord>(sql).get(accountId, callId);
    return row && rowOf(row);
  }

  async write(
    accountId: AccountId,
    rows: readonly OutboxRow[],
    by: 'claimer' | 'other',
  ): Promise<readonly CallId[]> {
    const replace = this.db.prepare(by === 'claimer' ? CONCLUDE : REPLACE);
    return this.db.transaction(() =>
      rows.flatMap((row) => {
        const { id } = row.entry.call;
        const tried = by === 'claimer' ? triedOf(row) : [];
        const { changes } = replace.run(...valuesOf(row), ...tried, accountId, id, row.revision - 1);
        return changes === 1 ? [] : [id];
      }),
    )();
  }

  async claim(
    accountId: AccountId,
    now: number,
    until: number,
    limit: number,
  ): Promise<readonly OutboxRow[]> {
    const sql = `UPDATE outbox SET leased_until = ? WHERE (account_id, call_id) IN
                   (SELECT account_id, call_id FROM outbox
                    WHERE account_id = ? AND state = 'waiting' AND due_at <= ? AND leased_until <= ?
                    ORDER BY due_at, added_at LIMIT ?)
                 RETURNING ${OUTBOX_COLUMNS}`;
    const rows = this.db
      .prepare<[number, string, number, number, number], OutboxRecord>(sql)
      .all(until, accountId, now, now, limit);
    return rows.map(rowOf).sort((a, b) => a.dueAt - b.dueAt || a.addedAt - b.addedAt);
  }

  async begin(accountId: AccountId, steps: readonly BegunStep[]): Promise<void> {
    const mark = this.db.prepare(`UPDATE outbox SET begun = ? WHERE account_id = ? AND call_id = ?`);
    this.db.transaction(() => {
      for (const { callId, step } of steps) mark.run(JSON.stringify(step), accountId, callId);
    })();
  }

  async releaseAll(accountId: AccountId): Promise<void> {
    const sql = `UPDATE outbox SET leased_until = 0 WHERE account_id = ? AND state = 'waiting' AND leased_until > 0`;
    this.db.prepare(sql).run(accountId);
  }

  async nextDue(accountId: AccountId): Promise<number | undefined> {
    const sql = `SELECT min(max(due_at, leased_until)) AS at FROM
                   (SELECT due_at, leased_until FROM outbox WHERE account_id = ? AND state = 'waiting'
                    ORDER BY due_at LIMIT 100)`;
    return this.db.prepare<[string], { at: number | null }>(sql).get(accountId)?.at ?? undefined;
  }

  async awaiting(
    accountId: AccountId,
    extension: Extension,
    addedSince: number,
    limit: number,
  ): Promise<readonly OutboxRow[]> {
    const sql = `SELECT ${OUTBOX_COLUMNS} FROM outbox
                 WHERE account_id = ? AND extension = ? AND awaits = 1 AND added_at >= ?
                 ORDER BY added_at DESC LIMIT ?`;
    const rows = this.db
      .prepare<[string, string, number, number], OutboxRecord>(sql)
      .all(accountId, extension, addedSince, limit);
    return rows.map(rowOf);
  }

  async addedSince(accountId: AccountId, since: number, limit: number): Promise<readonly OutboxRow[]> {
    const sql = `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE account_id = ? AND added_at >= ? ORDER BY added_at LIMIT ?`;
    return this.db
      .prepare<[string, number, number], OutboxRecord>(sql)
      .all(accountId, since, limit)
      .map(rowOf);
  }

  async undelivered(
    accountId: AccountId,
    { kind, after = BEFORE_ALL, limit }: UndeliveredQuestion,
  ): Promise<readonly OutboxRow[]> {
    return this.db
      .prepare<object, OutboxRecord>(UNDELIVERED[kind])
      .all({ accountId, limit, ...after })
      .map(rowOf);
  }

  /** In portions: the writer that waits may be a call. */
  async dropDelivered(addedBefore: number): Promise<number> {
    const sql = `DELETE FROM outbox WHERE rowid IN
                   (SELECT rowid FROM outbox WHERE state = 'delivered' AND added_at < ? LIMIT ${DROPPED_AT_ONCE})`;
    return this.db.prepare(sql).run(addedBefore).changes;
  }

  async counts(accountId: AccountId): Promise<Readonly<Record<OutboxState, number>>> {
    const sql = `SELECT state, count(*) AS entries FROM outbox WHERE account_id = ? GROUP BY state`;
    const rows = this.db.prepare<[string], { state: OutboxState; entries: number }>(sql).all(accountId);
    const found = Object.fromEntries(rows.map(({ state, entries }) => [state, entries]));
    return { waiting: 0, delivered: 0, 'no-entity': 0, refused: 0, ...found };
  }
}
