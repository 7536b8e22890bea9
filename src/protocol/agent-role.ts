/** `supervisor`: may do for others (lists, team); `administrator`: of the amoCRM account, may do what a supervisor may. */
export type AgentRole = (typeof AGENT_ROLES)[number];

/** The lowest first. */
export const AGENT_ROLES = ['agent', 'supervisor', 'administrator'] as const;

export const isAtLeast = (role: AgentRole, needed: AgentRole): boolean =>
  AGENT_ROLES.indexOf(role) >= AGENT_ROLES.indexOf(needed);
