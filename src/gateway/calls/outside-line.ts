import type { CallEvent } from '../../call/call-event';
import { withoutPrefix, type DialSettings } from '../../call/dial-rule';

/** What agents dial to get an outside line is no part of the number; behind this nobody sees it. */
export function outsideLine(event: CallEvent, dial: DialSettings): CallEvent {
  if (event.event !== 'leg-started' || event.party.party === 'outside') return event;
  return { ...event, dialled: withoutPrefix(event.dialled, dial) };
}
