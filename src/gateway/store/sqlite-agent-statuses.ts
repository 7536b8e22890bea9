import type { AgentStatus } from '../../call/agent-status';
import type { AccountId, UserId } from '../../call/ids';
import type { StatusStore } from '../agents/status-store';
import type { Db } from './database';
import { statusesOf, type StatusRecord } from './status-record';

export class SqliteAgentStatuses implements StatusStore {
  constructor(private readonly db: Db) {}

  async all(accountId: AccountId): Promise<ReadonlyMap<UserId, AgentStatus>> {
    const sql = `SELECT user_id, status FROM agent_status WHERE account_id = ?`;
    const rows = this.db.prepare<[string], StatusRecord>(sql).all(accountId);
    return statusesOf(rows);
  }

  async save(accountId: AccountId, userId: UserId, status: AgentStatus): Promise<void> {
    const sql = `INSERT INTO agent_status (account_id, user_id, status) VALUES (?, ?, ?)
                 ON CONFLICT (account_id, user_id) DO UPDATE SET status = excluded.status`;
    this.db.prepare(sql).run(accountId, userId, status);
  }
}
