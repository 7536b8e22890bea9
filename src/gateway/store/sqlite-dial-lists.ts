import type { DialList, DialRow, ListId, RowId, RowOutcome } from '../../call/dial-list';
import type { Seat } from '../../call/dial-seat';
import type { AccountId, CallId, UserId } from '../../call/ids';
import type { DialStore, ListCounts, NewRow } from '../dialling/dial-store';
import type { Db } from './database';
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
import { RowPlaces } from './row-places';

const OF_LIST = 'account_id = ? AND list_id = ?';
const FREE = `NOT EXISTS (SELECT 1 FROM dial_row other WHERE other.account_id = dial_row.account_id
                AND other.number = dial_row.number AND other.state IN ('taken', 'calling'))`;
const ROWS = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row WHERE ${OF_LIST}`;
const WAITING = `${ROWS} AND state = 'waiting'`;
const IN_ZONES = 'zone IN (SELECT value FROM json_each(?))';
const HIS = 'kept_for IN (0, ?)';
const DUE_AGAIN = `${WAITING} AND due_at > 0 AND due_at <= ? AND ${IN_ZONES} AND ${HIS} AND ${FREE} ORDER BY due_at, position LIMIT 1`;
const IN_TURN = `${WAITING} AND due_at = 0 AND ${IN_ZONES} AND ${HIS} AND ${FREE} ORDER BY position LIMIT 1`;
const TOTAL = `SELECT count(*) AS total FROM dial_row WHERE ${OF_LIST}`;
const WINDOW = 'ORDER BY position LIMIT ? OFFSET ?';
const BY_NUMBER = 'number LIKE ?';
const BY_TEXT = `search LIKE ? ESCAPE '\\'`;
const FOUND = {
  all: { total: TOTAL, window: `${ROWS} ${WINDOW}` },
  number: { total: `${TOTAL} AND ${BY_NUMBER}`, window: `${ROWS} AND ${BY_NUMBER} ${WINDOW}` },
  text: { total: `${TOTAL} AND ${BY_TEXT}`, window: `${ROWS} AND ${BY_TEXT} ${WINDOW}` },
} as const;
export class SqliteDialLists implements DialStore {
  private readonly places: RowPlaces;

  constructor(private readonly db: Db) {
    this.places = new RowPlaces(db);
  }

  async lists(accountId: AccountId): Promise<readonly DialList[]> {
    const sql = `SELECT body FROM dial_list WHERE account_id = ? ORDER BY created_at, id`;
    return this.db.prepare<[string], { body: string }>(sql).all(accountId).map(listOf);
  }

  async list(accountId: AccountId, listId: ListId): Promise<DialList | undefined> {
    const sql = `SELECT body FROM dial_list WHERE account_id = ? AND id = ?`;
    const found = this.db.prepare<[string, string], { body: string }>(sql).get(accountId, listId);
    return found && listOf(found);
  }

  async counts(accountId: AccountId, listId: ListId): Promise<ListCounts> {
    const sql = `SELECT count(*) AS total, count(*) FILTER (WHERE state = 'done') AS done FROM dial_row WHERE ${OF_LIST}`;
    return this.db.prepare<[string, string], ListCounts>(sql).get(accountId, listId) ?? { total: 0, done: 0 };
  }

  async saveList(accountId: AccountId, list: DialList): Promise<void> {
    const sql = `INSERT INTO dial_list (account_id, id, created_at, body) VALUES (?, ?, ?, ?)
                 ON CONFLICT (account_id, id) DO UPDATE SET body = excluded.body`;
    this.db.prepare(sql).run(accountId, list.id, list.createdAt, JSON.stringify(list));
  }

  async dropList(accountId: AccountId, listId: ListId): Promise<void> {
    this.db.transaction(() => {
      this.db.prepare(`DELETE FROM dial_row WHERE ${OF_LIST}`).run(accountId, listId);
      this.db.prepare(`DELETE FROM dial_list WHERE account_id = ? AND id = ?`).run(accountId, listId);
    })();
  }

  async add(accountId: AccountId, listId: ListId, rows: readonly NewRow[]): Promise<number> {
    const known = this.db.prepare<[string, string, string], { id: number; links: string }>(
      `SELECT id, links FROM dial_row WHERE ${OF_LIST} AND number = ?`,
    );
    const link = this.db.prepare(`UPDATE dial_row SET links = ? WHERE id = ?`);
    const insert = this.db.prepare(
      `INSERT INTO dial_row (account_id, list_id, position, number, name, company, search, links, zone, state, due_at,
                             tries, day, day_tries, outcome, at, by_user, call_id)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', 0, 0, '', 0, '', 0, 0, '')`,
    );
    return this.db.transaction(() => {
      let position = this.places.last(accountId, listId);
      let added = 0;
      for (const { number, name, company, links, zone } of rows) {
        const there = known.get(accountId, listId, number);
        if (there) link.run(JSON.stringify(joined(linksOf(there.links), links)), there.id);
        else {
          position += 1;
          const search = searchIn({ name, company });
          insert.run(
            accountId,
            listId,
            position,
            number,
            name,
            company,
            search,
            JSON.stringify(joined([], links)),
            zone,
          );
          added += 1;
        }
      }
      return added;
    })();
  }

  async rows(
    accountId: AccountId,
    listId: ListId,
    { from, count, find }: { readonly from: number; readonly count: number; readonly find: string },
  ): Promise<{ readonly total: number; readonly rows: readonly DialRow[] }> {
    const [kind, values] = dialSearchOf(find);
    const { total, window } = FOUND[kind];
    const counted = this.db
      .prepare<unknown[], { readonly total: number }>(total)
      .get(accountId, listId, ...values);
    const rows = this.db
      .prepare<unknown[], DialRowRecord>(window)
      .all(accountId, listId, ...values, count, from);
    return { total: counted?.total ?? 0, rows: rows.map(rowOf) };
  }

  async row(accountId: AccountId, rowId: RowId): Promise<DialRow | undefined> {
    const sql = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row WHERE account_id = ? AND id = ?`;
    const found = this.db.prepare<[string, number], DialRowRecord>(sql).get(accountId, rowId);
    return found && rowOf(found);
  }

  async rowOfCall(
    accountId: AccountId,
    callId: CallId,
  ): Promise<{ listId: ListId; row: DialRow } | undefined> {
    const sql = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row WHERE account_id = ? AND call_id = ? AND call_id <> ''`;
    const found = this.db.prepare<[string, string], DialRowRecord>(sql).get(accountId, callId);
    return found && { listId: found.list_id, row: rowOf(found) };
  }

  async busyRows(accountId: AccountId): Promise<readonly { listId: ListId; row: DialRow }[]> {
    const sql = `SELECT ${DIAL_ROW_COLUMNS} FROM dial_row WHERE account_id = ? AND state IN ('taken', 'calling')`;
    const rows = this.db.prepare<[string], DialRowRecord>(sql).all(accountId);
    return rows.map((row) => ({ listId: row.list_id, row: rowOf(row) }));
  }

  async draw(
    accountId: AccountId,
    listId: ListId,
    by: UserId,
    now: number,
    zones: readonly string[],
  ): Promise<DialRow | undefined> {
    const inZones = JSON.stringify(zones);
    const again = this.db.prepare<[string, string, number, string, number], DialRowRecord>(DUE_AGAIN);
    const inTurn = this.db.prepare<[string, string, string, number], DialRowRecord>(IN_TURN);
    return this.db.transaction(() => {
      const found =
        again.get(accountId, listId, now, inZones, by) ?? inTurn.get(accountId, listId, inZones, by);
      if (!found) return undefined;
      this.db.prepare(`UPDATE dial_row SET state = 'taken', by_user = ? WHERE id = ?`).run(by, found.id);
      return rowOf({ ...found, state: 'taken', by_user: by });
    })();
  }

  async zones(accountId: AccountId, listId: ListId): Promise<readonly string[]> {
    // One step of the index for each zone, however many rows are at home there.
    const sql = `WITH RECURSIVE zones(zone) AS (
                   SELECT min(zone) FROM dial_row WHERE ${OF_LIST} AND state = 'waiting'
                   UNION ALL
                   SELECT (SELECT min(zone) FROM dial_row WHERE ${OF_LIST} AND state = 'waiting' AND zone > zones.zone)
                   FROM zones WHERE zones.zone IS NOT NULL)
                 SELECT zone FROM zones WHERE zone IS NOT NULL`;
    const rows = this.db
      .prepare<[string, string, string, string], { zone: string }>(sql)
      .all(accountId, listId, accountId, listId);
    return rows.map(({ zone }) => zone);
  }

  async nextDue(accountId: AccountId, listId: ListId, by: UserId): Promise<number | undefined> {
    const sql = `SELECT due_at AS at FROM dial_row WHERE ${OF_LIST} AND state = 'waiting' AND ${HIS}
                 ORDER BY due_at LIMIT 1`;
    return this.db.prepare<[string, string, number], { at: number }>(sql).get(accountId, listId, by)?.at;
  }

  async change(accountId: AccountId, was: DialRow, row: DialRow): Promise<boolean> {
    const sql = `UPDATE dial_row SET state = ?, due_at = ?, tries = ?, day = ?, day_tries = ?, outcome = ?, at = ?,
                                     by_user = ?, call_id = ?
                 WHERE account_id = ? AND id = ? AND state = ? AND by_user = ? AND call_id = ? AND tries = ?`;
    const { state, dueAt, tries, day, dayTries, outcome = '', at = 0, by = 0, callId = '' } = row;
    const before = [was.state, was.by ?? 0, was.callId ?? '', was.tries];
    const after = [state, dueAt, tries, day, dayTries, String(outcome), at, by, callId];
    return this.db.prepare(sql).run(...after, accountId, row.id, ...before).changes === 1;
  }

  async move(accountId: AccountId, listId: ListId, rowId: RowId, before?: RowId): Promise<void> {
    this.places.move(accountId, listId, rowId, before);
  }

  async keep(
    accountId: AccountId,
    listId: ListId,
    rowIds: readonly RowId[],
    keptFor: UserId | undefined,
  ): Promise<void> {
    const keep = this.db.prepare(`UPDATE dial_row SET kept_for = ? WHERE ${OF_LIST} AND id = ?`);
    this.db.transaction(() => {
      for (const id of rowIds) keep.run(keptFor ?? 0, accountId, listId, id);
    })();
  }

  async kept(accountId: AccountId, listId: ListId): Promise<ReadonlyMap<UserId, number>> {
    const sql = `SELECT kept_for, count(*) AS rows FROM dial_row WHERE ${OF_LIST} AND state = 'waiting' AND kept_for > 0
                 GROUP BY kept_for`;
    const found = this.db
      .prepare<[string, string], { kept_for: UserId; rows: number }>(sql)
      .all(accountId, listId);
    return new Map(found.map(({ kept_for, rows }) => [kept_for, rows]));
  }

  async keepFor(accountId: AccountId, listId: ListId, members: readonly UserId[]): Promise<void> {
    const sql = `UPDATE dial_row SET kept_for = 0
                 WHERE ${OF_LIST} AND kept_for > 0 AND kept_for NOT IN (SELECT value FROM json_each(?))`;
    this.db.prepare(sql).run(accountId, listId, JSON.stringify(members));
  }

  async remove(accountId: AccountId, listId: ListId, rowIds?: readonly RowId[]): Promise<void> {
    const sql = `DELETE FROM dial_row WHERE ${OF_LIST} AND state IN ('waiting', 'done')`;
    if (!rowIds) return void this.db.prepare(sql).run(accountId, listId);
    const remove = this.db.prepare(`${sql} AND id = ?`);
    this.db.transaction(() => {
      for (const id of rowIds) remove.run(accountId, listId, id);
    })();
  }

  async lastOutcomes(accountId: AccountId, listId: ListId, count: number): Promise<readonly number[]> {
    const sql = `SELECT at FROM dial_row WHERE ${OF_LIST} AND at > 0 ORDER BY at DESC LIMIT ?`;
    const rows = this.db.prepare<[string, string, number], { at: number }>(sql).all(accountId, listId, count);
    return rows.map(({ at }) => at);
  }

  async outcomes(
    accountId: AccountId,
    listId: ListId,
  ): Promise<readonly { readonly outcome: RowOutcome; readonly rows: number }[]> {
    const sql = `SELECT outcome, count(*) AS count FROM dial_row WHERE ${OF_LIST} AND at > 0 AND outcome <> ''
                 GROUP BY outcome ORDER BY count DESC, outcome`;
    const found = this.db
      .prepare<[string, string], { outcome: string; count: number }>(sql)
      .all(accountId, listId);
    return outcomesOf(found).map(({ outcome, count: rows }) => ({ outcome, rows }));
  }

  async seats(accountId: AccountId): Promise<ReadonlyMap<UserId, Seat>> {
    const sql = `SELECT user_id, body FROM dial_seat WHERE account_id = ?`;
    const rows = this.db.prepare<[string], { user_id: UserId; body: string }>(sql).all(accountId);
    return new Map(rows.map(({ user_id, body }) => [user_id, seatOf(body)]));
  }

  async saveSeat(accountId: AccountId, userId: UserId, seat: Seat | undefined): Promise<void> {
    if (!seat)
      return void this.db
        .prepare(`DELETE FROM dial_seat WHERE account_id = ? AND user_id = ?`)
        .run(accountId, userId);
    const sql = `INSERT INTO dial_seat (account_id, user_id, body) VALUES (?, ?, ?)
                 ON CONFLICT (account_id, user_id) DO UPDATE SET body = excluded.body`;
    this.db.prepare(sql).run(accountId, userId, JSON.stringify(seat));
  }
}
