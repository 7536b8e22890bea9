import type { AgentPicture } from '../channel/agent-picture';
import type { Fault } from './fault';

/** At most one fault of each kind: the tie to the gateway, the gateway's tie to the PBX, the browser's phone. */
export interface ActiveFaults {
  readonly gateway?: Fault;
  readonly pbx?: Fault;
  readonly phone?: Fault;
}

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
        : (before.gateway ?? 'gateway-lost');
  const pbx = gateway ? before.pbx : picture.pbx === 'away' ? 'pbx-away' : undefined;
  const phone = phoneFault(before.phone, picture);
  return { ...(gateway && { gateway }), ...(pbx && { pbx }), ...(phone && { phone }) };
}

function phoneFault(before: Fault | undefined, { phone }: AgentPicture): Fault | undefined {
  if (phone.fault) return phone.fault;
  switch (phone.registration) {
    case 'off':
    case 'registered':
      return undefined;
    case 'connecting':
      return before;
    case 'lost':
      return 'server-unreachable';
    case 'refused':
      return 'registration-refused';
  }
}
