import type { AccountFault, AuthFault, OwnFault, WidgetFault } from '../../protocol/faults';
import type { CommandTrouble } from '../channel/agent-line';

/** Everything that can go wrong and that somebody in amoCRM is told of. */
export type Fault = AuthFault | CommandTrouble | WidgetFault | AccountFault | OwnFault;

export interface FaultManner {
  /** `centre`: needs the administrator, so it stays in amoCRM's notification centre. */
  readonly place: 'toast' | 'centre';
  /** So long nobody needs to know. */
  readonly graceMs: number;
  /** Key of the sentence that tells its end; missing = the end shows by itself. */
  readonly end?: string;
}

const GRACE_MS = 5_000;
/** They often pass by themselves. */
const PASSING: readonly string[] = [
  'gateway-lost',
  'token-expired',
  'ticket-invalid',
  'server-error',
  'pbx-away',
  'server-unreachable',
  'local-network-denied',
  'sound-blocked',
] satisfies readonly Fault[];
const ENDLESS: readonly string[] = [
  'gateway-address',
  'browser-unsupported',
  'sound-blocked',
] satisfies readonly Fault[];

/** How a fault is told that lasts. `kind`: which tie has it; a fault that the gateway tells of is its own kind. */
export function mannerOf(fault: string, kind: string): FaultManner {
  const passes = PASSING.includes(fault);
  return {
    place: passes || kind === 'phone' ? 'toast' : 'centre',
    graceMs: passes ? GRACE_MS : 0,
    ...(!ENDLESS.includes(fault) && { end: fault === kind ? 'notice.over' : `notice.${kind}Back` }),
  };
}
