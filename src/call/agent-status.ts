/** What an agent has chosen by hand; that he is on a call is the PBX's word. */
export type AgentStatus =
  | 'ready'
  /** Do not disturb. */
  | 'dnd'
  /** Away from his place. */
  | 'away';

export const AGENT_STATUSES = ['ready', 'dnd', 'away'] as const satisfies readonly AgentStatus[];
