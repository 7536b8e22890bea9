import type { CallView } from '../../call/call-view';
import type { AgentPicture } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { icon } from '../ui/icons';
import { panelIcon } from './panel-icons';
import type { PanelNote } from './panel-note';
import type { PhoneOutcome } from './softphone';

/** How long the panel says how a call of ours ended. */
const SHOW_OUTCOME_MS = 15_000;
/** The gateway may tell of an end a little before or after the phone heard it. */
const SAME_END_MS = 5_000;

type EndedCall = CallView & { readonly phase: Extract<CallView['phase'], { phase: 'ended' }> };

/** How the newest call ended, for a while; nothing when the agent himself gave it up. */
export function outcomeNote(picture: AgentPicture, say: Say, now: number): PanelNote | undefined {
  const call = newestEnded(picture);
  const own = ownOutcome(picture, call, now);
  if (own) return quietNote(panelIcon('info'), say(`panel.outcome.${own.outcome}`), own.number);
  if (!call || now + picture.clockSkewMs - call.phase.at >= SHOW_OUTCOME_MS) return undefined;
  const { disposition, talkMs } = call.phase;
  if (disposition === 'cancelled') return undefined;
  const title = say(`panel.outcome.${disposition}`);
  return disposition === 'answered'
    ? quietNote(icon('done'), title, duration(talkMs))
    : quietNote(panelIcon('info'), title, otherParty(call, say));
}

/** When the next outcome is old, on this computer's clock; `undefined` = none is shown. */
export function nextOutcomeEnd({ calls, clockSkewMs, phone }: AgentPicture, now: number): number | undefined {
  const ends = calls.flatMap(({ phase }) => (phase.phase === 'ended' ? [phase.at - clockSkewMs] : []));
  const ahead = [...ends, phone.lastOutcome?.at ?? -Infinity]
    .map((end) => end + SHOW_OUTCOME_MS)
    .filter((end) => end > now);
  return ahead.length > 0 ? Math.min(...ahead) : undefined;
}

/** Of the talks and of what the agent placed himself: an inbound call that he did not answer has its card. */
function newestEnded({ calls }: AgentPicture): EndedCall | undefined {
  return calls
    .filter((call): call is EndedCall => call.phase.phase === 'ended')
    .filter(({ direction, phase }) => phase.disposition === 'answered' || direction !== 'inbound')
    .sort((a, b) => b.phase.at - a.phase.at)[0];
}

/** What the phone heard, unless the PBX has told of the same end: it knows more, e.g. whom it was. */
function ownOutcome(
  picture: AgentPicture,
  told: EndedCall | undefined,
  now: number,
): PhoneOutcome | undefined {
  const own = picture.phone.lastOutcome;
  if (!own || now - own.at >= SHOW_OUTCOME_MS) return undefined;
  return told && told.phase.at - picture.clockSkewMs > own.at - SAME_END_MS ? undefined : own;
}

function quietNote(noteIcon: string, title: string, text: string): PanelNote {
  return { tone: 'quiet', noteIcon, title, text, button: '' };
}

function otherParty({ other: { colleague, text } }: CallView, say: Say): string {
  return colleague ? `${colleague.name}, ${say('panel.extension', { ...colleague })}` : text;
}
