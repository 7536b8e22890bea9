import { isMadeBy, isOriginated, type Call } from './call';
import type { DialResult } from './call-event';
import type { Disposition } from './disposition';
import { wasAnswered } from './leg';

/**
 * How the call ended, or would end if it did now. Queues answer before anybody talks, so only talks count as answered.
 * A click to call whose own phone was not picked up is one we gave up.
 */
export function dispositionOf(call: Pick<Call, 'origin' | 'legs' | 'talks' | 'placed'>): Disposition {
  if (call.talks.length > 0) return 'answered';
  if (call.origin === 'inbound') return 'missed';
  const callees = call.legs.filter((leg) => leg.role === 'callee' && isFarEnd(call, leg));
  if (callees.length > 0) return dispositionOfDial(callees.at(-1)?.dialResult ?? 'cancelled');
  return isOriginated(call) && !call.legs.some(wasAnswered) ? 'cancelled' : 'unreachable';
}

/** A called party that picked up but never was connected counts as one we gave up on. */
export function dispositionOfDial(result: DialResult): Disposition {
  return result === 'answered' ? 'cancelled' : result;
}

/** The phone of who calls by click is rung as well, and is never the far end. */
function isFarEnd(call: Pick<Call, 'origin' | 'legs' | 'placed'>, { party }: Call['legs'][number]): boolean {
  if (call.origin === 'outbound') return party.party === 'outside';
  return party.party === 'agent' && !isMadeBy(call, party.extension);
}
