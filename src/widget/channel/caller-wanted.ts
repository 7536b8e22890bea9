import type { CallView } from '../../call/call-view';

/** How long the card of a missed call stands (decided.md 13). */
export const MISSED_CARD_MS = 20_000;

/** Whether a card needs the caller's name: it rings or was missed a moment ago, and amoCRM can have a card of him. */
export function isCallerWanted(call: CallView, serverNow: number): boolean {
  return isOutside(call) && (!('at' in call.phase) || isFreshlyMissed(call, serverNow));
}

/** Colleagues and withheld numbers are in no card of amoCRM. */
function isOutside(call: CallView): boolean {
  return call.direction !== 'internal' && !call.other.colleague && call.other.number !== '';
}

function isFreshlyMissed({ phase }: CallView, serverNow: number): boolean {
  return phase.phase === 'missed' && serverNow - phase.at < MISSED_CARD_MS;
}
