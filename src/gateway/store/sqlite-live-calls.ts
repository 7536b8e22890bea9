import type { Call } from '../../call/call';
import type { AccountId } from '../../call/ids';
import type { LiveCalls, SavedCalls } from '../calls/live-calls';
import type { Db } from './database';

interface Row {
  readonly call_id: string;
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
    const sql = `SELECT call_id, body, saved_at FROM live_call WHERE account_id = ?`;
    const rows = this.db.prepare<[string], Row>(sql).all(accountId);
    const read = rows.map((row) => ({ ...row, call: callIn(row.body) }));
    const unreadable = read.filter(({ call }) => !call).map(({ call_id: callId }) => callId);
    const drop = this.db.prepare(`DELETE FROM live_call WHERE account_id = ? AND call_id = ?`);
    for (const callId of unreadable) drop.run(accountId, callId);
    return {
      calls: read.flatMap(({ call }) => call ?? []),
      savedAt: Math.max(0, ...rows.map((row) => row.saved_at)),
      unreadable,
    };
  }
}

/** Only what a damaged file would break: who may write the store may do worse. */
function callIn(body: string): Call | undefined {
  try {
    const raw = JSON.parse(body) as Partial<Call> | null;
    const isWhole = Array.isArray(raw?.legs) && Array.isArray(raw.talks) && typeof raw.now === 'object';
    return isWhole && typeof raw.id === 'string' ? (raw as Call) : undefined;
  } catch {
    return undefined; // No JSON: told as unreadable.
  }
}
