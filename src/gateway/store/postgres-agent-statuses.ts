import type { AgentStatus } from '../../call/agent-status';
import type { AccountId, UserId } from '../../call/ids';
import type { StatusStore } from '../agents/status-store';
import type { Postgres } from './postgres';
import { statusesOf, type StatusRecord } from './status-record';

export class PostgresAgentStatuses implements StatusStore {
  constructor(private readonly db: Postgres) {}

  async all(accountId: AccountId): Promise<ReadonlyMap<UserId, AgentStatus>> {
    const sql = 'SELECT user_id, status FROM agent_status WHERE account_id = $1';
    return statusesOf(await this.db.rows<StatusRecord>(sql, [accountId]));
  }

  async save(accountId: AccountId, userId: UserId, status: AgentStatus): Promise<void> {
    const sql = `INSERT INTO agent_status (account_id, user_id, status) VALUES ($1, $2, $3)
                 ON CONFLICT (account_id, user_id) DO UPDATE SET status = excluded.status`;
    await this.db.change(sql, [accountId, userId, status]);
  }
}
