import type { BridgeId, CallId, Extension, LegId } from './ids';

/** Who is at the end of a leg: the outside world (a trunk), an agent's phone, or something inside the PBX. */
export type Party =
  | { readonly party: 'outside' }
  | { readonly party: 'agent'; readonly extension: Extension }
  /** IVR, queue, unknown device. The two halves of a channel that leads from bridge to bridge share `passage`. */
  | { readonly party: 'pbx'; readonly passage?: string };

/** How the ringing of a called leg ended, told by the PBX. */
export type DialResult = 'answered' | 'busy' | 'no-answer' | 'cancelled' | 'unreachable' | 'wrong-number';

/** What the PBX reports of one leg. */
export type LegEvent = {
  readonly legId: LegId;
  /** Epoch ms of the gateway's clock. */
  readonly at: number;
  readonly callId: CallId;
} & (
  | {
      readonly event: 'leg-started';
      readonly party: Party;
      /** `caller` dials into the PBX, `callee` is dialled by it. */
      readonly role: 'caller' | 'callee';
      /** Number of who is at the end of the leg, as the PBX has it; `''` = unknown. */
      readonly number: string;
      /** What a caller dialled; `''` for callees. */
      readonly dialled: string;
      /** Set when `dialled` is an agent's extension. */
      readonly dialledExtension?: Extension;
    }
  /** Who is at the end became known after the leg had started. */
  | { readonly event: 'leg-named'; readonly number: string }
  | { readonly event: 'leg-rang' }
  | { readonly event: 'leg-answered' }
  | { readonly event: 'dial-ended'; readonly result: DialResult }
  | { readonly event: 'leg-held' }
  | { readonly event: 'leg-resumed' }
  /** The agent's phone was lost: who is at the end hears music and waits until it is back. Ends with the next bridge. */
  | { readonly event: 'wait-began'; readonly extension: Extension }
  /** Nobody came back in time; the call goes on elsewhere. */
  | { readonly event: 'wait-ended' }
  | { readonly event: 'bridge-entered'; readonly bridgeId: BridgeId }
  | { readonly event: 'bridge-left'; readonly bridgeId: BridgeId }
  | { readonly event: 'leg-ended'; readonly result?: DialResult }
);

/** A click to call: the agent's phone is going to ring first, then `number` is dialled. */
export interface CallPlaced {
  readonly event: 'call-placed';
  readonly at: number;
  readonly callId: CallId;
  readonly extension: Extension;
  readonly number: string;
  /** Set when `number` is a colleague's extension. */
  readonly dialledExtension?: Extension;
}

/** The PBX could not even ring the agent's phone, or he did not pick up. */
export interface PlacingFailed {
  readonly event: 'placing-failed';
  readonly at: number;
  readonly callId: CallId;
  readonly result: DialResult;
}

/** Facts of one call in the words of telephony, whatever the PBX. They repeat, come late and out of order. */
export type CallEvent = LegEvent | CallPlaced | PlacingFailed;

/** Two calls became one (attended transfer): what `from` had goes on in `into`, or the other way round. */
export interface CallsJoined {
  readonly event: 'calls-joined';
  readonly at: number;
  readonly into: CallId;
  readonly from: CallId;
}
