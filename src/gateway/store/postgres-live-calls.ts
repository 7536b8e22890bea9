import type { Call } from '../../call/call';
import type { AccountId } from '../../call/ids';
import type { LiveCalls, SavedCalls } from '../calls/live-calls';
import { savedCallsOf, type LiveCallRecord } from './live-call-record';
import type { Postgres } from './postgres';

const PUT = `INSERT INTO live_call (account_id, call_id, body, saved_at)
             SELECT $1, call_id, body, $4::bigint FROM unnest($2::text[], $3::text[]) AS call (call_id, body)
             ON CONFLICT (account_id, call_id) DO UPDATE SET body = excluded.body, saved_at = excluded.saved_at`;
const DROP = `DELETE FROM live_call WHERE account_id = $1 AND call_id = ANY($2::text[])`;

export class PostgresLiveCalls implements LiveCalls {
  constructor(private readonly db: Postgres) {}

  async save(accountId: AccountId, calls: readonly Call[], now: number): Promise<void> {
    const live = calls.filter((call) => call.now.state === 'live');
    const over = calls.filter((call) => call.now.state !== 'live').map(({ id }) => id);
    const bodies = live.map((call) => JSON.stringify(call));
    await this.db.transaction(async (queries) => {
      if (live.length > 0) await queries.change(PUT, [accountId, live.map(({ id }) => id), bodies, now]);
      if (over.length > 0) await queries.change(DROP, [accountId, over]);
    });
  }

  async seen(accountId: AccountId, now: number): Promise<void> {
    await this.db.change('UPDATE live_call SET saved_at = $2 WHERE account_id = $1', [accountId, now]);
  }

  dropSavedBefore(time: number): Promise<number> {
    return this.db.change('DELETE FROM live_call WHERE saved_at < $1', [time]);
  }

  async load(accountId: AccountId): Promise<SavedCalls> {
    const sql = 'SELECT call_id, body, saved_at FROM live_call WHERE account_id = $1';
    const saved = savedCallsOf(await this.db.rows<LiveCallRecord>(sql, [accountId]));
    if (saved.unreadable.length > 0) await this.db.change(DROP, [accountId, saved.unreadable]);
    return saved;
  }
}
