import type { CallTopic } from '../../call/entity-rule';
import type { AccountId, CallId, UserId } from '../../call/ids';
import type { OwnerKey, OwnerMemory, RememberedOwners } from '../callers/owner-memory';
import type { Postgres } from './postgres';

const SET_TOPIC = `INSERT INTO call_topic (account_id, call_id, type, id, at) VALUES ($1, $2, $3, $4, $5)
                   ON CONFLICT (account_id, call_id)
                   DO UPDATE SET type = excluded.type, id = excluded.id, at = excluded.at`;

export class PostgresOwnerMemory implements OwnerMemory {
  constructor(private readonly db: Postgres) {}

  async recall(accountId: AccountId, number: string, userId: UserId | undefined): Promise<RememberedOwners> {
    const sql = 'SELECT type, id FROM owner_choice WHERE account_id = $1 AND number = $2';
    const [chosen] = await this.db.rows<OwnerKey>(sql, [accountId, number]);
    return {
      ...(chosen && { chosen }),
      talks: userId === undefined ? [] : await this.talks(accountId, number, userId),
    };
  }

  async choose(accountId: AccountId, number: string, { type, id }: OwnerKey): Promise<void> {
    const sql = `INSERT INTO owner_choice (account_id, number, type, id) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (account_id, number) DO UPDATE SET type = excluded.type, id = excluded.id`;
    await this.db.change(sql, [accountId, number, type, id]);
  }

  async talked(
    accountId: AccountId,
    number: string,
    userId: UserId,
    { type, id }: OwnerKey,
    at: number,
  ): Promise<void> {
    const sql = `INSERT INTO owner_talk (account_id, number, user_id, type, id, at) VALUES ($1, $2, $3, $4, $5, $6)
                 ON CONFLICT (account_id, number, user_id, type, id) DO UPDATE SET at = excluded.at
                 WHERE excluded.at > owner_talk.at`;
    await this.db.change(sql, [accountId, number, userId, type, id, at]);
  }

  async topic(accountId: AccountId, callId: CallId): Promise<CallTopic | undefined> {
    const sql = 'SELECT type, id FROM call_topic WHERE account_id = $1 AND call_id = $2';
    return (await this.db.rows<CallTopic>(sql, [accountId, callId]))[0];
  }

  async setTopic(
    accountId: AccountId,
    callId: CallId,
    topic: CallTopic | undefined,
    at: number,
  ): Promise<void> {
    const forget = 'DELETE FROM call_topic WHERE account_id = $1 AND call_id = $2';
    if (topic) await this.db.change(SET_TOPIC, [accountId, callId, topic.type, topic.id, at]);
    else await this.db.change(forget, [accountId, callId]);
  }

  dropTopicsBefore(at: number): Promise<number> {
    return this.db.change('DELETE FROM call_topic WHERE at < $1', [at]);
  }

  private async talks(
    accountId: AccountId,
    number: string,
    userId: UserId,
  ): Promise<RememberedOwners['talks']> {
    const sql = 'SELECT type, id, at FROM owner_talk WHERE account_id = $1 AND number = $2 AND user_id = $3';
    const rows = await this.db.rows<OwnerKey & { readonly at: number }>(sql, [accountId, number, userId]);
    return rows.map(({ type, id, at }) => ({ owner: { type, id }, at }));
  }
}
