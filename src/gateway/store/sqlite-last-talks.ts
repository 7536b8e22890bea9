import type { AccountId, Extension } from '../../call/ids';
import type { LastTalks } from '../routing/last-talks';
import type { Db } from './database';

export class SqliteLastTalks implements LastTalks {
  constructor(private readonly db: Db) {}

  async last(accountId: AccountId, number: string): Promise<Extension | undefined> {
    const sql = `SELECT extension FROM last_talk WHERE account_id = ? AND number = ?`;
    return this.db.prepare<[string, string], { extension: Extension }>(sql).get(accountId, number)?.extension;
  }

  async talked(accountId: AccountId, number: string, extension: Extension, at: number): Promise<void> {
    const sql = `INSERT INTO last_talk (account_id, number, extension, at) VALUES (?, ?, ?, ?)
                 ON CONFLICT (account_id, number) DO UPDATE SET extension = excluded.extension, at = excluded.at
                 WHERE excluded.at >= at`;
    this.db.prepare(sql).run(accountId, number, extension, at);
  }
}
