import type { Call } from '../../call/call';
import type { AccountId } from '../../call/ids';
import type { LiveCalls, SavedCalls } from '../calls/live-calls';
import type { Db } from './database';
import { savedCallsOf, type LiveCallRecord } from './live-call-record';

/** Bodies are the gateway's own `Call`s: `user_version` of the database guards their shape. */
export class SqliteLiveCalls implements LiveCalls {
  constructor(private readonly db: Db) {}

  async save(accountId: AccountId, calls: readonly Call[], now: number): Promise<void> {
    const put = this.db.prepare(`INSERT OR REPLACE INTO live_call VALUES (?, ?, ?, ?)`);
    const drop = this.db.prepare(`DELETE FROM live_call WHERE account_id = ? AND call_id = ?`);
    this.db.transaction(() => {
      for (const call of calls)
        if (call.now.state === 'live') put.run(accountId, call.id, JSON.stringify(call), now);
        else drop.run(accountId, call.id);
    })();
  }

  async seen(accountId: AccountId, now: number): Promise<void> {
    this.db.prepare(`UPDATE live_call SET saved_at = ? WHERE account_id = ?`).run(now, accountId);
  }

  async dropSavedBefore(time: number): Promise<number> {
    return this.db.prepare(`DELETE FROM live_call WHERE saved_at < ?`).run(time).changes;
  }

  async load(accountId: AccountId): Promise<SavedCalls> {
    const sql = `SELECT call_id, body, saved_at FROM live_call WHERE account_id = ?`;
    const saved = savedCallsOf(this.db.prepare<[string], LiveCallRecord>(sql).all(accountId));
    const drop = this.db.prepare(`DELETE FROM live_call WHERE account_id = ? AND call_id = ?`);
    for (const callId of saved.unreadable) drop.run(accountId, callId);
    return saved;
  }
}
