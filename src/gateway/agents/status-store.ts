import type { AgentStatus } from '../../call/agent-status';
import type { AccountId, UserId } from '../../call/ids';

/** What agents have chosen; on the disk when `save` resolves. */
export interface StatusStore {
  /** Everybody who has ever chosen. */
  all(accountId: AccountId): Promise<ReadonlyMap<UserId, AgentStatus>>;
  save(accountId: AccountId, userId: UserId, status: AgentStatus): Promise<void>;
}
