import type { AccountId } from '../../call/ids';
import type { KeptPhoneCheck } from '../../protocol/phone-check';
import type { PhoneCheckStore } from '../phone-checks/phone-check-store';
import type { Db } from './database';
import { KEPT_CHECKS_OF_EACH } from './kept-checks';

const DROP_OLD = `DELETE FROM phone_check WHERE account_id = @accountId AND user_id = @userId AND id NOT IN
  (SELECT id FROM phone_check WHERE account_id = @accountId AND user_id = @userId ORDER BY id DESC LIMIT ${KEPT_CHECKS_OF_EACH})`;

export class SqlitePhoneChecks implements PhoneCheckStore {
  constructor(private readonly db: Db) {}

  async save(accountId: AccountId, check: KeptPhoneCheck): Promise<void> {
    const { userId } = check;
    const put = this.db.prepare('INSERT INTO phone_check (account_id, user_id, body) VALUES (?, ?, ?)');
    this.db.transaction(() => {
      put.run(accountId, userId, JSON.stringify(check));
      this.db.prepare(DROP_OLD).run({ accountId, userId });
    })();
  }

  async list(accountId: AccountId, limit: number): Promise<readonly KeptPhoneCheck[]> {
    return this.db
      .prepare<[string, number], { body: string }>(
        'SELECT body FROM phone_check WHERE account_id = ? ORDER BY id DESC LIMIT ?',
      )
      .all(accountId, limit)
      .map(({ body }) => JSON.parse(body) as KeptPhoneCheck);
  }
}
