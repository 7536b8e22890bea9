import type { CallView } from '../../call/call-view';
import type { AgentPicture, Caller, LinkedEntity } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import { icon } from '../ui/icons';
import { isRinging, isTalking, panelCall, type PanelCall } from './panel-call';
import { panelHead } from './panel-head';
import { panelIcon } from './panel-icons';
import { panelNote, type PanelNote } from './panel-note';

/** What only this tab knows. */
export interface PanelInput {
  /** The field is empty: there is nothing to call. */
  readonly empty: boolean;
  /** Last number called from here, as the agent reads it; `''` = none. */
  readonly last: string;
  /** Command on its way to phone or gateway: `call`, `answer`, … */
  readonly busy: string;
}

/** Finished strings for the template; `*Icon` is our own HTML. */
export interface PanelModel {
  readonly words: Readonly<Record<'panel' | 'close' | 'number' | 'call' | 'keypad', string>>;
  readonly icons: Readonly<Record<'close' | 'call' | 'last' | 'hangUp', string>>;
  readonly dot: string;
  readonly state: string;
  readonly extension: string;
  readonly note: PanelNote | undefined;
  readonly call: PanelCallModel | undefined;
  readonly dial: DialModel | undefined;
}

interface PanelCallModel {
  readonly id: string;
  readonly who: string;
  readonly whoIsNumber: boolean;
  readonly number: string;
  readonly sub: string;
  /** Epoch ms of this computer's clock; `0` = the start is not known. */
  readonly since: number;
  readonly state: string;
  readonly stateIsWarning: boolean;
  readonly entity: (LinkedEntity & { readonly entityIcon: string }) | undefined;
  readonly mute: MuteModel | undefined;
  readonly answer: { readonly text: string; readonly decline: string; readonly busy: boolean } | undefined;
  readonly hangUp: { readonly text: string; readonly busy: boolean };
}

interface MuteModel {
  readonly pressed: boolean;
  readonly text: string;
  readonly label: string;
  readonly muteIcon: string;
  readonly disabled: boolean;
}

interface DialModel {
  readonly disabled: boolean;
  readonly busy: boolean;
  readonly keys?: readonly string[];
  readonly hint: string;
  readonly last: string;
}

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function panelModel(picture: AgentPicture, input: PanelInput, say: Say, now: number): PanelModel {
  const call = panelCall(picture);
  const [head, dot] = panelHead(picture, call);
  const note = panelNote(picture, call, say, now);
  const extension = picture.agent?.extension ?? '';
  return {
    ...constants(say),
    dot,
    state: say(`panel.head.${head}`),
    extension: extension && say('panel.extension', { extension }),
    note,
    call: call && callModel(call, picture, input, say),
    dial: call || isRinging(picture) ? undefined : dialModel(picture, input, note, say),
  };
}

function constants(say: Say): Pick<PanelModel, 'words' | 'icons'> {
  const word = (name: string): string => say(`panel.${name}`);
  return {
    words: {
      panel: word('title'),
      close: word('close'),
      number: word('number'),
      call: word('call'),
      keypad: word('keypad'),
    },
    icons: {
      close: panelIcon('close'),
      call: icon('phone', 'tel-i--fill'),
      last: panelIcon('redial'),
      hangUp: panelIcon('handset', 'tel-i--fill'),
    },
  };
}

function callModel(call: PanelCall, picture: AgentPicture, input: PanelInput, say: Say): PanelCallModel {
  const caller = picture.callers[call.id];
  const muted = call.own?.muted ?? false;
  const state = stateKey(call, picture);
  return {
    id: call.id,
    ...(call.stage === 'known'
      ? whoOf(call.view, caller, say)
      : { ...NOBODY, who: call.own.number || say('card.withheld') }),
    since: call.stage === 'known' ? sinceOf(call.view) - picture.clockSkewMs : 0,
    state: muted
      ? say('panel.state.muted')
      : state && say(`panel.state.${state}`, { extension: picture.agent?.extension ?? '' }),
    stateIsWarning: muted,
    entity:
      caller?.caller === 'found' ? { ...caller.entity, entityIcon: icon(caller.entity.type) } : undefined,
    mute: isTalking(call) ? muteModel(muted, picture, say) : undefined,
    answer: isIncoming(call) ? answerModel(call, input, say) : undefined,
    hangUp: { text: say(isTalking(call) ? 'panel.hangUp' : 'panel.cancel'), busy: input.busy === 'hangUp' },
  };
}

const NOBODY = { whoIsNumber: true, number: '', sub: '' };

function whoOf({ other }: CallView, caller: Caller | undefined, say: Say) {
  const { colleague, text } = other;
  if (colleague)
    return {
      who: colleague.name,
      whoIsNumber: false,
      number: '',
      sub: say('panel.colleague', { extension: colleague.extension }),
    };
  if (caller?.caller === 'found')
    return { who: caller.who.name, whoIsNumber: false, number: text, sub: caller.company };
  if (text === '') return { ...NOBODY, whoIsNumber: false, who: say('card.withheld') };
  return { ...NOBODY, who: text, sub: caller ? say(`card.${caller.caller}`) : '' };
}

function sinceOf({ phase, startedAt }: CallView): number {
  return phase.phase === 'talking' ? phase.since : startedAt;
}

/** Key below `panel.state`; `''` = the head says it all. */
function stateKey(call: PanelCall, { agent }: AgentPicture): string {
  if (call.stage !== 'known') return ownStateKey(call.own);
  const { phase } = call.view;
  if (phase.phase === 'talking') return phase.held ? 'held' : '';
  if (phase.phase === 'dialling') return phase.ringing ? 'ringing' : 'dialling';
  return agent?.device === 'desk' ? 'pickUp' : 'connecting';
}

function ownStateKey({ direction, state }: NonNullable<PanelCall['own']>): string {
  if (state === 'established') return '';
  if (state === 'answering') return 'connecting';
  return direction === 'incoming' ? 'incoming' : state;
}

function isIncoming(call: PanelCall): boolean {
  return call.stage !== 'known' && call.own.direction === 'incoming' && call.stage !== 'established';
}

function answerModel(call: PanelCall, { busy }: PanelInput, say: Say): PanelCallModel['answer'] {
  const answering = busy === 'answer' || call.stage === 'answering';
  return {
    text: say(answering ? 'card.connecting' : 'card.answer'),
    decline: say('card.decline'),
    busy: answering,
  };
}

/** Only the browser's own microphone can be switched off from here; a talk outlives a change of the agent's device. */
function muteModel(muted: boolean, { agent, phone }: AgentPicture, say: Say): MuteModel | undefined {
  if (agent && agent.device !== 'browser' && phone.calls.length === 0) return undefined;
  return {
    pressed: muted,
    text: say(muted ? 'panel.muted' : 'panel.microphone'),
    label: say(muted ? 'panel.unmute' : 'panel.mute'),
    muteIcon: panelIcon(muted ? 'microphoneOff' : 'microphone'),
    disabled: phone.calls.length === 0,
  };
}

/** Where nothing can be called the keys go, and with a trouble that does not pass the field too: its remedy stands alone. */
function dialModel(
  picture: AgentPicture,
  { empty, last, busy }: PanelInput,
  note: PanelNote | undefined,
  say: Say,
): DialModel | undefined {
  const { agent, phone } = picture;
  if (!agent || agent.device === 'none') return undefined;
  const ready = picture.link.link === 'up' && picture.pbx === 'up';
  const able = ready && (agent.device === 'desk' || phone.registration === 'registered');
  if (note?.steps || (note?.tone === 'bad' && !able)) return undefined;
  return {
    disabled: !able || empty,
    busy: busy === 'call',
    ...((able || !note) && { keys: KEYS }),
    hint: agent.device === 'desk' ? say('panel.deskFirst', { extension: agent.extension }) : '',
    last: able && last ? say('panel.again', { number: last }) : '',
  };
}
