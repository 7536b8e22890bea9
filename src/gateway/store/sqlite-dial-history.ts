import type { ListId } from '../../call/dial-list';
import type { AccountId, CallId } from '../../call/ids';
import type { DialHistory, ListedCall, ListedCallEnd, PastCall, Run, Tally } from '../dialling/dial-history';
import type { Db } from './database';
import { DIAL_CALL_COLUMNS, outcomesOf, pastCallOf, type DialCallRecord } from './dial-call-record';

const OF_LIST = 'account_id = ? AND list_id = ?';
const OF_RUN = 'AND by_user = ? AND run = ?';
const CALLS = `SELECT ${DIAL_CALL_COLUMNS} FROM dial_call WHERE ${OF_LIST} AND place < ?`;
const NEWEST = 'ORDER BY place DESC LIMIT ?';
const SUMS = `by_user AS by, count(*) FILTER (WHERE outcome <> '') AS calls,
              count(*) FILTER (WHERE outcome = '4') AS talks, sum(talk_ms) AS talkMs, count(gap_ms) AS gaps,
              coalesce(sum(gap_ms), 0) AS gapMs`;

export class SqliteDialHistory implements DialHistory {
  constructor(private readonly db: Db) {}

  async began(accountId: AccountId, listId: ListId, call: ListedCall): Promise<void> {
    const { callId, rowId, number, name, by, run, at, gapMs = null } = call;
    const sql = `INSERT INTO dial_call (account_id, list_id, call_id, row_id, number, name, by_user, run, at, gap_ms,
                                        ended_at, talk_ms, outcome)
                 VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 0, '')`;
    this.db.prepare(sql).run(accountId, listId, callId, rowId, number, name, by, run, at, gapMs);
  }

  async notMade(accountId: AccountId, callId: CallId): Promise<void> {
    this.db.prepare(`DELETE FROM dial_call WHERE account_id = ? AND call_id = ?`).run(accountId, callId);
  }

  async ended(accountId: AccountId, callId: CallId, { outcome, talkMs, at }: ListedCallEnd): Promise<void> {
    // Told a second time after a crash, without the talk.
    const sql = `UPDATE dial_call SET outcome = ?, talk_ms = max(talk_ms, ?), ended_at = ?
                 WHERE account_id = ? AND call_id = ?`;
    this.db.prepare(sql).run(String(outcome), talkMs, at, accountId, callId);
  }

  async corrected(accountId: AccountId, callId: CallId, outcome: ListedCallEnd['outcome']): Promise<void> {
    const sql = `UPDATE dial_call SET outcome = ? WHERE account_id = ? AND call_id = ? AND ended_at IS NOT NULL`;
    this.db.prepare(sql).run(String(outcome), accountId, callId);
  }

  async tallies(accountId: AccountId, listId: ListId): Promise<readonly Tally[]> {
    const sql = `SELECT ${SUMS} FROM dial_call WHERE ${OF_LIST} GROUP BY by_user`;
    return this.db.prepare<[string, string], Tally>(sql).all(accountId, listId);
  }

  async runs(
    accountId: AccountId,
    listId: ListId,
    { from, count }: { readonly from: number; readonly count: number },
  ): Promise<readonly Run[]> {
    const sql = `SELECT ${SUMS}, run AS began, max(at) AS lastAt FROM dial_call WHERE ${OF_LIST}
                 GROUP BY by_user, run ORDER BY run DESC, by_user LIMIT ? OFFSET ?`;
    const runs = this.db
      .prepare<[string, string, number, number], Omit<Run, 'outcomes'>>(sql)
      .all(accountId, listId, count, from);
    return runs.map((run) => ({ ...run, outcomes: this.outcomesOf(accountId, listId, run) }));
  }

  async calls(
    accountId: AccountId,
    listId: ListId,
    { count, before = Number.MAX_SAFE_INTEGER, run }: Parameters<DialHistory['calls']>[2],
  ): Promise<readonly PastCall[]> {
    const rows = run
      ? this.db
          .prepare<unknown[], DialCallRecord>(`${CALLS} ${OF_RUN} ${NEWEST}`)
          .all(accountId, listId, before, run.by, run.began, count)
      : this.db
          .prepare<unknown[], DialCallRecord>(`${CALLS} ${NEWEST}`)
          .all(accountId, listId, before, count);
    return rows.map(pastCallOf);
  }

  async dropList(accountId: AccountId, listId: ListId): Promise<void> {
    this.db.prepare(`DELETE FROM dial_call WHERE ${OF_LIST}`).run(accountId, listId);
  }

  async dropBefore(at: number): Promise<number> {
    return this.db.prepare(`DELETE FROM dial_call WHERE at < ?`).run(at).changes;
  }

  private outcomesOf(
    accountId: AccountId,
    listId: ListId,
    { by, began }: Pick<Run, 'by' | 'began'>,
  ): Run['outcomes'] {
    const sql = `SELECT outcome, count(*) AS count FROM dial_call WHERE ${OF_LIST} ${OF_RUN} AND outcome <> ''
                 GROUP BY outcome ORDER BY count DESC, outcome`;
    const found = this.db
      .prepare<unknown[], { outcome: string; count: number }>(sql)
      .all(accountId, listId, by, began);
    return outcomesOf(found).map(({ outcome, count: calls }) => ({ outcome, calls }));
  }
}
