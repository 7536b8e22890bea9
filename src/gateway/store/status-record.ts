import { AGENT_STATUSES, type AgentStatus } from '../../call/agent-status';
import type { UserId } from '../../call/ids';

/** An agent's status as the database has it. */
export interface StatusRecord {
  readonly user_id: UserId;
  readonly status: string;
}

/** Those of a newer gateway that we do not know are passed over. */
export function statusesOf(rows: readonly StatusRecord[]): ReadonlyMap<UserId, AgentStatus> {
  return new Map(
    rows.flatMap(({ user_id, status }) => {
      const known = AGENT_STATUSES.find((one) => one === status);
      return known ? [[user_id, known] as const] : [];
    }),
  );
}
