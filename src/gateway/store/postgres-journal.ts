import type { AccountId, CallId } from '../../call/ids';
import type { FoundCall, JournalQuestion, JournalStore, KeptCall, KeptStep } from '../journal/journal-store';
import { beyond, foundOf, reversed, withSteps, type JournalRecord } from './journal-record';
import type { Postgres, Queries } from './postgres';

const PUT_CALL = `INSERT INTO journal_call (account_id, call_id, at, reversed, extension, is_missed, delivery, body)
                  VALUES ($1, $2, $3, $4, $5, $6, '', $7)
                  ON CONFLICT (account_id, call_id) DO UPDATE SET reversed = excluded.reversed,
                    extension = excluded.extension, is_missed = excluded.is_missed, body = excluded.body`;
const PUT_STEP = `INSERT INTO journal_step (account_id, call_id, at, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`;
const DELIVER = 'UPDATE journal_call SET delivery = $3 WHERE account_id = $1 AND call_id = $2';
const DROPPED_AT_ONCE = 5_000;
/** NULL and 0 = does not matter; PostgreSQL plans by the values, so what does not matter costs nothing. */
const FIND = `SELECT body, delivery FROM journal_call WHERE account_id = $1
                AND ($2::text IS NULL OR (reversed >= $2 AND reversed < $3))
                AND ($4::int = 0 OR delivery IN ('waiting', 'no-entity', 'refused'))
                AND ($5::int = 0 OR is_missed = 1)
                AND ($6::text IS NULL OR extension = $6)
                AND ($7::bigint IS NULL OR at >= $7)
                AND ($8::bigint IS NULL OR at < $8)
                AND ($9::bigint IS NULL OR (at, call_id) < ($9, $10))
              ORDER BY at DESC, call_id DESC LIMIT $11`;
const DROP_STEPS = `DELETE FROM journal_step WHERE ctid IN
                      (SELECT ctid FROM journal_step WHERE at < $1 LIMIT ${DROPPED_AT_ONCE})`;
const DROP_CALLS = `DELETE FROM journal_call WHERE ctid IN
                      (SELECT ctid FROM journal_call WHERE at < $1 LIMIT ${DROPPED_AT_ONCE})`;

export class PostgresJournal implements JournalStore {
  constructor(private readonly db: Postgres) {}

  async write(accountId: AccountId, calls: readonly KeptCall[], steps: readonly KeptStep[]): Promise<void> {
    await this.db.transaction(async (queries) => {
      for (const call of calls) await putCall(queries, accountId, call);
      for (const { callId, step } of steps) {
        await queries.change(PUT_STEP, [accountId, callId, step.at, JSON.stringify(step)]);
        if (step.what === 'delivery') await queries.change(DELIVER, [accountId, callId, step.state]);
      }
    });
  }

  async find(
    accountId: AccountId,
    { digits, isUndelivered, isMissed, extension, since, until, before, limit }: JournalQuestion,
  ): Promise<readonly FoundCall[]> {
    const wished = reversed(digits);
    const rows = await this.db.rows<JournalRecord>(FIND, [
      ...[accountId, wished === '' ? null : wished, beyond(wished), Number(isUndelivered), Number(isMissed)],
      ...[extension ?? null, since ?? null, until ?? null, before?.at ?? null, before?.callId ?? '', limit],
    ]);
    return rows.map(foundOf);
  }

  async read(accountId: AccountId, callId: CallId): Promise<FoundCall | undefined> {
    const sql = 'SELECT body, delivery FROM journal_call WHERE account_id = $1 AND call_id = $2';
    const [row] = await this.db.rows<JournalRecord>(sql, [accountId, callId]);
    if (!row) return undefined;
    const steps = 'SELECT body FROM journal_step WHERE account_id = $1 AND call_id = $2 ORDER BY at, id';
    return withSteps(foundOf(row), await this.db.rows<{ body: string }>(steps, [accountId, callId]));
  }

  async dropBefore(at: number): Promise<number> {
    await this.db.change(DROP_STEPS, [at]);
    return this.db.change(DROP_CALLS, [at]);
  }
}

async function putCall(queries: Queries, accountId: AccountId, call: KeptCall): Promise<void> {
  const { callId, at, number, direction, disposition, who } = call;
  const isMissed = direction === 'inbound' && disposition !== undefined && disposition !== 'answered';
  const found = [reversed(number), who?.extension ?? '', Number(isMissed)];
  await queries.change(PUT_CALL, [accountId, callId, at, ...found, JSON.stringify(call)]);
}
