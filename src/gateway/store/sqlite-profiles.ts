import type { AccountId } from '../../call/ids';
import type { AccountProfile, ProfileStore } from '../profile/account-profile';
import type { Db } from './database';

/** Bodies are the gateway's own `AccountProfile`s. */
export class SqliteProfiles implements ProfileStore {
  constructor(private readonly db: Db) {}

  async load(accountId: AccountId): Promise<AccountProfile> {
    const sql = `SELECT body FROM account_profile WHERE account_id = ?`;
    const row = this.db.prepare<[string], { body: string }>(sql).get(accountId);
    return row ? (JSON.parse(row.body) as AccountProfile) : {};
  }

  async save(accountId: AccountId, profile: AccountProfile): Promise<void> {
    const sql = `INSERT OR REPLACE INTO account_profile VALUES (?, ?)`;
    this.db.prepare(sql).run(accountId, JSON.stringify(profile));
  }
}
