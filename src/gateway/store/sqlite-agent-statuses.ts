import { AGENT_STATUSES, type AgentStatus } from '../../call/agent-status';
import type { AccountId, UserId } from '../../call/ids';
import type { StatusStore } from '../agents/status-store';
import type { Db } from './database';

export class SqliteAgentStatuses implements StatusStore {
  constructor(private readonly db: Db) {}

  all(accountId: AccountId): ReadonlyMap<UserId, AgentStatus> {
    const sql = `SELECT user_id, status FROM agent_status WHERE account_id = ?`;
    const rows = this.db.prepare<[string], { user_id: UserId; status: string }>(sql).all(accountId);
    return new Map(
      rows.flatMap(({ user_id, status }) => {
        const known = AGENT_STATUSES.find((one) => one === status);
        return known ? [[user_id, known] as const] : [];
      }),
    );
  }

  save(accountId: AccountId, userId: UserId, status: AgentStatus): void {
    const sql = `INSERT INTO agent_status (account_id, user_id, status) VALUES (?, ?, ?)
                 ON CONFLICT (account_id, user_id) DO UPDATE SET status = excluded.status`;
    this.db.prepare(sql).run(accountId, userId, status);
  }
}
