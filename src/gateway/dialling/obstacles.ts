import type { AgentStatus } from '../../call/agent-status';
import type { Call } from '../../call/call';
import type { SeatPause } from '../../call/dial-seat';
import type { Extension, UserId } from '../../call/ids';
import { isLive } from '../../call/leg';
import type { CallTracker } from '../calls/call-tracker';
import type { Pbx } from '../pbx/pbx';

export interface ObstacleParts {
  readonly tracker: Pick<CallTracker, 'calls'>;
  readonly pbx: Pick<Pbx, 'state' | 'reachable'>;
  readonly extensionOf: (userId: UserId) => Extension | undefined;
  readonly statusOf: (userId: UserId) => AgentStatus;
}

const PAUSE_BY_STATUS = {
  ready: undefined,
  dnd: 'dnd',
  away: 'stepped-out',
} as const satisfies Record<AgentStatus, SeatPause | undefined>;

/** The pause that he has chosen by his status. */
export const chosenPause = (status: AgentStatus): SeatPause | undefined => PAUSE_BY_STATUS[status];

/** What keeps this agent from being put through. */
export function obstacleOf(
  userId: UserId,
  { tracker, pbx, extensionOf, statusOf }: ObstacleParts,
): SeatPause | undefined {
  const extension = extensionOf(userId);
  if (extension === undefined) return 'phone';
  const chosen = chosenPause(statusOf(userId));
  if (chosen) return chosen;
  if (pbx.state !== 'up') return 'pbx';
  if (pbx.reachable && !pbx.reachable.has(extension)) return 'phone';
  return tracker.calls().some((call) => isAt(call, extension)) ? 'call' : undefined;
}

/** Rings or talks at this phone. */
export function isAt(call: Call, extension: Extension): boolean {
  return call.legs.some(
    (leg) => isLive(leg) && leg.party.party === 'agent' && leg.party.extension === extension,
  );
}
