import type { AgentPicture } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import { outcomeNote } from './outcome-note';
import { isNoPhoneHere } from '../channel/no-phone-here';
import { isTalking, type PanelCall } from './panel-call';
import { panelIcon } from './panel-icons';
import type { PhoneFault } from '../../protocol/faults';

/** A sentence with a meaning: what happened, what to do, at most one button. */
export interface PanelNote {
  readonly tone: 'warn' | 'bad' | 'quiet';
  /** Our own HTML; `''` = a spinner: it passes by itself. */
  readonly noteIcon: string;
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** The button is the one thing to do here. */
  readonly isMain?: boolean;
  /** Numbered, one step each. */
  readonly steps?: readonly string[];
}

/** Faults that pass by themselves. */
const PASSING: ReadonlySet<PhoneFault> = new Set(['server-unreachable']);
const ICONS: Partial<Record<PhoneFault, string>> = {
  'microphone-denied': panelIcon('microphoneOff'),
  'microphone-missing': panelIcon('microphoneOff'),
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
    return note(say, 'refused', {
      tone: 'bad',
      noteIcon: panelIcon('error'),
      text: say(`faults.${link.fault}`),
    });
  if (link.link === 'lost') return note(say, talking ? 'linkLostInCall' : 'linkLost');
  if (!agent || link.link === 'connecting') return note(say, 'connecting');
  if (pbx === 'away') return note(say, 'pbxAway');
  if (agent.device === 'none') return note(say, 'noPhone', { tone: 'quiet', noteIcon: panelIcon('info') });
  return undefined;
}

function phoneNote({ phone, agent }: AgentPicture, talking: boolean, say: Say): PanelNote | undefined {
  if (agent?.device !== 'browser') return undefined;
  const { fault, registration } = phone;
  if (registration === 'lost')
    return note(say, talking ? 'phoneLostInCall' : 'phoneLost', retry(say, 'now', !talking));
  if (fault === 'sound-blocked') return soundNote(talking, say);
  if (fault && !(talking && (fault === 'microphone-missing' || isNoPhoneHere(fault))))
    return faultNote(fault, say);
  return registration === 'registered' || talking ? undefined : note(say, 'phoneConnecting');
}

/** Any click on the page that holds the phone opens the sound; the button is the place where everybody clicks. */
function soundNote(talking: boolean, say: Say): PanelNote {
  return note(say, talking ? 'soundBlockedInCall' : 'sound-blocked', {
    noteIcon: panelIcon('volume'),
    isMain: true,
    ...retry(say, 'sound', true),
  });
}

function faultNote(fault: PhoneFault, say: Say): PanelNote {
  if (fault === 'microphone-denied') return deniedNote(say);
  if (isNoPhoneHere(fault)) return note(say, fault, { tone: 'quiet', noteIcon: panelIcon('info') });
  return note(say, fault, {
    tone: PASSING.has(fault) ? 'warn' : 'bad',
    noteIcon: PASSING.has(fault) ? '' : (ICONS[fault] ?? panelIcon('error')),
    ...retry(say, PASSING.has(fault) ? 'now' : 'again', true),
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

function retry(say: Say, word: 'now' | 'again' | 'sound', offered: boolean): Partial<PanelNote> {
  return offered ? { button: say(`panel.retry.${word}`) } : {};
}

/** `name` = key of title and text below `panel.notes`. */
function note(say: Say, name: string, more: Partial<PanelNote> = {}): PanelNote {
  const key = `panel.notes.${name}`;
  const words = { title: say(`${key}.title`), text: more.text ?? say(`${key}.text`) };
  return { tone: 'warn', noteIcon: '', button: '', ...more, ...words };
}
