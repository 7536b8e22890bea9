import type { CallPhase, CallView, RoutingReason } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { AgentPicture, Caller, LinkedEntity } from '../channel/agent-picture';
import { isBetween, isCalling, isTalkingHere } from '../channel/is-calling';
import { phoneCallOf } from '../channel/phone-call-of';
import type { Say } from '../host/phrases';
import { isNoPhoneHere } from '../channel/no-phone-here';
import { icon } from '../ui/icons';

/** What a card shows, ready to print: strings are texts, `*Icon` is our own HTML. */
export interface CardModel {
  readonly callId: CallId;
  readonly style: string;
  readonly tone: 'in' | 'bad' | 'quiet';
  readonly headIcon: string;
  readonly head: string;
  /** A running timer counts from here (this computer's clock); otherwise `time` stands. */
  readonly since?: number;
  readonly time?: string;
  readonly who: string;
  readonly whoIsNumber: boolean;
  readonly whoStyle: string;
  readonly number: string;
  readonly sub: string;
  readonly searching: boolean;
  readonly link?: LinkModel;
  /** Lead or customer that the call is about. */
  readonly about?: string;
  readonly others?: readonly LinkModel[];
  /** What the call may be about; the first is that it is not clear. */
  readonly topics?: readonly TopicModel[];
  readonly othersTitle: string;
  readonly othersMore: string;
  readonly note?: { readonly style: string; readonly noteIcon: string; readonly text: string };
  readonly buttons?: readonly ButtonModel[];
  readonly why: string;
  readonly whyIcon: string;
}

interface LinkModel {
  readonly url: string;
  readonly linkIcon: string;
  readonly name: string;
  readonly details: string;
}

interface TopicModel {
  /** Path of the lead or customer; `''` = not clear. */
  readonly topic: string;
  readonly name: string;
  readonly details: string;
  readonly isOn: boolean;
}

interface ButtonModel {
  readonly act: 'answer' | 'answerInstead' | 'decline' | 'callBack' | 'close';
  readonly text: string;
  readonly style: string;
  readonly busy: boolean;
  readonly buttonIcon: string;
}

export interface CardContext {
  readonly picture: AgentPicture;
  readonly say: Say;
  readonly language: string;
  /** "Answer" was clicked here and the phone has not taken it yet. */
  readonly answering: ReadonlySet<CallId>;
  /** They ring, but never reached the browser's phone. */
  readonly late: ReadonlySet<CallId>;
  /** Gateway or PBX are away: nobody knows whether a call still rings, unless the phone itself does. */
  readonly stale: boolean;
}

const MOST_OTHERS = 4;
const MOST_TOPICS = 4;
const SMALL_ICON = 'tel-i--16';

/** Only the newest card has room for all; those below it say who calls and offer the buttons. */
export function cardModels(calls: readonly CallView[], context: CardContext): readonly CardModel[] {
  return calls.map((call, place) => {
    const model = cardModel(call, context);
    if (place === 0) return model;
    return { ...withoutLinks(model), whoStyle: 'tel-who--sm' };
  });
}

function withoutLinks({
  link: _link,
  topics: _topics,
  others: _others,
  othersMore: _more,
  ...rest
}: CardModel): CardModel {
  return { ...rest, othersMore: '' };
}

/** What a screen reader says when the card has told who calls. */
export function announcementOf({ head, who, about }: CardModel, say: Say): string {
  return say('card.announce', { head, who: [who, about].filter(Boolean).join(', ') });
}

function cardModel(call: CallView, context: CardContext): CardModel {
  const caller = context.picture.callers[call.id] ?? { caller: 'searching' };
  const base = { callId: call.id, style: '', ...whoModel(call, caller, context.say), ...NO_MORE };
  switch (call.phase.phase) {
    case 'taken':
      return { ...base, ...takenModel(call, call.phase, caller, context) };
    case 'missed':
      return { ...base, ...missedModel(call, call.phase, caller, context) };
    default:
      return { ...base, ...ringingModel(call, caller, context) };
  }
}

const NO_MORE = { othersTitle: '', othersMore: '', why: '', whyIcon: '' } as const;

function whoModel(call: CallView, caller: Caller, say: Say) {
  const { colleague, text } = call.other;
  const named = { whoIsNumber: false, whoStyle: '', searching: false };
  if (colleague)
    return {
      ...named,
      who: colleague.name,
      number: '',
      sub: say('card.extension', { extension: colleague.extension }),
    };
  if (text === '') return { ...named, who: say('card.withheld'), number: '', sub: '' };
  if (caller.caller === 'found') return { ...named, who: caller.who.name, number: text, sub: caller.company };
  const searching = caller.caller === 'searching';
  return { ...named, who: text, whoIsNumber: true, number: '', sub: say(`card.${caller.caller}`), searching };
}

type Parts = Partial<CardModel> & Pick<CardModel, 'tone' | 'headIcon' | 'head'>;

function ringingModel(call: CallView, caller: Caller, context: CardContext): Parts {
  const { say, picture } = context;
  if (context.stale && !phoneCallOf(call.id, picture)) return staleModel(call, caller, say);
  const answering = isAnswering(call, context);
  return {
    style: answering ? '' : 'tel-card--ringing',
    tone: 'in',
    headIcon: icon('phoneIn'),
    head: say(call.other.colleague ? 'card.colleague' : 'card.incoming'),
    since: call.startedAt - picture.clockSkewMs,
    ...linksOf(call, caller, say),
    ...answerModel(call, context, answering),
    ...(answering
      ? { why: say('card.waiting'), whyIcon: icon('clock', SMALL_ICON) }
      : reasonModel(call, say)),
  };
}

/** No timer and nothing to answer with; it goes when the link is back and the call is not. */
function staleModel(call: CallView, caller: Caller, say: Say): Parts {
  return {
    ...warning(say('card.stale')),
    tone: 'in',
    headIcon: icon('phoneIn'),
    head: say(call.other.colleague ? 'card.colleague' : 'card.incoming'),
    ...linksOf(call, caller, say),
    buttons: [button('close', say('card.close'), 'tel-btn--wide')],
  };
}

function isAnswering(call: CallView, { picture, answering }: CardContext): boolean {
  const own = phoneCallOf(call.id, picture);
  return answering.has(call.id) || own?.state === 'answering' || own?.state === 'established';
}

function linksOf(call: CallView, caller: Caller, say: Say): Partial<CardModel> {
  if (caller.caller === 'unknown' && call.other.number !== '')
    return {
      link: {
        url: newContactPath(call.other.number),
        linkIcon: icon('plus'),
        name: say('card.create'),
        details: say('card.createHint'),
      },
    };
  if (caller.caller !== 'found') return {};
  const hidden = caller.others.length - MOST_OTHERS;
  // Who it is comes before what it is about.
  const topics = caller.others.length > 0 ? [] : topicsModel(caller, say);
  return {
    ...(caller.entity.url === caller.who.url
      ? { link: openLink(caller.who, say) }
      : { link: linkModel(caller.entity), about: caller.entity.name }),
    ...(topics.length > 0 && { topics, othersTitle: say('card.about') }),
    ...(caller.others.length > 0 && {
      others: caller.others.slice(0, MOST_OTHERS).map(linkModel),
      othersTitle: say('card.others'),
    }),
    ...(hidden > 0 && { othersMore: say.count('card.more', hidden) }),
  };
}

function topicsModel({ topics, entity, who }: Caller & { caller: 'found' }, say: Say): readonly TopicModel[] {
  if (topics.length === 0) return [];
  const unclear = { topic: '', name: say('card.unclear.name'), details: say(`card.unclear.${who.type}`) };
  return [
    { ...unclear, isOn: entity.url === who.url },
    ...topics
      .slice(0, MOST_TOPICS)
      .map(({ name, details, url }) => ({ topic: url, name, details, isOn: url === entity.url })),
  ];
}

export function newContactPath(number: string): string {
  return `/contacts/add/?phone=${encodeURIComponent(number)}`;
}

/** The name stands above already. */
function openLink(who: LinkedEntity, say: Say): LinkModel {
  return { ...linkModel(who), name: say('card.open') };
}

function linkModel({ url, type, name, details }: LinkedEntity): LinkModel {
  return { url, linkIcon: icon(type), name, details };
}

function answerModel(
  call: CallView,
  { say, picture, late }: CardContext,
  answering: boolean,
): Partial<CardModel> {
  const { agent, phone } = picture;
  if (agent?.device !== 'browser' || isNoPhoneHere(phone.fault)) return deskNote(say, agent?.extension ?? '');
  if (phone.registration !== 'registered' && !phoneCallOf(call.id, picture))
    return warning(say('card.phoneOff'));
  const canHold = !isBetween(picture, call.id) && isTalkingHere(picture, call.id);
  if (isCalling(picture, call.id) && !canHold)
    return { ...warning(say('card.inCall')), buttons: [declineButton(say)] };
  if (late.has(call.id) && !answering) return { ...warning(say('card.late')), buttons: [declineButton(say)] };
  const answerText = say(canHold ? 'card.answerHolding' : 'card.answer');
  return {
    buttons: [
      answering
        ? button('answer', say('card.connecting'), 'tel-btn--answer tel-btn--wide', { busy: true })
        : button('answer', answerText, 'tel-btn--answer tel-btn--wide', { buttonIcon: HANDSET }),
      declineButton(say),
      ...(canHold && !answering
        ? [button('answerInstead', say('card.answerInstead'), 'tel-btn--ghost tel-btn--full')]
        : []),
    ],
  };
}

const declineButton = (say: Say): ButtonModel => button('decline', say('card.decline'), 'tel-btn--decline');

function warning(text: string): Pick<CardModel, 'note'> {
  return { note: { style: 'tel-note--warn', noteIcon: icon('warning'), text } };
}

/** It cannot be answered from here (decided.md 19). */
function deskNote(say: Say, extension: string): Partial<CardModel> {
  return { note: { style: '', noteIcon: icon('deskPhone'), text: say('card.desk', { extension }) } };
}

function reasonModel({ phase, line }: CallView, say: Say): Partial<CardModel> {
  const reason = phase.phase === 'ringing' ? phase.reason : undefined;
  if (reason?.kind === 'group') {
    const names = reason.alsoRinging.map(({ name }) => name).join(', ');
    return { why: say('card.also', { names }), whyIcon: icon('group', SMALL_ICON) };
  }
  if (reason?.kind === 'routed') return { why: routedText(reason, say), whyIcon: icon('route', SMALL_ICON) };
  return line === '' ? {} : { why: say('card.line', { line }), whyIcon: icon('route', SMALL_ICON) };
}

/** Who was passed over says more than the rule that was taken instead. */
function routedText({ by, insteadOf }: Extract<RoutingReason, { kind: 'routed' }>, say: Say): string {
  return insteadOf ? say(`card.routed.${insteadOf.why}`, { name: insteadOf.name }) : say(`card.routed.${by}`);
}

function takenModel(
  call: CallView,
  phase: CallPhase & { phase: 'taken' },
  caller: Caller,
  context: CardContext,
): Parts {
  const { say } = context;
  return {
    tone: 'quiet',
    headIcon: icon('done'),
    head: say('card.taken', { name: phase.by.name }),
    time: timeOfDay(phase.at, context),
    whoStyle: 'tel-who--sm',
    ...(caller.caller === 'found' && { sub: nameBeside(caller) }),
    ...(caller.caller === 'searching' && { sub: '', searching: false }),
    why: say('card.closes'),
  };
}

/** The entity when it says more than the name above it. */
const nameBeside = (caller: Caller & { caller: 'found' }): string =>
  caller.entity.name === caller.who.name ? caller.company : caller.entity.name;

function missedModel(
  call: CallView,
  phase: CallPhase & { phase: 'missed' },
  caller: Caller,
  context: CardContext,
): Parts {
  const { say, picture } = context;
  const rang = say.count('card.rang', Math.max(1, Math.round(phase.rangMs / 1000)));
  const canCall = call.other.number !== '' && picture.agent?.device !== 'none';
  return {
    tone: 'bad',
    headIcon: icon('phoneMissed'),
    head: say('card.missed'),
    time: timeOfDay(phase.at, context),
    sub: call.other.colleague
      ? `${say('card.extension', { ...call.other.colleague })} · ${rang}`
      : alone(rang, call, caller),
    searching: false,
    ...linksOf(call, caller, say),
    buttons: [
      ...(canCall
        ? [button('callBack', say('card.callBack'), 'tel-btn--answer tel-btn--wide', { buttonIcon: HANDSET })]
        : []),
      button('close', say('card.close'), canCall ? '' : 'tel-btn--wide'),
    ],
  };
}

/** Beside the number it goes on in the line; alone it begins one. */
function alone(words: string, { other }: CallView, caller: Caller): string {
  const isBeside = other.text !== '' && caller.caller === 'found';
  return isBeside ? words : words.charAt(0).toLocaleUpperCase() + words.slice(1);
}

const HANDSET = icon('phone', 'tel-i--fill');

function button(
  act: ButtonModel['act'],
  text: string,
  style: string,
  extra: Partial<Pick<ButtonModel, 'busy' | 'buttonIcon'>> = {},
): ButtonModel {
  return { act, text, style, busy: false, buttonIcon: '', ...extra };
}

function timeOfDay(at: number, { picture, language }: CardContext): string {
  const local = new Date(at - picture.clockSkewMs);
  return local.toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });
}
