import { MOST_LINKS } from '../../call/dial-list';
import type { DialList, DialRow, ListId, RowId, RowOutcome, RowState } from '../../call/dial-list';
import type { Seat } from '../../call/dial-seat';
import type { EntityRef } from '../../call/entity-rule';
import type { AccountId, CallId, UserId } from '../../call/ids';
import type { DialStore, ListCounts, NewRow, UserTally } from '../dialling/dial-store';
import type { Db } from './database';

interface Row {
  readonly list_id: ListId;
  readonly id: RowId;
  readonly number: string;
  readonly name: string;
  readonly company: string;
  readonly links: string;
  readonly zone: string;
  readonly state: RowState;
  readonly due_at: number;
  readonly tries: number;
  readonly day: string;
  readonly day_tries: number;
  readonly outcome: string;
  readonly at: number;
  readonly by_user: number;
  readonly call_id: string;
}

const COLUMNS =
  'list_id, id, number, name, company, links, zone, state, due_at, tries, day, day_tries, outcome, at, by_user, call_id';
const OF_LIST = 'account_id = ? AND list_id = ?';
const FREE = `NOT EXISTS (SELECT 1 FROM dial_row other WHERE other.account_id = dial_row.account_id
                AND other.number = dial_row.number AND other.state IN ('taken', 'calling'))`;
const ROWS = `SELECT ${COLUMNS} FROM dial_row WHERE ${OF_LIST}`;
const WAITING = `${ROWS} AND state = 'waiting'`;
const IN_ZONES = 'zone IN (SELECT value FROM json_each(?))';
const DUE_AGAIN = `${WAITING} AND due_at > 0 AND due_at <= ? AND ${IN_ZONES} AND ${FREE} ORDER BY due_at, position LIMIT 1`;
const IN_TURN = `${WAITING} AND due_at = 0 AND ${IN_ZONES} AND ${FREE} ORDER BY position LIMIT 1`;
const TOTAL = `SELECT count(*) AS total FROM dial_row WHERE ${OF_LIST}`;
const WINDOW = 'ORDER BY position LIMIT ? OFFSET ?';
const BY_NUMBER = 'number LIKE ?';
const BY_TEXT = `search LIKE ? ESCAPE '\\'`;
const FOUND = {
  all: { total: TOTAL, window: `${ROWS} ${WINDOW}` },
  number: { total: `${TOTAL} AND ${BY_NUMBER}`, window: `${ROWS} AND ${BY_NUMBER} ${WINDOW}` },
  text: { total: `${TOTAL} AND ${BY_TEXT}`, window: `${ROWS} AND ${BY_TEXT} ${WINDOW}` },
} as const;
/** Between neighbours; halved by every move into the same gap. */
const SMALLEST_GAP = 1e-6;

export class SqliteDialLists implements DialStore {
  constructor(private readonly db: Db) {}

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
      let position = this.lastPosition(accountId, listId);
      let added = 0;
      for (const { number, name, company, links, zone } of rows) {
        const there = known.get(accountId, listId, number);
        if (there) link.run(JSON.stringify(joined(linksOf(there.links), links)), there.id);
        else {
          position += 1;
          const search = `${name}\n${company}`.toLowerCase();
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
    const [kind, values] = searchOf(find);
    const { total, window } = FOUND[kind];
    const counted = this.db
      .prepare<unknown[], { readonly total: number }>(total)
      .get(accountId, listId, ...values);
    const rows = this.db.prepare<unknown[], Row>(window).all(accountId, listId, ...values, count, from);
    return { total: counted?.total ?? 0, rows: rows.map(rowOf) };
  }

  async row(accountId: AccountId, rowId: RowId): Promise<DialRow | undefined> {
    const sql = `SELECT ${COLUMNS} FROM dial_row WHERE account_id = ? AND id = ?`;
    const found = this.db.prepare<[string, number], Row>(sql).get(accountId, rowId);
    return found && rowOf(found);
  }

  async rowOfCall(
    accountId: AccountId,
    callId: CallId,
  ): Promise<{ listId: ListId; row: DialRow } | undefined> {
    const sql = `SELECT ${COLUMNS} FROM dial_row WHERE account_id = ? AND call_id = ? AND call_id <> ''`;
    const found = this.db.prepare<[string, string], Row>(sql).get(accountId, callId);
    return found && { listId: found.list_id, row: rowOf(found) };
  }

  async busyRows(accountId: AccountId): Promise<readonly { listId: ListId; row: DialRow }[]> {
    const sql = `SELECT ${COLUMNS} FROM dial_row WHERE account_id = ? AND state IN ('taken', 'calling')`;
    const rows = this.db.prepare<[string], Row>(sql).all(accountId);
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
    const again = this.db.prepare<[string, string, number, string], Row>(DUE_AGAIN);
    const inTurn = this.db.prepare<[string, string, string], Row>(IN_TURN);
    return this.db.transaction(() => {
      const found = again.get(accountId, listId, now, inZones) ?? inTurn.get(accountId, listId, inZones);
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

  async nextDue(accountId: AccountId, listId: ListId): Promise<number | undefined> {
    const sql = `SELECT min(due_at) AS at FROM dial_row WHERE ${OF_LIST} AND state = 'waiting'`;
    return (
      this.db.prepare<[string, string], { at: number | null }>(sql).get(accountId, listId)?.at ?? undefined
    );
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
    this.db.transaction(() => {
      const place = (): number | undefined => this.placeBefore(accountId, listId, rowId, before);
      let position = place();
      if (position === undefined) {
        this.spread(accountId, listId);
        position = place();
      }
      this.db
        .prepare(`UPDATE dial_row SET position = ? WHERE ${OF_LIST} AND id = ?`)
        .run(position, accountId, listId, rowId);
    })();
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
    const sql = `SELECT outcome, count(*) AS rows FROM dial_row WHERE ${OF_LIST} AND at > 0 AND outcome <> ''
                 GROUP BY outcome ORDER BY rows DESC`;
    const found = this.db
      .prepare<[string, string], { outcome: string; rows: number }>(sql)
      .all(accountId, listId);
    return found.flatMap(({ outcome, rows }) => {
      const read = outcomeOf(outcome);
      return read === undefined ? [] : [{ outcome: read, rows }];
    });
  }

  async tallies(accountId: AccountId, listId: ListId): Promise<readonly UserTally[]> {
    const sql = `SELECT by_user AS by, sum(tries) AS calls, count(*) FILTER (WHERE outcome = '4') AS talks
                 FROM dial_row WHERE ${OF_LIST} AND at > 0 AND by_user > 0 GROUP BY by_user`;
    return this.db.prepare<[string, string], UserTally>(sql).all(accountId, listId);
  }

  async seats(accountId: AccountId): Promise<ReadonlyMap<UserId, Seat>> {
    const sql = `SELECT user_id, body FROM dial_seat WHERE account_id = ?`;
    const rows = this.db.prepare<[string], { user_id: UserId; body: string }>(sql).all(accountId);
    return new Map(rows.map(({ user_id, body }) => [user_id, JSON.parse(body) as Seat]));
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

  private lastPosition(accountId: AccountId, listId: ListId): number {
    const sql = `SELECT max(position) AS last FROM dial_row WHERE ${OF_LIST}`;
    return this.db.prepare<[string, string], { last: number | null }>(sql).get(accountId, listId)?.last ?? 0;
  }

  /** `undefined` = there is no room between the neighbours. */
  private placeBefore(
    accountId: AccountId,
    listId: ListId,
    rowId: RowId,
    before?: RowId,
  ): number | undefined {
    const target = before === undefined ? undefined : this.positionOf(accountId, listId, before);
    if (target === undefined) return this.lastPosition(accountId, listId) + 1;
    const sql = `SELECT max(position) AS above FROM dial_row WHERE ${OF_LIST} AND position < ? AND id <> ?`;
    const found = this.db
      .prepare<[string, string, number, number], { above: number | null }>(sql)
      .get(accountId, listId, target, rowId);
    const above = found?.above ?? target - 2;
    return target - above < SMALLEST_GAP ? undefined : (above + target) / 2;
  }

  private positionOf(accountId: AccountId, listId: ListId, rowId: RowId): number | undefined {
    const sql = `SELECT position FROM dial_row WHERE ${OF_LIST} AND id = ?`;
    return this.db.prepare<[string, string, number], { position: number }>(sql).get(accountId, listId, rowId)
      ?.position;
  }

  /** Room between all again. */
  private spread(accountId: AccountId, listId: ListId): void {
    const sql = `UPDATE dial_row SET position = places.place FROM
                   (SELECT id, row_number() OVER (ORDER BY position) AS place FROM dial_row WHERE ${OF_LIST}) AS places
                 WHERE dial_row.id = places.id`;
    this.db.prepare(sql).run(accountId, listId);
  }
}

const listOf = ({ body }: { readonly body: string }): DialList => JSON.parse(body) as DialList;

const linksOf = (links: string): readonly EntityRef[] => JSON.parse(links) as readonly EntityRef[];

/** Each card once. */
function joined(known: readonly EntityRef[], more: readonly EntityRef[]): readonly EntityRef[] {
  const all = [...known, ...more];
  const isFirst = ({ type, id }: EntityRef, index: number): boolean =>
    all.findIndex((link) => link.type === type && link.id === id) === index;
  return all.filter(isFirst).slice(0, MOST_LINKS);
}

function searchOf(find: string): readonly [kind: keyof typeof FOUND, values: readonly string[]] {
  const text = find.trim().toLowerCase();
  if (text === '') return ['all', []];
  const digits = text.replace(/\D/g, '');
  // 8… and +7… begin the same number.
  if (digits.length >= 3 && /^[\d\s()+-]+$/.test(text))
    return ['number', [`%${digits.length > 10 ? digits.slice(-10) : digits}%`]];
  return ['text', [`%${text.replace(/[%_\\]/g, (sign) => `\\${sign}`)}%`]];
}

function outcomeOf(text: string): RowOutcome | undefined {
  if (text === '') return undefined;
  return text === 'skipped' || text === 'unknown' ? text : (Number(text) as RowOutcome);
}

/** Rows are the gateway's own: `user_version` of the database guards their shape. */
function rowOf(row: Row): DialRow {
  const outcome = outcomeOf(row.outcome);
  return {
    id: row.id,
    number: row.number,
    name: row.name,
    company: row.company,
    links: linksOf(row.links),
    zone: row.zone,
    state: row.state,
    dueAt: row.due_at,
    tries: row.tries,
    day: row.day,
    dayTries: row.day_tries,
    ...(outcome !== undefined && { outcome }),
    ...(row.at > 0 && { at: row.at }),
    ...(row.by_user > 0 && { by: row.by_user as UserId }),
    ...(row.call_id !== '' && { callId: row.call_id as CallId }),
  };
}
