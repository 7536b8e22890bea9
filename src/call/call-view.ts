import type { Disposition } from './disposition';
import type { CallId, Extension } from './ids';
import type { PassedOver, RouteRule } from './routing';

export interface Colleague {
  readonly extension: Extension;
  /** amoCRM's name of the user; the extension when it is mapped to nobody. */
  readonly name: string;
}

/** The other side of the call. */
export interface OtherParty {
  /** E.164 with `+`; an extension for colleagues; `''` when the number is withheld. */
  readonly number: string;
  /** The number for human eyes, e.g. `+7 998 444-55-66`; `''` when withheld. */
  readonly text: string;
  /** Set when the other side is a colleague. */
  readonly colleague?: Colleague;
}

/** Why the responsible was passed over. */
export const INSTEAD_OF_WHYS = ['busy', 'offline', 'dnd', 'away'] as const satisfies readonly PassedOver[];
export type InsteadOfWhy = (typeof INSTEAD_OF_WHYS)[number];

/** Why this agent's phone rings. */
export type RoutingReason =
  | { readonly kind: 'direct' }
  | { readonly kind: 'group'; readonly alsoRinging: readonly Colleague[] }
  /** Smart forwarding chose him. */
  | {
      readonly kind: 'routed';
      readonly by: RouteRule['to'];
      /** The responsible, when he was passed over. */
      readonly insteadOf?: Colleague & { readonly why: InsteadOfWhy };
    };

export type CallPhase =
  /** Inbound, rings at this agent. */
  | { readonly phase: 'ringing'; readonly reason: RoutingReason }
  /** Our own call by click: the PBX rings the agent's phone first and dials the customer when it is picked up. */
  | { readonly phase: 'pick-up' }
  /** Our own call: the customer is being dialled; `ringing` = he hears it ring. */
  | { readonly phase: 'dialling'; readonly ringing: boolean }
  | { readonly phase: 'talking'; readonly since: number; readonly held: boolean }
  /** This agent's phone was lost in the talk and is not back yet; the other side hears music. `since` = of the talk. */
  | { readonly phase: 'reconnecting'; readonly since: number }
  /** Rang here, a colleague talks (or talked) now. */
  | { readonly phase: 'taken'; readonly by: Colleague; readonly at: number }
  /** Rang here, nobody answered; `rangMs` = how long. */
  | { readonly phase: 'missed'; readonly at: number; readonly rangMs: number }
  | {
      readonly phase: 'ended';
      readonly at: number;
      readonly disposition: Disposition;
      readonly talkMs: number;
    };

/** What one agent is shown of one call: a whole snapshot, the receiver replaces what it had. Times are epoch ms of the gateway. */
export interface CallView {
  readonly id: CallId;
  /** Grows with every snapshot of this call; an older one that comes late is dropped. */
  readonly revision: number;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  readonly other: OtherParty;
  /** Number for human eyes that the customer dialled; `''` when unknown or not inbound. */
  readonly line: string;
  readonly startedAt: number;
  readonly phase: CallPhase;
}
