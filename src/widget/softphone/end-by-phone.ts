import type { CallId } from '../../call/ids';
import type { CommandTrouble } from '../channel/agent-line';
import { phoneCallOf } from '../channel/phone-call-of';
import { INVITE_MS, type EndCommand, type EndMeans, type SoftphoneFile } from '../channel/phone-command';
import { phoneTrouble } from './phone-trouble';
import type { PhoneCall } from './softphone';

export const endByPhone: SoftphoneFile['end'] = (command, means) => phoneTrouble(end(command, means));

async function end({ command, callId }: EndCommand, means: EndMeans): Promise<CommandTrouble | undefined> {
  const { phone, picture, byPbx } = means;
  const own = command === 'decline' ? await ringingAt(callId, means) : phoneCallOf(callId, picture);
  if (!own) return byPbx(callId);
  const byPhone = phone[command](own.id);
  if (command === 'decline' || picture.phone.registration === 'registered')
    return byPhone.then(() => undefined);
  // The phone owes its BYE until its socket is back; the customer must not be kept that long (decided.md 14).
  const [trouble] = await Promise.all([byPbx(own.pbxCallId ?? callId), byPhone]);
  return trouble === 'unknown-call' ? undefined : trouble;
}

/** Refused by the phone it counts as declined; hung up by the PBX before the INVITE came it would end as missed. */
async function ringingAt(callId: CallId, { awaited, picture }: EndMeans): Promise<PhoneCall | undefined> {
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
