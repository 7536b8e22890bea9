import type { Call } from '../../call/call';
import type { AccountId } from '../../call/ids';
import type { LiveCalls, SavedCalls } from '../calls/live-calls';
import type { Db } from './database';

interface Row {
  readonly body: string;
  readonly saved_at: number;
}

/** Bodies are the gateway's own `Call`s: `user_version` of the database guards their shape. */
export class SqliteLiveCalls implements LiveCalls {
  constructor(private readonly db: Db) {}

  save(accountId: AccountId, calls: readonly Call[], now: number): void {
    const put = this.db.prepare(`INSERT OR REPLACE INTO live_call VALUES (?, ?, ?, ?)`);
    const drop = this.db.prepare(`DELETE FROM live_call WHERE account_id = ? AND call_id = ?`);
    this.db.transaction(() => {
      for (const call of calls)
        if (call.now.state === 'live') put.run(accountId, call.id, JSON.stringify(call), now);
        else drop.run(accountId, call.id);
    })();
  }

  seen(accountId: AccountId, now: number): void {
    this.db.prepare(`UPDATE live_call SET saved_at = ? WHERE account_id = ?`).run(now, accountId);
  }

  dropSavedBefore(time: number): number {
    return this.db.prepare(`DELETE FROM live_call WHERE saved_at < ?`).run(time).changes;
  }

  load(accountId: AccountId): SavedCalls {
    const sql = `SELECT body, saved_at FROM live_call WHERE account_id = ?`;
    const rows = this.db.prepare<[string], Row>(sql).all(accountId);
    return {
      calls: rows.map((row) => JSON.parse(row.body) as Call),
      savedAt: Math.max(0, ...rows.map((row) => row.saved_at)),
    };
  }
}
