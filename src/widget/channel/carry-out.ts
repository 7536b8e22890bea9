import { dialledAs, type DialSettings } from '../../call/dial-rule';
import type { CallId } from '../../call/ids';
import type { PhoneCall } from '../softphone/softphone';
import type { AgentCommand } from './agent-command';
import type { CommandTrouble } from './agent-line';
import type { AgentPicture } from './agent-picture';
import { dialledNumber } from './dialled-number';
import type { Answer, GatewayChannel } from './gateway-channel';
import { controlTalk } from './control-talk';
import { isBetween, isCalling } from './is-calling';
import { phoneCallOf } from './phone-call-of';
import type { PhoneKeeper } from './phone-keeper';
import type { PictureEvent } from './picture';

/** What commands are carried out with, as it is at the click. */
export interface Means {
  readonly channel: GatewayChannel;
  readonly keeper: PhoneKeeper;
  readonly picture: AgentPicture;
  /** How the browser's phone dials outside numbers; none = E.164 as it stands. */
  readonly dial: DialSettings | undefined;
  readonly tell: (event: PictureEvent) => void;
  /** What `find` sees in this picture or in one of those to come; `undefined` after `ms`. */
  readonly awaited: <Found>(
    find: (picture: AgentPicture) => Found | undefined,
    ms: number,
  ) => Promise<Found | undefined>;
}

/** The gateway may tell of a call before its INVITE has come; a quick hand must not be punished for that. */
const INVITE_MS = 3000;
/** A click right after a reload comes before the phone has registered again. */
const REGISTRATION_MS = 5000;

export async function carryOut(command: AgentCommand, means: Means): Promise<CommandTrouble | undefined> {
  const { channel } = means;
  switch (command.command) {
    case 'retryPhone':
      return means.keeper.restart().then(() => undefined);
    case 'call':
      return placeCall(command.number, means);
    case 'answer':
      return answer(command, means);
    case 'findColleagues':
      return findColleagues(command.find, means);
    case 'consult':
      return consult(command.number, means);
    case 'mute':
    case 'hold':
    case 'tones':
    case 'transfer':
    case 'connect':
      return controlTalk(command, means);
    case 'chooseOwner':
      return faultOf(channel.chooseOwner({ callId: command.callId, owner: command.owner }));
    case 'cardShown':
      return faultOf(channel.cardShown({ callId: command.callId, page: command.page }));
    case 'saveResult':
      return faultOf(channel.saveResult({ callId: command.callId, result: command.result }));
    case 'closeResult':
      return faultOf(channel.closeResult(command.callId));
    case 'saveDraft':
      return faultOf(channel.saveDraft({ callId: command.callId, draft: command.draft }));
    case 'decline':
    case 'hangUp':
      return end(command.command, command.callId, means);
  }
}

async function faultOf(asked: Promise<Answer<null>>): Promise<CommandTrouble | undefined> {
  const answer = await asked;
  return answer.ok ? undefined : answer.fault;
}

async function answer(
  { callId, instead }: Extract<AgentCommand, { command: 'answer' }>,
  { keeper, awaited, picture }: Means,
): Promise<CommandTrouble | undefined> {
  if (picture.agent?.device !== 'browser') return 'unknown-call';
  if (isBetween(picture, callId)) return 'already-calling';
  const own = await awaited((now) => phoneCallOf(callId, now), INVITE_MS);
  const { phone } = keeper;
  if (!own || !phone) return picture.phone.fault ?? 'unknown-call';
  const talks = picture.phone.calls.filter(({ id, state }) => id !== own.id && state === 'established');
  // Ended first: the customer who waits longer hears no music on top of it.
  if (instead) await Promise.all(talks.map(({ id }) => phone.hangUp(id)));
  await phone.answer(own.id);
  return undefined;
}

async function end(
  how: 'decline' | 'hangUp',
  callId: CallId,
  means: Means,
): Promise<CommandTrouble | undefined> {
  const { keeper, channel, picture } = means;
  const own = how === 'decline' ? await ringingAt(callId, means) : phoneCallOf(callId, picture);
  if (!own || !keeper.phone) return faultOf(channel.hangUp(callId));
  const byPhone = keeper.phone[how](own.id);
  if (how === 'decline' || picture.phone.registration === 'registered') return byPhone.then(() => undefined);
  // The phone owes its BYE until its socket is back; the customer must not be kept that long (decided.md 14).
  const [trouble] = await Promise.all([faultOf(channel.hangUp(own.pbxCallId ?? callId)), byPhone]);
  return trouble === 'unknown-call' ? undefined : trouble;
}

/** Refused by the phone it counts as declined; hung up by the PBX before the INVITE came it would end as missed. */
async function ringingAt(callId: CallId, { awaited, picture }: Means): Promise<PhoneCall | undefined> {
  const rings = picture.agent?.device === 'browser' && picture.phone.registration === 'registered';
  const found = await awaited(
    (now) => {
      const own = phoneCallOf(callId, now);
      const isThere = now.calls.some(({ id, phase }) => id === callId && !('at' in phase));
      return own || !isThere ? { own } : undefined;
    },
    rings ? INVITE_MS : 0,
  );
  return found?.own;
}

async function placeCall(stored: string, means: Means): Promise<CommandTrouble | undefined> {
  const { agent } = means.picture;
  const dialled = dialledNumber(stored, means.picture.callingCode);
  if ('trouble' in dialled) return dialled.trouble;
  if (!agent) return 'gateway-lost';
  if (agent.device === 'none' || agent.extension === '') return 'no-extension';
  if (isCalling(means.picture)) return 'already-calling';
  if (agent.device === 'browser') return callInBrowser(dialled.number, means);
  const placed = await means.channel.placeCall(dialled.number);
  return placed.ok ? undefined : placed.fault;
}

async function findColleagues(find: string, { channel, tell }: Means): Promise<CommandTrouble | undefined> {
  const found = await channel.colleagues(find);
  if (!found.ok) return found.fault;
  tell({ event: 'colleagues', colleagues: { find, list: found.value } });
  return undefined;
}

/** Only the browser's phone can have two calls at once. */
async function consult(stored: string, means: Means): Promise<CommandTrouble | undefined> {
  const dialled = dialledNumber(stored, means.picture.callingCode);
  if ('trouble' in dialled) return dialled.trouble;
  if (isBetween(means.picture)) return 'already-calling';
  return callInBrowser(dialled.number, means);
}

async function callInBrowser(
  number: string,
  { awaited, dial, keeper, picture }: Means,
): Promise<CommandTrouble | undefined> {
  const phone = await awaited(({ phone: { registration, fault } }) => {
    if (registration === 'registered') return { fault: undefined };
    // Nobody is trying any more.
    const isStuck = registration === 'refused' || (registration === 'off' && fault !== undefined);
    return isStuck ? { fault: fault ?? 'registration-refused' } : undefined;
  }, REGISTRATION_MS);
  if (!phone) return picture.phone.fault ?? 'server-unreachable';
  return phone.fault ?? keeper.phone?.call(dial ? dialledAs(number, dial) : number).then(() => undefined);
}
