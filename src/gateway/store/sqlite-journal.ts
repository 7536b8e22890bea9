import type { AccountId, CallId } from '../../call/ids';
import type { FoundCall, JournalQuestion, JournalStore, KeptCall, KeptStep } from '../journal/journal-store';
import type { Db } from './database';
import { beyond, foundOf, reversed, withSteps, type JournalRecord } from './journal-record';

const DROPPED_AT_ONCE = 5_000;
const FIND = 'SELECT body, delivery FROM journal_call WHERE account_id = @accountId';
const BY_LAST_DIGITS = 'AND reversed >= @wished AND reversed < @beyond';
const UNDELIVERED = `AND delivery IN ('waiting', 'no-entity', 'refused')`;
const MISSED = `AND json_extract(body, '$.direction') = 'inbound' AND json_extract(body, '$.disposition') <> 'answered'`;
const OF_EXTENSION = `AND json_extract(body, '$.who.extension') = @extension`;
const SINCE = 'AND at >= @since';
const UNTIL = 'AND at < @until';
const OLDER = 'AND (at, call_id) < (@at, @callId)';
const NEWEST_FIRST = 'ORDER BY at DESC, call_id DESC LIMIT @limit';
const DROP_STEPS =
  'DELETE FROM journal_step WHERE rowid IN (SELECT rowid FROM journal_step WHERE at < ? LIMIT ?)';
const DROP_CALLS =
  'DELETE FROM journal_call WHERE rowid IN (SELECT rowid FROM journal_call WHERE at < ? LIMIT ?)';

export class SqliteJournal implements JournalStore {
  constructor(private readonly db: Db) {}

  async write(accountId: AccountId, calls: readonly KeptCall[], steps: readonly KeptStep[]): Promise<void> {
    const putCall = this.db.prepare(
      `INSERT INTO journal_call (account_id, call_id, at, reversed, delivery, body) VALUES (?, ?, ?, ?, '', ?)
       ON CONFLICT (account_id, call_id) DO UPDATE SET reversed = excluded.reversed, body = excluded.body`,
    );
    const putStep = this.db.prepare(
      `INSERT INTO journal_step (account_id, call_id, at, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    );
    const deliver = this.db.prepare(
      `UPDATE journal_call SET delivery = ? WHERE account_id = ? AND call_id = ?`,
    );
    this.db.transaction(() => {
      for (const call of calls)
        putCall.run(accountId, call.callId, call.at, reversed(call.number), JSON.stringify(call));
      for (const { callId, step } of steps) {
        putStep.run(accountId, callId, step.at, JSON.stringify(step));
        if (step.what === 'delivery') deliver.run(step.state, accountId, callId);
      }
    })();
  }

  async find(
    accountId: AccountId,
    { digits, isUndelivered, isMissed, extension, since, until, before, limit }: JournalQuestion,
  ): Promise<readonly FoundCall[]> {
    const wished = reversed(digits);
    const sql = [
      FIND,
      ...(wished === '' ? [] : [BY_LAST_DIGITS]),
      ...(isUndelivered ? [UNDELIVERED] : []),
      ...(isMissed ? [MISSED] : []),
      ...(extension === undefined ? [] : [OF_EXTENSION]),
      ...(since === undefined ? [] : [SINCE]),
      ...(until === undefined ? [] : [UNTIL]),
      ...(before ? [OLDER] : []),
      NEWEST_FIRST,
    ].join(' ');
    const values = { accountId, wished, beyond: beyond(wished), limit, extension, since, until, ...before };
    return this.db.prepare<object, JournalRecord>(sql).all(values).map(foundOf);
  }

  async read(accountId: AccountId, callId: CallId): Promise<FoundCall | undefined> {
    const row = this.db
      .prepare<[string, string], JournalRecord>(
        `SELECT body, delivery FROM journal_call WHERE account_id = ? AND call_id = ?`,
      )
      .get(accountId, callId);
    if (!row) return undefined;
    const told = this.db
      .prepare<[string, string], { body: string }>(
        `SELECT body FROM journal_step WHERE account_id = ? AND call_id = ? ORDER BY at, rowid`,
      )
      .all(accountId, callId);
    return withSteps(foundOf(row), told);
  }

  /** In portions: the writer that waits may be a call. */
  async dropBefore(at: number): Promise<number> {
    this.db.prepare(DROP_STEPS).run(at, DROPPED_AT_ONCE);
    return this.db.prepare(DROP_CALLS).run(at, DROPPED_AT_ONCE).changes;
  }
}
