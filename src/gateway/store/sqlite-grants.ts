import type { AccountId } from '../../call/ids';
import { NOTHING_GRANTED, type Grant, type GrantStore } from '../joining/grant';
import type { Db } from './database';

/** Bodies are the gateway's own `Grant`s. One row an account: a grant is replaced in one commit or not at all. */
export class SqliteGrants implements GrantStore {
  constructor(private readonly db: Db) {}

  load(accountId: AccountId): Grant {
    const sql = `SELECT body FROM amo_grant WHERE account_id = ?`;
    const row = this.db.prepare<[string], { body: string }>(sql).get(accountId);
    return row ? { ...NOTHING_GRANTED, ...(JSON.parse(row.body) as Grant) } : NOTHING_GRANTED;
  }

  save(accountId: AccountId, grant: Grant): void {
    this.db.prepare(`INSERT OR REPLACE INTO amo_grant VALUES (?, ?)`).run(accountId, JSON.stringify(grant));
  }
}
