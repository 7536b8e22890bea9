import type { AgentPicture } from '../channel/agent-picture';

/**
 * By kind: the tie to the `gateway`, the gateway's tie to the `pbx`, the browser's `phone`, of each at most one; and what
 * the gateway has found, each of which is a kind of its own.
 */
export type ActiveFaults = Readonly<Record<string, string>>;

/**
 * What is wrong in this picture. A try to come back is not the end of a fault: while connecting, and while nothing is
 * known of the PBX, the phone or the account, what `before` said stays.
 */
export function activeFaults(before: ActiveFaults, picture: AgentPicture): ActiveFaults {
  const { link, faults } = picture;
  const { gateway: gatewayBefore, pbx: pbxBefore, phone: phoneBefore, ...othersBefore } = before;
  const gateway =
    link.link === 'up'
      ? undefined
      : link.link === 'refused'
        ? link.fault
        : (lasting(gatewayBefore) ?? 'gateway-lost');
  const pbx = gateway ? pbxBefore : picture.pbx === 'away' ? 'pbx-away' : undefined;
  const phone = phoneFault(phoneBefore, picture);
  const others = gateway ? othersBefore : Object.fromEntries(faults.map((fault) => [fault, fault]));
  return { ...others, ...(gateway && { gateway }), ...(pbx && { pbx }), ...(phone && { phone }) };
}

/** Whoever connects has an address again. */
const lasting = (fault: string | undefined): string | undefined =>
  fault === 'gateway-address' ? undefined : fault;

function phoneFault(before: string | undefined, { phone, agent }: AgentPicture): string | undefined {
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
