import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { AgentPicture } from '../channel/agent-picture';
import { phoneCallOf } from '../channel/phone-call-of';
import type { PhoneCall } from './softphone';

/** What the agent is doing on the phone now. `ringing` only for a call that the gateway has not told of: others are cards. */
export type PanelCall =
  | {
      readonly stage: 'known';
      readonly id: CallId;
      readonly view: CallView;
      readonly own: PhoneCall | undefined;
    }
  | { readonly stage: PhoneCall['state']; readonly id: CallId; readonly own: PhoneCall };

/** The talk first, then a call that is being placed, then what only the phone knows of (the gateway is away). */
export function panelCall(picture: AgentPicture): PanelCall | undefined {
  const view = find(picture, 'talking') ?? find(picture, 'dialling') ?? find(picture, 'pick-up');
  if (view) return { stage: 'known', id: view.id, view, own: phoneCallOf(view.id, picture) };
  const told = new Set(picture.calls.map(({ id }) => phoneCallOf(id, picture)));
  const own = picture.phone.calls.find((call) => !told.has(call));
  // The leader takes the phone's own id where the PBX has told none (phone-call-of.ts).
  return own && { stage: own.state, id: own.id as CallId, own };
}

export function isRinging({ calls }: AgentPicture): boolean {
  return calls.some(({ phase }) => phase.phase === 'ringing');
}

export function isTalking(call: PanelCall): boolean {
  return call.stage === 'known' ? call.view.phase.phase === 'talking' : call.stage === 'established';
}

function find({ calls }: AgentPicture, phase: CallView['phase']['phase']): CallView | undefined {
  return calls.find((call) => call.phase.phase === phase);
}
