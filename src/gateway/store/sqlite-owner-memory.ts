import type { CallTopic } from '../../call/entity-rule';
import type { AccountId, CallId, UserId } from '../../call/ids';
import type { OwnerKey, OwnerMemory, RememberedOwners } from '../callers/owner-memory';
import type { Db } from './database';

export class SqliteOwnerMemory implements OwnerMemory {
  constructor(private readonly db: Db) {}

  async recall(accountId: AccountId, number: string, userId: UserId | undefined): Promise<RememberedOwners> {
    const choice = `SELECT type, id FROM owner_choice WHERE account_id = ? AND number = ?`;
    const chosen = this.db.prepare<[string, string], OwnerKey>(choice).get(accountId, number);
    return {
      ...(chosen && { chosen }),
      talks: userId === undefined ? [] : this.talks(accountId, number, userId),
    };
  }

  async choose(accountId: AccountId, number: string, { type, id }: OwnerKey): Promise<void> {
    const sql = `INSERT INTO owner_choice (account_id, number, type, id) VALUES (?, ?, ?, ?)
                 ON CONFLICT (account_id, number) DO UPDATE SET type = excluded.type, id = excluded.id`;
    this.db.prepare(sql).run(accountId, number, type, id);
  }

  async talked(
    accountId: AccountId,
    number: string,
    userId: UserId,
    { type, id }: OwnerKey,
    at: number,
  ): Promise<void> {
    const sql = `INSERT INTO owner_talk (account_id, number, user_id, type, id, at) VALUES (?, ?, ?, ?, ?, ?)
                 ON CONFLICT (account_id, number, user_id, type, id) DO UPDATE SET at = excluded.at
                 WHERE excluded.at > at`;
    this.db.prepare(sql).run(accountId, number, userId, type, id, at);
  }

  async topic(accountId: AccountId, callId: CallId): Promise<CallTopic | undefined> {
    const sql = `SELECT type, id FROM call_topic WHERE account_id = ? AND call_id = ?`;
    return this.db.prepare<[string, string], CallTopic>(sql).get(accountId, callId);
  }

  async setTopic(
    accountId: AccountId,
    callId: CallId,
    topic: CallTopic | undefined,
    at: number,
  ): Promise<void> {
    this.db.prepare(`DELETE FROM call_topic WHERE account_id = ? AND call_id = ?`).run(accountId, callId);
    const sql = `INSERT INTO call_topic (account_id, call_id, type, id, at) VALUES (?, ?, ?, ?, ?)`;
    if (topic) this.db.prepare(sql).run(accountId, callId, topic.type, topic.id, at);
  }

  async dropTopicsBefore(at: number): Promise<number> {
    return this.db.prepare(`DELETE FROM call_topic WHERE at < ?`).run(at).changes;
  }

  private talks(accountId: AccountId, number: string, userId: UserId): RememberedOwners['talks'] {
    const sql = `SELECT type, id, at FROM owner_talk WHERE account_id = ? AND number = ? AND user_id = ?`;
    const rows = this.db
      .prepare<[string, string, number], OwnerKey & { readonly at: number }>(sql)
      .all(accountId, number, userId);
    return rows.map(({ type, id, at }) => ({ owner: { type, id }, at }));
  }
}
