import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { PhoneCall } from '../softphone/softphone';
import type { AgentPicture } from './agent-picture';

/**
 * The browser phone's own call for a call of the PBX: by the id that the dialplan sends along; where it sends none, by
 * direction and number, else the only one of that direction. An id of the phone itself is taken as well: an outgoing
 * call is there before the PBX tells of it.
 */
export function phoneCallOf(callId: CallId, { calls, phone }: AgentPicture): PhoneCall | undefined {
  const tied = phone.calls.find((call) => call.pbxCallId === callId || call.id === callId);
  const view = calls.find(({ id }) => id === callId);
  if (tied || !view || 'at' in view.phase) return tied;
  const loose = phone.calls.filter((call) => call.pbxCallId === undefined && fits(call, view));
  return (
    loose.find((call) => isFrom(call, view)) ?? only(loose.filter((call) => !isAnothers(call, view, calls)))
  );
}

const isFrom = (call: PhoneCall, { other }: CallView): boolean =>
  lastDigits(call.number) === lastDigits(other.number);

/** The talk that is on must not be taken for the call that rings into it. */
function isAnothers(call: PhoneCall, view: CallView, calls: readonly CallView[]): boolean {
  return calls.some((other) => other !== view && !('at' in other.phase) && isFrom(call, other));
}

/**
 * What rings comes in, also when a colleague has dialled the customer and hands him over. A call placed by click reaches
 * the browser's phone as an incoming one too: the PBX rings the agent first.
 */
function fits(call: PhoneCall, view: CallView): boolean {
  return call.direction === 'incoming' || (view.direction !== 'inbound' && view.phase.phase !== 'ringing');
}

/** Trunks write the same number as 8…, 7… and +7…; ten digits are what all have in common. */
const lastDigits = (number: string): string => number.replace(/\D/g, '').slice(-10);

const only = <Item>(items: readonly Item[]): Item | undefined => (items.length === 1 ? items[0] : undefined);
