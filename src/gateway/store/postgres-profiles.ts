import type { AccountId } from '../../call/ids';
import type { AccountProfile, ProfileStore } from '../profile/account-profile';
import type { Postgres } from './postgres';

/** Bodies are the gateway's own `AccountProfile`s. */
export class PostgresProfiles implements ProfileStore {
  constructor(private readonly db: Postgres) {}

  async load(accountId: AccountId): Promise<AccountProfile> {
    const sql = 'SELECT body FROM account_profile WHERE account_id = $1';
    const [row] = await this.db.rows<{ body: string }>(sql, [accountId]);
    return row ? (JSON.parse(row.body) as AccountProfile) : {};
  }

  async save(accountId: AccountId, profile: AccountProfile): Promise<void> {
    const sql = `INSERT INTO account_profile (account_id, body) VALUES ($1, $2)
                 ON CONFLICT (account_id) DO UPDATE SET body = excluded.body`;
    await this.db.change(sql, [accountId, JSON.stringify(profile)]);
  }
}
