import type { CallView } from '../../call/call-view';
import type { AgentPicture } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { icon } from '../ui/icons';
import { isTalking, type PanelCall } from './panel-call';
import type { PhoneFault } from './softphone';

/** A sentence with a meaning: what happened, what to do, at most one button. */
export interface PanelNote {
  readonly tone: 'warn' | 'bad' | 'quiet';
  /** Our own HTML; `''` = a spinner: it passes by itself. */
  readonly noteIcon: string;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** Numbered, one step each. */
  readonly steps?: readonly string[];
}

/** How long the panel says how a call of ours ended. */
export const SHOW_OUTCOME_MS = 15_000;

/** Faults that pass by themselves. */
const PASSING: ReadonlySet<PhoneFault> = new Set(['server-unreachable']);
const RETRY_WORDS: Partial<Record<PhoneFault, 'now' | 'sound'>> = {
  'server-unreachable': 'now',
  'sound-blocked': 'sound',
};
const ICONS: Partial<Record<PhoneFault, string>> = {
  'microphone-denied': icon('microphoneOff'),
  'microphone-missing': icon('microphoneOff'),
  'sound-blocked': icon('volume'),
};

/** The most important trouble of the agent's phone; else how the last call ended. */
export function panelNote(
  picture: AgentPicture,
  call: PanelCall | undefined,
  say: Say,
  now: number,
): PanelNote | undefined {
  const talking = call !== undefined && isTalking(call);
  const trouble = linkNote(picture, talking, say) ?? phoneNote(picture, talking, say);
  return trouble ?? (call ? undefined : outcomeNote(picture, say, now));
}

function linkNote({ link, pbx, agent }: AgentPicture, talking: boolean, say: Say): PanelNote | undefined {
  if (link.link === 'refused')
    return note(say, 'refused', { tone: 'bad', noteIcon: icon('error'), text: say(`faults.${link.fault}`) });
  if (link.link === 'lost') return note(say, talking ? 'linkLostInCall' : 'linkLost');
  if (!agent || link.link === 'connecting') return note(say, 'connecting');
  if (pbx === 'away') return note(say, 'pbxAway');
  if (agent.device === 'none') return note(say, 'noPhone', { tone: 'quiet', noteIcon: icon('info') });
  return undefined;
}

function phoneNote({ phone, agent }: AgentPicture, talking: boolean, say: Say): PanelNote | undefined {
  if (agent?.device !== 'browser') return undefined;
  const { fault, registration } = phone;
  if (registration === 'lost')
    return note(say, talking ? 'phoneLostInCall' : 'phoneLost', retry(say, 'now', !talking));
  if (fault && !(talking && fault === 'microphone-missing')) return faultNote(fault, say);
  return registration === 'registered' || talking ? undefined : note(say, 'phoneConnecting');
}

function faultNote(fault: PhoneFault, say: Say): PanelNote {
  if (fault === 'microphone-denied') return deniedNote(say);
  const bad = !PASSING.has(fault) && fault !== 'sound-blocked';
  return note(say, fault, {
    tone: bad ? 'bad' : 'warn',
    noteIcon: PASSING.has(fault) ? '' : (ICONS[fault] ?? icon('error')),
    ...retry(say, RETRY_WORDS[fault] ?? 'again', fault !== 'browser-unsupported'),
  });
}

function deniedNote(say: Say): PanelNote {
  return note(say, 'microphone-denied', {
    tone: 'bad',
    noteIcon: ICONS['microphone-denied'] ?? '',
    steps: ['site', 'allow', 'again'].map((step) => say(`panel.steps.${step}`)),
    ...retry(say, 'again', true),
  });
}

function outcomeNote(picture: AgentPicture, say: Say, now: number): PanelNote | undefined {
  const call = picture.calls.find((view) => isFresh(view, now + picture.clockSkewMs));
  if (call?.phase.phase !== 'ended') return undefined;
  const { disposition, talkMs } = call.phase;
  const text = disposition === 'answered' ? duration(talkMs) : call.other.text;
  return {
    ...note(say, 'connecting', {
      tone: 'quiet',
      noteIcon: icon(disposition === 'answered' ? 'done' : 'info'),
    }),
    title: say(`panel.outcome.${disposition}`),
    text,
  };
}

/** Ended a moment ago, and not by the agent before anything came of it. */
function isFresh({ direction, phase }: CallView, serverNow: number): boolean {
  if (phase.phase !== 'ended' || serverNow - phase.at >= SHOW_OUTCOME_MS) return false;
  return phase.disposition === 'answered' || (direction !== 'inbound' && phase.disposition !== 'cancelled');
}

function retry(say: Say, word: 'now' | 'again' | 'sound', offered: boolean): Partial<PanelNote> {
  return offered ? { button: say(`panel.retry.${word}`) } : {};
}

/** `name` = key of title and text below `panel.notes`. */
function note(say: Say, name: string, more: Partial<PanelNote> = {}): PanelNote {
  const key = `panel.notes.${name}`;
  const words = { title: say(`${key}.title`), text: more.text ?? say(`${key}.text`) };
  return { tone: 'warn', noteIcon: '', button: '', ...more, ...words };
}
