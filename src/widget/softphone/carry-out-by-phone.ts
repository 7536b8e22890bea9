import { dialledAs } from '../../call/dial-rule';
import type { CommandTrouble } from '../channel/agent-line';
import { dialledNumber } from '../channel/dialled-number';
import { isBetween } from '../channel/is-calling';
import { phoneCallOf } from '../channel/phone-call-of';
import { INVITE_MS, type PhoneCommand, type PhoneMeans, type SoftphoneFile } from '../channel/phone-command';
import { controlTalk } from './control-talk';
import { isNoPhoneHere } from '../channel/no-phone-here';
import { phoneTrouble } from './phone-trouble';

/** A click right after a reload comes before the phone has registered again. */
const REGISTRATION_MS = 5000;

export const carryOutByPhone: SoftphoneFile['carryOut'] = (command, means) =>
  phoneTrouble(carryOut(command, means));

async function carryOut(command: PhoneCommand, means: PhoneMeans): Promise<CommandTrouble | undefined> {
  switch (command.command) {
    case 'call':
      return callOut(command.number, means);
    case 'answer':
      return answer(command, means);
    case 'consult':
      // Beside a talk that is on; only the browser's phone can have two.
      return isBetween(means.picture) ? 'already-calling' : callOut(command.number, means);
    case 'mute':
    case 'hold':
    case 'tones':
    case 'transfer':
    case 'connect':
      return controlTalk(command, means);
  }
}

async function answer(
  { callId, instead }: Extract<PhoneCommand, { command: 'answer' }>,
  { phone, awaited, picture }: PhoneMeans,
): Promise<CommandTrouble | undefined> {
  if (isBetween(picture, callId)) return 'already-calling';
  const own = await awaited((now) => phoneCallOf(callId, now), INVITE_MS);
  if (!own) return picture.phone.fault ?? 'unknown-call';
  const talks = picture.phone.calls.filter(({ id, state }) => id !== own.id && state === 'established');
  // Ended first: the customer who waits longer hears no music on top of it.
  if (instead) await Promise.all(talks.map(({ id }) => phone.hangUp(id)));
  await phone.answer(own.id);
  return undefined;
}

async function callOut(
  stored: string,
  { awaited, channel, dial, phone, picture }: PhoneMeans,
): Promise<CommandTrouble | undefined> {
  const dialled = dialledNumber(stored, picture.callingCode);
  if ('trouble' in dialled) return dialled.trouble;
  const seen = await awaited(({ phone: { registration, fault } }) => {
    if (registration === 'registered') return { fault: undefined };
    // Nobody is trying any more.
    const isStuck = registration === 'refused' || (registration === 'off' && fault !== undefined);
    return isStuck ? { fault: fault ?? 'registration-refused' } : undefined;
  }, REGISTRATION_MS);
  if (!seen) return picture.phone.fault ?? 'server-unreachable';
  if (isNoPhoneHere(seen.fault)) {
    const placed = await channel.placeCall(dialled.number);
    return placed.ok ? undefined : placed.fault;
  }
  if (seen.fault) return seen.fault;
  await phone.call(dial ? dialledAs(dialled.number, dial) : dialled.number);
  return undefined;
}
