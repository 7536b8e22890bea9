import type { AccountId } from '../../call/ids';
import type { Grant, GrantStore } from '../joining/grant';
import type { Db } from './database';
import { grantIn } from './grant-record';

/** Bodies are the gateway's own `Grant`s. One row an account: a grant is replaced in one commit or not at all. */
export class SqliteGrants implements GrantStore {
  constructor(private readonly db: Db) {}

  async load(accountId: AccountId): Promise<Grant> {
    return this.read(accountId);
  }

  async change(accountId: AccountId, change: (grant: Grant) => Grant): Promise<Grant> {
    const grant = change(this.read(accountId));
    this.db.prepare(`INSERT OR REPLACE INTO amo_grant VALUES (?, ?)`).run(accountId, JSON.stringify(grant));
    return grant;
  }

  /** The store is of one process, which asks in turn by itself. */
  alone<Value>(_accountId: AccountId, work: () => Promise<Value>): Promise<Value> {
    return work();
  }

  private read(accountId: AccountId): Grant {
    const sql = `SELECT body FROM amo_grant WHERE account_id = ?`;
    const row = this.db.prepare<[string], { body: string }>(sql).get(accountId);
    return grantIn(row?.body);
  }
}
