import type { AccountId } from '../../call/ids';
import type { KeptPhoneCheck } from '../../protocol/phone-check';
import type { PhoneCheckStore } from '../phone-checks/phone-check-store';
import { KEPT_CHECKS_OF_EACH } from './kept-checks';
import type { Postgres } from './postgres';

const DROP_OLD = `DELETE FROM phone_check WHERE account_id = $1 AND user_id = $2 AND id NOT IN
  (SELECT id FROM phone_check WHERE account_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT ${KEPT_CHECKS_OF_EACH})`;

export class PostgresPhoneChecks implements PhoneCheckStore {
  constructor(private readonly db: Postgres) {}

  async save(accountId: AccountId, check: KeptPhoneCheck): Promise<void> {
    const put = 'INSERT INTO phone_check (account_id, user_id, body) VALUES ($1, $2, $3)';
    await this.db.transaction(async (queries) => {
      await queries.change(put, [accountId, check.userId, JSON.stringify(check)]);
      await queries.change(DROP_OLD, [accountId, check.userId]);
    });
  }

  async list(accountId: AccountId, limit: number): Promise<readonly KeptPhoneCheck[]> {
    const sql = 'SELECT body FROM phone_check WHERE account_id = $1 ORDER BY id DESC LIMIT $2';
    const rows = await this.db.rows<{ body: string }>(sql, [accountId, limit]);
    return rows.map(({ body }) => JSON.parse(body) as KeptPhoneCheck);
  }
}
