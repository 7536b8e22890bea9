import type { AgentPicture } from '../channel/agent-picture';
import type { Fault } from './fault';

/** The tie to the gateway, the gateway's tie to the PBX, the browser's phone. */
export const FAULT_KINDS = ['gateway', 'pbx', 'phone'] as const;
export type FaultKind = (typeof FAULT_KINDS)[number];

/** At most one fault of each kind. */
export type ActiveFaults = { readonly [Kind in FaultKind]?: Fault };

/**
 * What is wrong in this picture. A try to come back is not the end of a fault: while connecting, and while nothing is
 * known of the PBX or the phone, what `before` said stays.
 */
export function activeFaults(before: ActiveFaults, picture: AgentPicture): ActiveFaults {
  const { link } = picture;
  const gateway =
    link.link === 'up'
      ? undefined
      : link.link === 'refused'
        ? link.fault
        : (lasting(before.gateway) ?? 'gateway-lost');
  const pbx = gateway ? before.pbx : picture.pbx === 'away' ? 'pbx-away' : undefined;
  const phone = phoneFault(before.phone, picture);
  return { ...(gateway && { gateway }), ...(pbx && { pbx }), ...(phone && { phone }) };
}

/** Whoever connects has an address again. */
const lasting = (fault: Fault | undefined): Fault | undefined =>
  fault === 'gateway-address' ? undefined : fault;

function phoneFault(before: Fault | undefined, { phone, agent }: AgentPicture): Fault | undefined {
  if (phone.fault) return phone.fault;
  switch (phone.registration) {
    case 'registered':
      return undefined;
    // Not started yet, e.g. by the tab that has just taken the lead; or this agent has no phone in the browser.
    case 'off':
      return agent && agent.device !== 'browser' ? undefined : before;
    case 'connecting':
      return before;
    case 'lost':
      return 'server-unreachable';
    case 'refused':
      return 'registration-refused';
  }
}
