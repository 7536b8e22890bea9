import type { JournalCall } from '../../protocol/journal';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { icon } from '../ui/icons';

export interface RecentRow {
  readonly callId: string;
  /** To be called back; `''` = withheld. */
  readonly number: string;
  readonly name: string;
  readonly nameIsNumber: boolean;
  /** What it was, and how long the talk. */
  readonly kind: string;
  readonly kindIcon: string;
  readonly isMissed: boolean;
  /** Of today the hour, of other days the date. */
  readonly time: string;
}

/** The newest first; `now` = epoch ms. */
export function recentRows(
  calls: readonly JournalCall[],
  say: Say,
  language: string,
  now: number,
): readonly RecentRow[] {
  return calls.map(({ callId, at, direction, number, name = '', talkMs, disposition }) => {
    const isInbound = direction === 'inbound';
    const isMissed = isInbound && disposition !== 'answered';
    const words = isMissed ? 'missed' : isInbound ? 'in' : talkMs > 0 ? 'out' : 'unanswered';
    const kind = say(`panel.recent.${words}`);
    return {
      ...{ callId, number, isMissed },
      name: name || number || say('card.withheld'),
      nameIsNumber: name === '' && number !== '',
      kind: talkMs > 0 ? `${kind}, ${duration(talkMs)}` : kind,
      kindIcon: icon(isMissed ? 'phoneMissed' : isInbound ? 'phoneIn' : 'phone'),
      time: timeOf(new Date(at), new Date(now), language),
    };
  });
}

function timeOf(at: Date, now: Date, language: string): string {
  return at.toDateString() === now.toDateString()
    ? at.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' })
    : at.toLocaleDateString(language, { day: 'numeric', month: 'short' });
}
