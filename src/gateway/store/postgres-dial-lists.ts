import type { DialList, DialRow, ListId, RowId, RowOutcome } from '../../call/dial-list';
import type { Seat } from '../../call/dial-seat';
import type { AccountId, CallId, UserId } from '../../call/ids';
import type { DialStore, ListCounts, NewRow } from '../dialling/dial-store';
import { outcomesOf } from './dial-call-record';
import {
  DIAL_ROW_COLUMNS,
  joined,
  linksOf,
  listOf,
  rowOf,
  searchIn,
  seatOf,
  type DialRowRecord,
} from './dial-row-record';
import { dialSearchOf } from './dial-search';
import { takeTurn, type Postgres, type Queries } from './postgres';
import { lastPlace, moveRow } from './postgres-row-places';

const OF_LIST = 'account_id = $1 AND list_id = $2';
const FREE = `NOT EXISTS (SELECT 1 FROM dial_row other WHERE other.account_id = dial_row.account_id
                AND other.number = dial_row.number AND other.state IN ('taken', 'calling'))`;
const WAITING = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row WHERE ${OF_LIST} AND state = 'waiting'`;
const HIS = `zone = ANY($3::text[]) AND kept_for IN (0, $4)`;
const DUE_AGAIN = `${WAITING} AND due_at > 0 AND due_at <= $5 AND ${HIS} AND ${FREE} ORDER BY due_at, position LIMIT 1`;
const IN_TURN = `${WAITING} AND due_at = 0 AND ${HIS} AND ${FREE} ORDER BY position LIMIT 1`;
const TOTAL = `SELECT count(*) AS total FROM dial_row WHERE ${OF_LIST}`;
const ROWS = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row WHERE ${OF_LIST}`;
const BY_NUMBER = 'AND number LIKE $3';
const BY_TEXT = 'AND search LIKE $3';
const WINDOW = 'ORDER BY position LIMIT $4 OFFSET $5';
const FOUND = {
  all: { total: TOTAL, window: `${ROWS} ORDER BY position LIMIT $3 OFFSET $4` },
  number: { total: `${TOTAL} ${BY_NUMBER}`, window: `${ROWS} ${BY_NUMBER} ${WINDOW}` },
  text: { total: `${TOTAL} ${BY_TEXT}`, window: `${ROWS} ${BY_TEXT} ${WINDOW}` },
} as const;
const INSERT = `INSERT INTO dial_row (account_id, list_id, position, number, name, company, search, links, zone, state)
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting')`;
/** One step of the index for each zone, however many rows are at home there. */
const ZONES = `WITH RECURSIVE zones (zone) AS (
                 SELECT min(zone) FROM dial_row WHERE ${OF_LIST} AND state = 'waiting'
                 UNION ALL
                 SELECT (SELECT min(zone) FROM dial_row WHERE ${OF_LIST} AND state = 'waiting' AND zone > zones.zone)
                 FROM zones WHERE zones.zone IS NOT NULL)
               SELECT zone FROM zones WHERE zone IS NOT NULL`;

/**
 * What looks at several rows before it writes takes the account's turn: two nodes draw no number twice, and give no two
 * rows the same place.
 */
export class PostgresDialLists implements DialStore {
  constructor(private readonly db: Postgres) {}

  async lists(accountId: AccountId): Promise<readonly DialList[]> {
    const sql = 'SELECT body FROM dial_list WHERE account_id = $1 ORDER BY created_at, id';
    return (await this.db.rows<{ body: string }>(sql, [accountId])).map(listOf);
  }

  async list(accountId: AccountId, listId: ListId): Promise<DialList | undefined> {
    const sql = 'SELECT body FROM dial_list WHERE account_id = $1 AND id = $2';
    const [found] = await this.db.rows<{ body: string }>(sql, [accountId, listId]);
    return found && listOf(found);
  }

  async counts(accountId: AccountId, listId: ListId): Promise<ListCounts> {
    const sql = `SELECT count(*) AS total, count(*) FILTER (WHERE state = 'done') AS done FROM dial_row WHERE ${OF_LIST}`;
    return (await this.db.rows<ListCounts>(sql, [accountId, listId]))[0] ?? { total: 0, done: 0 };
  }

  async saveList(accountId: AccountId, list: DialList): Promise<void> {
    const sql = `INSERT INTO dial_list (account_id, id, created_at, body) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account_id, id) DO UPDATE SET body = excluded.body`;
    await this.db.change(sql, [accountId, list.id, list.createdAt, JSON.stringify(list)]);
  }

  async dropList(accountId: AccountId, listId: ListId): Promise<void> {
    await this.db.transaction(async (queries) => {
      await queries.change(`DELETE FROM dial_row WHERE ${OF_LIST}`, [accountId, listId]);
      await queries.change('DELETE FROM dial_list WHERE account_id = $1 AND id = $2', [accountId, listId]);
    });
  }

  async add(accountId: AccountId, listId: ListId, rows: readonly NewRow[]): Promise<number> {
    const known = `SELECT id, links FROM dial_row WHERE ${OF_LIST} AND number = $3`;
    const link = 'UPDATE dial_row SET links = $2 WHERE id = $1';
    return this.inTurn(accountId, async (queries) => {
      let position = await lastPlace(queries, accountId, listId);
      let added = 0;
      for (const row of rows) {
        const { number, name, company, links, zone } = row;
        const [there] = await queries.rows<{ id: number; links: string }>(known, [accountId, listId, number]);
        if (there) {
          await queries.change(link, [there.id, JSON.stringify(joined(linksOf(there.links), links))]);
          continue;
        }
        position += 1;
        added += 1;
        const texts = [number, name, company, searchIn(row), JSON.stringify(joined([], links)), zone];
        await queries.change(INSERT, [accountId, listId, position, ...texts]);
      }
      return added;
    });
  }

  async rows(
    accountId: AccountId,
    listId: ListId,
    { from, count, find }: { readonly from: number; readonly count: number; readonly find: string },
  ): Promise<{ readonly total: number; readonly rows: readonly DialRow[] }> {
    const [kind, patterns] = dialSearchOf(find);
    const { total, window } = FOUND[kind];
    const values = [accountId, listId, ...patterns];
    const [[counted], rows] = await Promise.all([
      this.db.rows<{ readonly total: number }>(total, values),
      this.db.rows<DialRowRecord>(window, [...values, count, from]),
    ]);
    return { total: counted?.total ?? 0, rows: rows.map(rowOf) };
  }

  async row(accountId: AccountId, rowId: RowId): Promise<DialRow | undefined> {
    const sql = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row WHERE account_id = $1 AND id = $2`;
    const [found] = await this.db.rows<DialRowRecord>(sql, [accountId, rowId]);
    return found && rowOf(found);
  }

  async rowOfCall(
    accountId: AccountId,
    callId: CallId,
  ): Promise<{ listId: ListId; row: DialRow } | undefined> {
    const sql = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row WHERE account_id = $1 AND call_id = $2 AND call_id <> ''`;
    const [found] = await this.db.rows<DialRowRecord>(sql, [accountId, callId]);
    return found && { listId: found.list_id, row: rowOf(found) };
  }

  async busyRows(accountId: AccountId): Promise<readonly { listId: ListId; row: DialRow }[]> {
    const sql = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row
                 WHERE account_id = $1 AND state IN ('taken', 'calling') ORDER BY id`;
    const rows = await this.db.rows<DialRowRecord>(sql, [accountId]);
    return rows.map((row) => ({ listId: row.list_id, row: rowOf(row) }));
  }

  draw(
    accountId: AccountId,
    listId: ListId,
    by: UserId,
    now: number,
    zones: readonly string[],
  ): Promise<DialRow | undefined> {
    const values = [accountId, listId, zones, by];
    return this.inTurn(accountId, async (queries) => {
      const [again] = await queries.rows<DialRowRecord>(DUE_AGAIN, [...values, now]);
      const found = again ?? (await queries.rows<DialRowRecord>(IN_TURN, values))[0];
      if (!found) return undefined;
      await queries.change(`UPDATE dial_row SET state = 'taken', by_user = $2 WHERE id = $1`, [found.id, by]);
      return rowOf({ ...found, state: 'taken', by_user: by });
    });
  }

  async zones(accountId: AccountId, listId: ListId): Promise<readonly string[]> {
    return (await this.db.rows<{ zone: string }>(ZONES, [accountId, listId])).map(({ zone }) => zone);
  }

  async nextDue(accountId: AccountId, listId: ListId, by: UserId): Promise<number | undefined> {
    const sql = `SELECT due_at AS at FROM dial_row WHERE ${OF_LIST} AND state = 'waiting' AND kept_for IN (0, $3)
                 ORDER BY due_at LIMIT 1`;
    return (await this.db.rows<{ at: number }>(sql, [accountId, listId, by]))[0]?.at;
  }

  async change(accountId: AccountId, was: DialRow, row: DialRow): Promise<boolean> {
    const sql = `UPDATE dial_row SET state = $7, due_at = $8, tries = $9, day = $10, day_tries = $11, outcome = $12,
                                     at = $13, by_user = $14, call_id = $15
                 WHERE account_id = $1 AND id = $2 AND state = $3 AND by_user = $4 AND call_id = $5 AND tries = $6`;
    const { state, dueAt, tries, day, dayTries, outcome = '', at = 0, by = 0, callId = '' } = row;
    const before = [was.state, was.by ?? 0, was.callId ?? '', was.tries];
    const after = [state, dueAt, tries, day, dayTries, String(outcome), at, by, callId];
    return (await this.db.change(sql, [accountId, row.id, ...before, ...after])) === 1;
  }

  move(accountId: AccountId, listId: ListId, rowId: RowId, before?: RowId): Promise<void> {
    return this.inTurn(accountId, (queries) => moveRow(queries, accountId, listId, rowId, before));
  }

  async keep(
    accountId: AccountId,
    listId: ListId,
    rowIds: readonly RowId[],
    keptFor: UserId | undefined,
  ): Promise<void> {
    const sql = `UPDATE dial_row SET kept_for = $4 WHERE ${OF_LIST} AND id = ANY($3::bigint[])`;
    await this.db.change(sql, [accountId, listId, rowIds, keptFor ?? 0]);
  }

  async kept(accountId: AccountId, listId: ListId): Promise<ReadonlyMap<UserId, number>> {
    const sql = `SELECT kept_for, count(*) AS rows FROM dial_row
                 WHERE ${OF_LIST} AND state = 'waiting' AND kept_for > 0 GROUP BY kept_for`;
    const found = await this.db.rows<{ kept_for: UserId; rows: number }>(sql, [accountId, listId]);
    return new Map(found.map(({ kept_for, rows }) => [kept_for, rows]));
  }

  async keepFor(accountId: AccountId, listId: ListId, members: readonly UserId[]): Promise<void> {
    const sql = `UPDATE dial_row SET kept_for = 0
                 WHERE ${OF_LIST} AND kept_for > 0 AND NOT kept_for = ANY($3::bigint[])`;
    await this.db.change(sql, [accountId, listId, members]);
  }

  async remove(accountId: AccountId, listId: ListId, rowIds?: readonly RowId[]): Promise<void> {
    const sql = `DELETE FROM dial_row WHERE ${OF_LIST} AND state IN ('waiting', 'done')`;
    if (rowIds) await this.db.change(`${sql} AND id = ANY($3::bigint[])`, [accountId, listId, rowIds]);
    else await this.db.change(sql, [accountId, listId]);
  }

  async lastOutcomes(accountId: AccountId, listId: ListId, count: number): Promise<readonly number[]> {
    const sql = `SELECT at FROM dial_row WHERE ${OF_LIST} AND at > 0 ORDER BY at DESC LIMIT $3`;
    return (await this.db.rows<{ at: number }>(sql, [accountId, listId, count])).map(({ at }) => at);
  }

  async outcomes(
    accountId: AccountId,
    listId: ListId,
  ): Promise<readonly { readonly outcome: RowOutcome; readonly rows: number }[]> {
    const sql = `SELECT outcome, count(*) AS count FROM dial_row WHERE ${OF_LIST} AND at > 0 AND outcome <> ''
                 GROUP BY outcome ORDER BY count DESC, outcome`;
    const found = await this.db.rows<{ outcome: string; count: number }>(sql, [accountId, listId]);
    return outcomesOf(found).map(({ outcome, count: rows }) => ({ outcome, rows }));
  }

  async seats(accountId: AccountId): Promise<ReadonlyMap<UserId, Seat>> {
    const sql = 'SELECT user_id, body FROM dial_seat WHERE account_id = $1';
    const rows = await this.db.rows<{ user_id: UserId; body: string }>(sql, [accountId]);
    return new Map(rows.map(({ user_id, body }) => [user_id, seatOf(body)]));
  }

  async saveSeat(accountId: AccountId, userId: UserId, seat: Seat | undefined): Promise<void> {
    const stand = `INSERT INTO dial_seat (account_id, user_id, body) VALUES ($1, $2, $3)
                   ON CONFLICT (account_id, user_id) DO UPDATE SET body = excluded.body`;
    const leave = 'DELETE FROM dial_seat WHERE account_id = $1 AND user_id = $2';
    if (seat) await this.db.change(stand, [accountId, userId, JSON.stringify(seat)]);
    else await this.db.change(leave, [accountId, userId]);
  }

  private inTurn<Result>(accountId: AccountId, work: (queries: Queries) => Promise<Result>): Promise<Result> {
    return this.db.transaction(async (queries) => {
      await takeTurn(queries, `linia dial lists ${accountId}`);
      return work(queries);
    });
  }
}
