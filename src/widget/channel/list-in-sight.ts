import type { AgentPicture } from './agent-picture';

type Raw = Readonly<Record<string, unknown>>;

/** The list that the agent works through, else his first one, as far as icon and tab need it; they do without its parser. */
export function listInSight({ dialling }: AgentPicture): { readonly left: number; readonly callId?: string } {
  const { lists, seat } = recordOf(dialling);
  const { listId, callId } = recordOf(seat);
  const all = Array.isArray(lists) ? lists.map(recordOf) : [];
  const { total, done } = all.find(({ id }) => id === listId) ?? all[0] ?? {};
  const left = typeof total === 'number' && typeof done === 'number' ? total - done : 0;
  return { left, ...(typeof callId === 'string' && { callId }) };
}

const recordOf = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});
