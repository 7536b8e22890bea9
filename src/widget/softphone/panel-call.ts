import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { AgentPicture } from '../channel/agent-picture';
import { phoneCallOf } from '../channel/phone-call-of';
import { isNoPhoneHere } from '../channel/no-phone-here';
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

/**
 * What is heard first, then a call that is being placed, then the one that waits, then what only the phone knows of (the
 * gateway is away).
 */
export function panelCall(picture: AgentPicture): PanelCall | undefined {
  const [first] = engagedCalls(picture);
  if (first) return first;
  const told = new Set(picture.calls.map(({ id }) => phoneCallOf(id, picture)));
  const own = picture.phone.calls.find((call) => !told.has(call));
  // The leader takes the phone's own id where the PBX has told none (phone-call-of.ts).
  return own && { stage: own.state, id: own.id as CallId, own };
}

type KnownCall = Extract<PanelCall, { readonly stage: 'known' }>;

/** Talks that wait while the agent has another call in the panel. */
export function waitingTalks(picture: AgentPicture): readonly KnownCall[] {
  return engagedCalls(picture)
    .slice(1)
    .filter(({ view }) => view.phase.phase === 'talking');
}

/** PBX and phone both know of a hold; whichever says it first. */
export function isHeld({ view, own }: Pick<KnownCall, 'view' | 'own'>): boolean {
  return own?.held ?? (view.phase.phase === 'talking' && view.phase.held);
}

function engagedCalls(picture: AgentPicture): readonly KnownCall[] {
  const rank = ({ view, own }: KnownCall): number =>
    view.phase.phase === 'talking'
      ? isHeld({ view, own })
        ? 3
        : 0
      : view.phase.phase === 'dialling'
        ? 1
        : 2;
  return picture.calls
    .filter(({ phase }) => ['talking', 'reconnecting', 'dialling', 'pick-up'].includes(phase.phase))
    .map((view): KnownCall => ({ stage: 'known', id: view.id, view, own: phoneCallOf(view.id, picture) }))
    .sort((one, other) => rank(one) - rank(other));
}

/** The agent's calls come to a desk phone, also because this browser cannot have one. */
export const isDesk = ({ agent, phone }: AgentPicture): boolean =>
  agent?.device === 'desk' || (agent?.device === 'browser' && isNoPhoneHere(phone.fault));

export function isRinging({ calls }: AgentPicture): boolean {
  return calls.some(({ phase }) => phase.phase === 'ringing');
}

/** The talk is on its way back to this phone, or the phone on its way back to it. */
export function isReconnecting(call: PanelCall): boolean {
  return call.stage === 'known' && call.view.phase.phase === 'reconnecting';
}

export function isTalking(call: PanelCall): boolean {
  return call.stage === 'known' ? call.view.phase.phase === 'talking' : call.stage === 'established';
}
