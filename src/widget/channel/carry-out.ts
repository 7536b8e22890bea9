import type { CallId } from '../../call/ids';
import type { ChooseOwner } from '../../protocol/callers';
import type { AgentCommand } from './agent-command';
import type { CommandTrouble } from './agent-line';
import { dialledNumber } from './dialled-number';
import type { Answer, GatewayChannel } from './gateway-channel';
import { isCalling } from './is-calling';
import type { EndCommand, PhoneCommand, PhoneMeans } from './phone-command';
import type { PhoneKeeper } from './phone-keeper';
import type { PictureEvent } from './picture';

/** What commands are carried out with, as it is at the click. */
export interface Means extends Omit<PhoneMeans, 'phone'> {
  readonly channel: GatewayChannel;
  readonly keeper: PhoneKeeper;
  readonly tell: (event: PictureEvent) => void;
}

/** A click right after a reload comes before the phone's file. */
const FILE_MS = 5000;

export async function carryOut(command: AgentCommand, means: Means): Promise<CommandTrouble | undefined> {
  const { channel } = means;
  switch (command.command) {
    case 'retryPhone':
      return means.keeper.restart().then(() => undefined);
    case 'call':
      return placeCall(command, means);
    case 'findColleagues':
      return findColleagues(command.find, means);
    case 'answer':
    case 'consult':
    case 'mute':
    case 'hold':
    case 'tones':
    case 'transfer':
    case 'connect':
      return byPhone(command, means);
    case 'chooseOwner':
      return faultOf(channel.chooseOwner(choiceOf(command)));
    case 'chooseStatus':
      return faultOf(channel.chooseStatus(command.status));
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
      return end(command, means);
  }
}

const choiceOf = ({
  command: _,
  ...choice
}: Extract<AgentCommand, { command: 'chooseOwner' }>): ChooseOwner => choice;

async function faultOf(asked: Promise<Answer<unknown>>): Promise<CommandTrouble | undefined> {
  const answer = await asked;
  return answer.ok ? undefined : answer.fault;
}

async function byPhone(command: PhoneCommand, means: Means): Promise<CommandTrouble | undefined> {
  const { keeper, picture, awaited } = means;
  if (picture.agent?.device !== 'browser') return 'unknown-call';
  const here = await awaited(({ phone }) => {
    const { file, phone: opened } = keeper;
    return file && opened ? { file, phone: opened } : phone.fault;
  }, FILE_MS);
  if (!here) return 'server-unreachable';
  return typeof here === 'string' ? here : here.file.carryOut(command, { ...means, phone: here.phone });
}

/** A desk phone, and one that is not here yet, is hung up by the PBX. */
async function end(command: EndCommand, means: Means): Promise<CommandTrouble | undefined> {
  const { file, phone } = means.keeper;
  const byPbx = (callId: CallId): Promise<CommandTrouble | undefined> =>
    faultOf(means.channel.hangUp(callId));
  return file && phone ? file.end(command, { ...means, phone, byPbx }) : byPbx(command.callId);
}

async function placeCall(
  command: Extract<AgentCommand, { command: 'call' }>,
  means: Means,
): Promise<CommandTrouble | undefined> {
  const { agent, callingCode } = means.picture;
  const dialled = dialledNumber(command.number, callingCode);
  if ('trouble' in dialled) return dialled.trouble;
  if (!agent) return 'gateway-lost';
  if (agent.device === 'none' || agent.extension === '') return 'no-extension';
  if (isCalling(means.picture)) return 'already-calling';
  return agent.device === 'browser'
    ? byPhone(command, means)
    : faultOf(means.channel.placeCall(dialled.number));
}

async function findColleagues(find: string, { channel, tell }: Means): Promise<CommandTrouble | undefined> {
  const found = await channel.colleagues(find);
  if (!found.ok) return found.fault;
  tell({ event: 'colleagues', colleagues: { find, list: found.value } });
  return undefined;
}
