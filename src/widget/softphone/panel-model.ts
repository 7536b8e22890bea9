import { AGENT_STATUSES, type AgentStatus } from '../../call/agent-status';
import type { CallView } from '../../call/call-view';
import type { AgentPicture, Caller, LinkedEntity } from '../channel/agent-picture';
import { listInSight } from '../channel/list-in-sight';
import type { Say } from '../host/phrases';
import { icon } from '../ui/icons';
import {
  isDesk,
  isHeld,
  isReconnecting,
  isRinging,
  isTalking,
  panelCall,
  type PanelCall,
} from './panel-call';
import { panelHead } from './panel-head';
import { panelIcon } from './panel-icons';
import { panelNote, type PanelNote } from './panel-note';
import { heldModels, talkModel, type HeldModel, type TalkModel } from './talk-model';
import type { TalkPane } from './talk-pane';
import { waitingResults, type WaitingResult } from './waiting-results';

/** What only this tab knows. */
export interface PanelInput {
  /** The field is empty: there is nothing to call. */
  readonly empty: boolean;
  /** Last number called from here, as the agent reads it; `''` = none. */
  readonly last: string;
  /** Command on its way to phone or gateway: `call`, `answer`, … */
  readonly busy: string;
  readonly pane: TalkPane;
  readonly language: string;
  readonly tab: PanelTab;
  /** The phone is in this tab. */
  readonly isLeader: boolean;
}

export type PanelTab = 'phone' | 'list' | 'setup';

/** Finished strings for the template; `*Icon` is our own HTML. */
export interface PanelModel {
  readonly words: Readonly<Record<(typeof WORDS)[number], string>>;
  readonly icons: Readonly<Record<(typeof ICONS)[number] | 'call' | 'hangUp', string>>;
  readonly keys: readonly string[];
  readonly tabs: readonly {
    readonly tab: PanelTab;
    readonly text: string;
    readonly isOn: boolean;
    readonly count: string;
  }[];
  /** What is in sight instead of the phone; `''` = the phone. */
  readonly pane: '' | 'list' | 'setup';
  /** This agent's phone is in the browser. */
  readonly hasSetup: boolean;
  readonly dot: string;
  readonly state: string;
  readonly extension: string;
  /** What the agent can choose to be; empty = he has no phone. */
  readonly statuses: readonly { readonly status: AgentStatus; readonly text: string }[];
  readonly note: PanelNote | undefined;
  readonly call: PanelCallModel | undefined;
  /** Talks that wait. */
  readonly held: readonly HeldModel[];
  readonly dial: DialModel | undefined;
  readonly waiting: { readonly title: string; readonly rows: readonly WaitingResult[] } | undefined;
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
  /** Which tab has the talk; `''` = this one. */
  readonly elsewhere: string;
  readonly entity: (LinkedEntity & { readonly entityIcon: string }) | undefined;
  readonly talk: TalkModel | undefined;
  readonly answer: { readonly text: string; readonly decline: string; readonly busy: boolean } | undefined;
  readonly hangUp: { readonly text: string; readonly busy: boolean };
}

interface DialModel {
  readonly disabled: boolean;
  readonly busy: boolean;
  readonly hasKeys: boolean;
  readonly hint: string;
  readonly last: string;
}

/** Keys below `panel` in `i18n/`. */
const WORDS = [
  'title',
  'setup',
  'status',
  'close',
  'number',
  'call',
  'keypad',
  'tones',
  'transferTo',
  'cancelTransfer',
  'find',
  'blind',
  'consult',
] as const;
const ICONS = ['close', 'choose', 'redial', 'search', 'gear'] as const;
const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function panelModel(picture: AgentPicture, input: PanelInput, say: Say, now: number): PanelModel {
  const call = panelCall(picture);
  const [head, dot] = panelHead(picture, call);
  const note = panelNote(picture, call, say, now);
  const extension = picture.agent?.extension ?? '';
  return {
    ...constants(say),
    ...tabsOf(picture, input, call, say),
    dot,
    state: say(`panel.head.${head}`),
    extension: extension && say('panel.extension', { extension }),
    statuses: extension && picture.link.link === 'up' ? statusesOf(say) : [],
    note,
    call: call && callModel(call, picture, input, say, now),
    held: heldModels(picture, say),
    dial: call || isRinging(picture) ? undefined : dialModel(picture, input, note, say),
    waiting: call ? undefined : waitingModel(picture, input, say),
  };
}

/** A call that is no list's has the panel for itself: its buttons are the phone's. */
function tabsOf(
  picture: AgentPicture,
  { tab }: PanelInput,
  call: PanelCall | undefined,
  say: Say,
): Pick<PanelModel, 'tabs' | 'pane' | 'hasSetup'> {
  const { left, callId } = listInSight(picture);
  const isOthers = call && call.id !== callId && call.own?.pbxCallId !== callId;
  const isSetup = tab === 'setup';
  const isList = tab === 'list' && !isOthers;
  const tabs = (['phone', 'list'] as const).map((one) => ({
    ...{ tab: one, text: say(`panel.tabs.${one}`), isOn: isList === (one === 'list') },
    count: one === 'list' && left > 0 ? String(left) : '',
  }));
  const hasPhone = picture.agent !== undefined && picture.agent.extension !== '';
  return {
    tabs: hasPhone && !isOthers && !isSetup ? tabs : [],
    pane: isSetup ? tab : isList ? tab : '',
    hasSetup: picture.agent?.device === 'browser',
  };
}

const statusesOf = (say: Say): PanelModel['statuses'] =>
  AGENT_STATUSES.map((status) => ({
    status,
    text: say(status === 'ready' ? 'panel.takesCalls' : `panel.head.${status}`),
  }));

function waitingModel(picture: AgentPicture, { language }: PanelInput, say: Say): PanelModel['waiting'] {
  const rows = waitingResults(picture, say, language);
  return rows.length > 0 ? { title: say('result.waiting'), rows } : undefined;
}

function constants(say: Say): Pick<PanelModel, 'words' | 'icons' | 'keys'> {
  const words = Object.fromEntries(WORDS.map((name) => [name, say(`panel.${name}`)]));
  return {
    words: words as PanelModel['words'],
    icons: {
      ...(Object.fromEntries(ICONS.map((name) => [name, panelIcon(name)])) as Record<
        (typeof ICONS)[number],
        string
      >),
      call: icon('phone', 'tel-i--fill'),
      hangUp: panelIcon('handset', 'tel-i--fill'),
    },
    keys: KEYS,
  };
}

function callModel(
  call: PanelCall,
  picture: AgentPicture,
  input: PanelInput,
  say: Say,
  now: number,
): PanelCallModel {
  const talk = talkModel(call, picture, input.pane, say, now);
  const caller = picture.callers[call.id];
  const muted = call.own?.muted ?? false;
  return {
    id: call.id,
    ...(call.stage === 'known'
      ? whoOf(call.view, caller, say)
      : { ...NOBODY, who: call.own.number || say('card.withheld') }),
    since: call.stage === 'known' ? sinceOf(call.view) - picture.clockSkewMs : 0,
    state: stateText(call, picture, say),
    stateIsWarning: muted || isReconnecting(call),
    elsewhere: !input.isLeader && call.own?.state === 'established' ? say('panel.elsewhere') : '',
    entity:
      caller?.caller === 'found' ? { ...caller.entity, entityIcon: icon(caller.entity.type) } : undefined,
    talk,
    answer: isIncoming(call) ? answerModel(call, input, say) : undefined,
    hangUp: { text: say(hangUpKey(call, talk)), busy: input.busy === 'hangUp' },
  };
}

function hangUpKey(call: PanelCall, talk: TalkModel | undefined): string {
  if (isReconnecting(call)) return 'panel.hangUp';
  if (!isTalking(call)) return 'panel.cancel';
  return talk?.consult ? 'panel.endThis' : 'panel.hangUp';
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
  return 'since' in phase ? phase.since : startedAt;
}

function stateText(call: PanelCall, picture: AgentPicture, say: Say): string {
  if (isReconnecting(call)) return say('panel.state.reconnecting');
  if (call.own?.leaving) return say('panel.leaving');
  if (call.own?.muted) return say('panel.state.muted');
  const state = stateKey(call, picture);
  return state && say(`panel.state.${state}`, { extension: picture.agent?.extension ?? '' });
}

/** Key below `panel.state`; `''` = the head says it all. */
function stateKey(call: PanelCall, picture: AgentPicture): string {
  if (call.stage !== 'known') return ownStateKey(call.own);
  const { phase } = call.view;
  if (phase.phase === 'talking') return isHeld(call) ? 'held' : '';
  if (phase.phase === 'dialling') return phase.ringing ? 'ringing' : 'dialling';
  return isDesk(picture) ? 'pickUp' : 'connecting';
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
  const atDesk = isDesk(picture);
  const able = ready && (atDesk || phone.registration === 'registered');
  if (note?.steps || (note?.tone === 'bad' && !able)) return undefined;
  return {
    disabled: !able || empty,
    busy: busy === 'call',
    hasKeys: able || !note,
    hint: atDesk ? say('panel.deskFirst', { extension: agent.extension }) : '',
    last: able && last ? say('panel.again', { number: last }) : '',
  };
}
