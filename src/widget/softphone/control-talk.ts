import { dialledAs } from '../../call/dial-rule';
import type { CommandTrouble } from '../channel/agent-line';
import { dialledNumber } from '../channel/dialled-number';
import { phoneCallOf } from '../channel/phone-call-of';
import type { PhoneCommand, PhoneMeans } from '../channel/phone-command';
import type { Softphone } from './softphone';

export type TalkCommand = Extract<
  PhoneCommand,
  { readonly command: 'mute' | 'hold' | 'tones' | 'transfer' | 'connect' }
>;

/** What is done to a talk of the browser's phone; a talk that is over by now needs nothing. */
export async function controlTalk(
  command: TalkCommand,
  means: PhoneMeans,
): Promise<CommandTrouble | undefined> {
  const { phone } = means;
  const own = phoneCallOf(command.callId, means.picture);
  if (!own) return 'unknown-call';
  switch (command.command) {
    case 'mute':
      phone.setMuted(own.id, command.muted);
      return undefined;
    case 'hold':
      await phone.setHeld(own.id, command.held);
      return undefined;
    case 'tones':
      await phone.sendTones(own.id, command.tones);
      return undefined;
    case 'transfer':
      return transfer(phone, own.id, command.number, means);
    case 'connect': {
      const other = phoneCallOf(command.otherId, means.picture);
      if (!other) return 'unknown-call';
      await phone.connect(own.id, other.id);
      return undefined;
    }
  }
}

/** The PBX dials it as if the agent had. */
async function transfer(
  phone: Softphone,
  id: string,
  stored: string,
  { picture: { callingCode }, dial }: PhoneMeans,
): Promise<CommandTrouble | undefined> {
  const dialled = dialledNumber(stored, callingCode);
  if ('trouble' in dialled) return dialled.trouble;
  await phone.transfer(id, dial ? dialledAs(dialled.number, dial) : dialled.number);
  return undefined;
}
