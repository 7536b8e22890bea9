import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { AgentPicture } from '../channel/agent-picture';
import { MISSED_CARD_MS } from '../channel/caller-wanted';

/** decided.md 13 */
const SHOW_TAKEN_MS = 5_000;

/** Calls that deserve a card at `now` (this computer's clock), newest first. */
export function shownCalls(
  { calls, clockSkewMs }: AgentPicture,
  closed: ReadonlySet<CallId>,
  now: number,
): readonly CallView[] {
  return calls
    .filter((call) => !closed.has(call.id) && now + clockSkewMs < shownUntil(call))
    .sort((a, b) => b.startedAt - a.startedAt);
}

/** When the next card goes by itself, on this computer's clock; `undefined` = none will. */
export function nextGoesAt({ calls, clockSkewMs }: AgentPicture, now: number): number | undefined {
  const ends = calls
    .map((call) => shownUntil(call) - clockSkewMs)
    .filter((end) => end > now && Number.isFinite(end));
  return ends.length > 0 ? Math.min(...ends) : undefined;
}

/** On the gateway's clock. */
function shownUntil({ phase }: CallView): number {
  switch (phase.phase) {
    case 'ringing':
      return Infinity;
    case 'taken':
      return phase.at + SHOW_TAKEN_MS;
    case 'missed':
      return phase.at + MISSED_CARD_MS;
    default:
      return -Infinity;
  }
}
