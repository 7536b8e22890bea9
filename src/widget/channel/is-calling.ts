import type { CallId } from '../../call/ids';
import type { AgentPicture } from './agent-picture';
import { phoneCallOf } from './phone-call-of';

/**
 * From dialling to hang-up: the agent is busy with a call, his own or an answered one, other than `except`. There is no
 * hold yet, so a second talk would mix two customers.
 */
export function isCalling(picture: AgentPicture, except?: CallId): boolean {
  const own = except === undefined ? undefined : phoneCallOf(except, picture);
  return (
    picture.calls.some(
      ({ id, phase }) => id !== except && ['pick-up', 'dialling', 'talking'].includes(phase.phase),
    ) ||
    picture.phone.calls.some(
      (call) => call.id !== own?.id && (call.direction === 'outgoing' || call.state !== 'ringing'),
    )
  );
}
