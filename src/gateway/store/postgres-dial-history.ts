import type { ListId } from '../../call/dial-list';
import type { AccountId, CallId } from '../../call/ids';
import type { DialHistory, ListedCall, ListedCallEnd, PastCall, Run, Tally } from '../dialling/dial-history';
import { DIAL_CALL_COLUMNS, outcomesOf, pastCallOf, type DialCallRecord } from './dial-call-record';
import type { Postgres } from './postgres';

const OF_LIST = 'account_id = $1 AND list_id = $2';
const SUMS = `by_user AS by, count(*) FILTER (WHERE outcome <> '') AS calls,
              count(*) FILTER (WHERE outcome = '4') AS talks, sum(talk_ms)::bigint AS "talkMs",
              count(gap_ms) AS gaps, coalesce(sum(gap_ms), 0)::bigint AS "gapMs"`;

const CALLS = `SELECT ${DIAL_CALL_COLUMNS} FROM dial_call WHERE ${OF_LIST} AND place < $3
               ORDER BY place DESC LIMIT $4`;
const CALLS_OF_RUN = `SELECT ${DIAL_CALL_COLUMNS} FROM dial_call WHERE ${OF_LIST} AND place < $3
                      AND by_user = $5 AND run = $6 ORDER BY place DESC LIMIT $4`;

export class PostgresDialHistory implements DialHistory {
  constructor(private readonly db: Postgres) {}

  async began(accountId: AccountId, listId: ListId, call: ListedCall): Promise<void> {
    const { callId, rowId, number, name, by, run, at, gapMs = null } = call;
    const sql = `INSERT INTO dial_call (account_id, list_id, call_id, row_id, number, name, by_user, run, at, gap_ms,
                                        ended_at, talk_ms, outcome)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, NULL, 0, '')`;
    await this.db.change(sql, [accountId, listId, callId, rowId, number, name, by, run, at, gapMs]);
  }

  async notMade(accountId: AccountId, callId: CallId): Promise<void> {
    await this.db.change('DELETE FROM dial_call WHERE account_id = $1 AND call_id = $2', [accountId, callId]);
  }

  async ended(accountId: AccountId, callId: CallId, { outcome, talkMs, at }: ListedCallEnd): Promise<void> {
    // Told a second time after a crash, without the talk.
    const sql = `UPDATE dial_call SET outcome = $3, talk_ms = greatest(talk_ms, $4), ended_at = $5
                 WHERE account_id = $1 AND call_id = $2`;
    await this.db.change(sql, [accountId, callId, String(outcome), talkMs, at]);
  }

  async corrected(accountId: AccountId, callId: CallId, outcome: ListedCallEnd['outcome']): Promise<void> {
    const sql = `UPDATE dial_call SET outcome = $3 WHERE account_id = $1 AND call_id = $2 AND ended_at IS NOT NULL`;
    await this.db.change(sql, [accountId, callId, String(outcome)]);
  }

  tallies(accountId: AccountId, listId: ListId): Promise<readonly Tally[]> {
    const sql = `SELECT ${SUMS} FROM dial_call WHERE ${OF_LIST} GROUP BY by_user ORDER BY by_user`;
    return this.db.rows<Tally>(sql, [accountId, listId]);
  }

  async runs(
    accountId: AccountId,
    listId: ListId,
    { from, count }: { readonly from: number; readonly count: number },
  ): Promise<readonly Run[]> {
    const sql = `SELECT ${SUMS}, run AS began, max(at) AS "lastAt" FROM dial_call WHERE ${OF_LIST}
                 GROUP BY by_user, run ORDER BY run DESC, by_user LIMIT $3 OFFSET $4`;
    const runs = await this.db.rows<Omit<Run, 'outcomes'>>(sql, [accountId, listId, count, from]);
    return Promise.all(
      runs.map(async (run) => ({ ...run, outcomes: await this.outcomesIn(accountId, listId, run) })),
    );
  }

  async calls(
    accountId: AccountId,
    listId: ListId,
    { count, before = Number.MAX_SAFE_INTEGER, run }: Parameters<DialHistory['calls']>[2],
  ): Promise<readonly PastCall[]> {
    const page = [accountId, listId, before, count];
    const found = run
      ? await this.db.rows<DialCallRecord>(CALLS_OF_RUN, [...page, run.by, run.began])
      : await this.db.rows<DialCallRecord>(CALLS, page);
    return found.map(pastCallOf);
  }

  async dropList(accountId: AccountId, listId: ListId): Promise<void> {
    await this.db.change(`DELETE FROM dial_call WHERE ${OF_LIST}`, [accountId, listId]);
  }

  dropBefore(at: number): Promise<number> {
    return this.db.change('DELETE FROM dial_call WHERE at < $1', [at]);
  }

  private async outcomesIn(
    accountId: AccountId,
    listId: ListId,
    { by, began }: Pick<Run, 'by' | 'began'>,
  ): Promise<Run['outcomes']> {
    const sql = `SELECT outcome, count(*) AS count FROM dial_call
                 WHERE ${OF_LIST} AND by_user = $3 AND run = $4 AND outcome <> ''
                 GROUP BY outcome ORDER BY count DESC, outcome`;
    const found = await this.db.rows<{ outcome: string; count: number }>(sql, [accountId, listId, by, began]);
    return outcomesOf(found).map(({ outcome, count: calls }) => ({ outcome, calls }));
  }
}
