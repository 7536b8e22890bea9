import type { CallId } from '../../call/ids';
import type { PhoneCall } from '../softphone/softphone';
import type { AgentPicture } from './agent-picture';
import { phoneCallOf } from './phone-call-of';

/** From dialling to hang-up: the agent is busy with a call, his own or an answered one, other than `except`. */
export function isCalling(picture: AgentPicture, except?: CallId): boolean {
  return callsBut(picture, except, ['pick-up', 'dialling', 'talking', 'reconnecting'], () => true);
}

/** Another call than `except` is being placed or answered: it can neither be held nor heard yet. */
export function isBetween(picture: AgentPicture, except?: CallId): boolean {
  return callsBut(picture, except, ['pick-up', 'dialling'], ({ state }) => state !== 'established');
}

/** The browser's phone talks, held or not, in another call than `except`. */
export function isTalkingHere({ phone, ...picture }: AgentPicture, except?: CallId): boolean {
  const own = except === undefined ? undefined : phoneCallOf(except, { phone, ...picture });
  return phone.calls.some(({ id, state }) => id !== own?.id && state === 'established');
}

function callsBut(
  picture: AgentPicture,
  except: CallId | undefined,
  phases: readonly string[],
  counts: (call: PhoneCall) => boolean,
): boolean {
  const own = except === undefined ? undefined : phoneCallOf(except, picture);
  return (
    picture.calls.some(({ id, phase }) => id !== except && phases.includes(phase.phase)) ||
    picture.phone.calls.some(
      (call) =>
        call.id !== own?.id && (call.direction === 'outgoing' || call.state !== 'ringing') && counts(call),
    )
  );
}
