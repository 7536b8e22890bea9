import type { AccountId, Extension } from '../../call/ids';
import type { LastTalks } from '../routing/last-talks';
import type { Postgres } from './postgres';

export class PostgresLastTalks implements LastTalks {
  constructor(private readonly db: Postgres) {}

  async last(accountId: AccountId, number: string): Promise<Extension | undefined> {
    const sql = 'SELECT extension FROM last_talk WHERE account_id = $1 AND number = $2';
    return (await this.db.rows<{ extension: Extension }>(sql, [accountId, number]))[0]?.extension;
  }

  async talked(accountId: AccountId, number: string, extension: Extension, at: number): Promise<void> {
    const sql = `INSERT INTO last_talk (account_id, number, extension, at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account_id, number) DO UPDATE SET extension = excluded.extension, at = excluded.at
                 WHERE excluded.at >= last_talk.at`;
    await this.db.change(sql, [accountId, number, extension, at]);
  }
}
