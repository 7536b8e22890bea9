import type { AccountId } from '../../call/ids';
import { NOTHING_GRANTED, type Grant, type GrantStore } from '../joining/grant';
import { grantIn } from './grant-record';
import type { Postgres } from './postgres';

const READ = 'SELECT body FROM amo_grant WHERE account_id = $1';

/** The row is locked while it is changed; the turn to offer a token is taken beside it, so that the row can be changed then. */
export class PostgresGrants implements GrantStore {
  constructor(private readonly db: Postgres) {}

  async load(accountId: AccountId): Promise<Grant> {
    const [row] = await this.db.rows<{ body: string }>(READ, [accountId]);
    return grantIn(row?.body);
  }

  async change(accountId: AccountId, change: (grant: Grant) => Grant): Promise<Grant> {
    return this.db.transaction(async (queries) => {
      // A row that is not there cannot be locked.
      const insert = 'INSERT INTO amo_grant (account_id, body) VALUES ($1, $2) ON CONFLICT DO NOTHING';
      await queries.change(insert, [accountId, JSON.stringify(NOTHING_GRANTED)]);
      const [row] = await queries.rows<{ body: string }>(`${READ} FOR UPDATE`, [accountId]);
      const grant = change(grantIn(row?.body));
      const update = 'UPDATE amo_grant SET body = $2 WHERE account_id = $1';
      await queries.change(update, [accountId, JSON.stringify(grant)]);
      return grant;
    });
  }

  alone<Value>(accountId: AccountId, work: () => Promise<Value>): Promise<Value> {
    return this.db.alone(`linia grant ${accountId}`, work);
  }
}
