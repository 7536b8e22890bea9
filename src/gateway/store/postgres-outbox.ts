import type { AccountId, CallId, Extension } from '../../call/ids';
import type {
  BegunStep,
  OutboxRow,
  OutboxState,
  OutboxStore,
  UndeliveredQuestion,
} from '../outbox/outbox-store';
import { OUTBOX_COLUMNS, rowOf, triedOf, valuesOf, type OutboxRecord } from './outbox-record';
import type { Postgres } from './postgres';

const INSERT = `INSERT INTO outbox (account_id, call_id, extension, leased_until, ${OUTBOX_COLUMNS})
                VALUES ($1, $2, $3, 0, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`;
const ONE_ROW = 'account_id = $1 AND call_id = $2 AND revision = $3';
const WISHED = 'entry = $4, revision = $5, state = $6, due_at = $7, why = $8, awaits = $9';
const REPLACE = `UPDATE outbox SET ${WISHED} WHERE ${ONE_ROW}`;
const CONCLUDE = `UPDATE outbox SET ${WISHED}, attempts = $10, begun = $11, leased_until = 0 WHERE ${ONE_ROW}`;
/** Rows that another node claims just now are passed over, not waited for. */
const CLAIM = `UPDATE outbox SET leased_until = $3 WHERE (account_id, call_id) IN
                 (SELECT account_id, call_id FROM outbox
                  WHERE account_id = $1 AND state = 'waiting' AND due_at <= $2 AND leased_until <= $2
                  ORDER BY due_at, added_at LIMIT $4 FOR UPDATE SKIP LOCKED)
               RETURNING ${OUTBOX_COLUMNS}`;
const PAGE = 'AND (added_at, call_id) > ($2, $3) ORDER BY added_at, call_id LIMIT $4';
const UNDELIVERED = {
  waiting: `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE account_id = $1 AND state = 'waiting' ${PAGE}`,
  held: `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE account_id = $1 AND state IN ('no-entity', 'refused') ${PAGE}`,
} as const;
const BEFORE_ALL = { addedAt: -1, callId: '' as CallId };
const DROPPED_AT_ONCE = 5_000;

export class PostgresOutbox implements OutboxStore {
  constructor(private readonly db: Postgres) {}

  async add(accountId: AccountId, row: OutboxRow): Promise<boolean> {
    const { call } = row.entry;
    const values = [...valuesOf(row), ...triedOf(row), row.addedAt];
    return (await this.db.change(INSERT, [accountId, call.id, call.extension ?? '', ...values])) === 1;
  }

  async read(accountId: AccountId, callId: CallId): Promise<OutboxRow | undefined> {
    const sql = `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE account_id = $1 AND call_id = $2`;
    const [row] = await this.db.rows<OutboxRecord>(sql, [accountId, callId]);
    return row && rowOf(row);
  }

  async write(
    accountId: AccountId,
    rows: readonly OutboxRow[],
    by: 'claimer' | 'other',
  ): Promise<readonly CallId[]> {
    return this.db.transaction(async (queries) => {
      const changed: CallId[] = [];
      for (const row of rows) {
        const { id } = row.entry.call;
        const tried = by === 'claimer' ? triedOf(row) : [];
        const values = [accountId, id, row.revision - 1, ...valuesOf(row), ...tried];
        const written = await queries.change(by === 'claimer' ? CONCLUDE : REPLACE, values);
        if (written === 0) changed.push(id);
      }
      return changed;
    });
  }

  async claim(
    accountId: AccountId,
    now: number,
    until: number,
    limit: number,
  ): Promise<readonly OutboxRow[]> {
    const rows = await this.db.rows<OutboxRecord>(CLAIM, [accountId, now, until, limit]);
    return rows.map(rowOf).sort((a, b) => a.dueAt - b.dueAt || a.addedAt - b.addedAt);
  }

  async begin(accountId: AccountId, steps: readonly BegunStep[]): Promise<void> {
    const sql = `UPDATE outbox SET begun = step.begun FROM unnest($2::text[], $3::text[]) AS step (call_id, begun)
                 WHERE outbox.account_id = $1 AND outbox.call_id = step.call_id`;
    const [ids, begun] = [steps.map(({ callId }) => callId), steps.map(({ step }) => JSON.stringify(step))];
    await this.db.change(sql, [accountId, ids, begun]);
  }

  async releaseAll(accountId: AccountId): Promise<void> {
    const sql = `UPDATE outbox SET leased_until = 0 WHERE account_id = $1 AND state = 'waiting' AND leased_until > 0`;
    await this.db.change(sql, [accountId]);
  }

  async nextDue(accountId: AccountId): Promise<number | undefined> {
    const sql = `SELECT min(greatest(due_at, leased_until)) AS at FROM
                   (SELECT due_at, leased_until FROM outbox WHERE account_id = $1 AND state = 'waiting'
                    ORDER BY due_at LIMIT 100) AS next`;
    const [row] = await this.db.rows<{ at: number | null }>(sql, [accountId]);
    return row?.at ?? undefined;
  }

  async awaiting(
    accountId: AccountId,
    extension: Extension,
    addedSince: number,
    limit: number,
  ): Promise<readonly OutboxRow[]> {
    const sql = `SELECT ${OUTBOX_COLUMNS} FROM outbox
                 WHERE account_id = $1 AND extension = $2 AND awaits = 1 AND added_at >= $3
                 ORDER BY added_at DESC LIMIT $4`;
    const rows = await this.db.rows<OutboxRecord>(sql, [accountId, extension, addedSince, limit]);
    return rows.map(rowOf);
  }

  async addedSince(accountId: AccountId, since: number, limit: number): Promise<readonly OutboxRow[]> {
    const sql = `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE account_id = $1 AND added_at >= $2
                 ORDER BY added_at LIMIT $3`;
    return (await this.db.rows<OutboxRecord>(sql, [accountId, since, limit])).map(rowOf);
  }

  async undelivered(
    accountId: AccountId,
    { kind, after = BEFORE_ALL, limit }: UndeliveredQuestion,
  ): Promise<readonly OutboxRow[]> {
    const values = [accountId, after.addedAt, after.callId, limit];
    return (await this.db.rows<OutboxRecord>(UNDELIVERED[kind], values)).map(rowOf);
  }

  async dropDelivered(addedBefore: number): Promise<number> {
    const sql = `DELETE FROM outbox WHERE ctid IN
                   (SELECT ctid FROM outbox WHERE state = 'delivered' AND added_at < $1 LIMIT ${DROPPED_AT_ONCE})`;
    return this.db.change(sql, [addedBefore]);
  }

  async counts(accountId: AccountId): Promise<Readonly<Record<OutboxState, number>>> {
    const sql = `SELECT state, count(*) AS entries FROM outbox WHERE account_id = $1 GROUP BY state`;
    const rows = await this.db.rows<{ state: OutboxState; entries: number }>(sql, [accountId]);
    const found = Object.fromEntries(rows.map(({ state, entries }) => [state, entries]));
    return { waiting: 0, delivered: 0, 'no-entity': 0, refused: 0, ...found };
  }
}
