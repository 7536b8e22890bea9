import type { CallPlaced } from './call-event';
import type { Disposition } from './disposition';
import type { CallId, Extension } from './ids';
import type { Leg } from './leg';
import type { Talk } from './talk';

export type Origin = 'inbound' | 'outbound' | 'internal';

/**
 * `live`: some leg of it exists on the PBX, or the PBX was asked to make one. `ended`: final; whatever is reported
 * afterwards changes nothing.
 */
export type CallState =
  | { readonly state: 'live' }
  | { readonly state: 'ended'; readonly endedAt: number; readonly disposition: Disposition };

/** One conversation as the customer lives it: what the gateway knows of it, as plain data. */
export interface Call {
  readonly id: CallId;
  /** Grows with every change, also over a restart of the gateway: it begins as the epoch ms of the first report. */
  readonly revision: number;
  readonly startedAt: number;
  readonly origin: Origin;
  /** In the order they started; those that ended stay. */
  readonly legs: readonly Leg[];
  readonly talks: readonly Talk[];
  /** The click that made it, if one did. */
  readonly placed?: Pick<CallPlaced, 'extension' | 'number' | 'dialledExtension'>;
  readonly now: CallState;
}

/** All agents whose phones this call has touched, each once. */
export function extensionsIn(call: Call): readonly Extension[] {
  const ofLegs = call.legs.flatMap(({ party }) => (party.party === 'agent' ? [party.extension] : []));
  return [...new Set(call.placed ? [call.placed.extension, ...ofLegs] : ofLegs)];
}

/**
 * The PBX rang the first phone by itself, as it does for a click to call (ours or another program's): who picks it up
 * is the one who calls.
 */
export function isOriginated(call: Pick<Call, 'placed' | 'legs'>): boolean {
  return call.placed !== undefined || call.legs[0]?.role === 'callee';
}

/** Whether the call was made at this extension. */
export function isMadeBy(call: Pick<Call, 'placed' | 'legs'>, extension: Extension): boolean {
  if (call.placed) return call.placed.extension === extension;
  const party = call.legs[0]?.party;
  return party?.party === 'agent' && party.extension === extension;
}

/** The number outside as the PBX has it; `''` = withheld, or nobody outside takes part. */
export function outsideNumber(call: Call): string {
  if (call.placed) return call.placed.number;
  const [first] = call.legs;
  if (call.origin === 'outbound' && first?.dialled) return first.dialled;
  return call.legs.find((leg) => leg.party.party === 'outside')?.number ?? '';
}

/** What the customer dialled (DID); `''` when not inbound. */
export function lineOf(call: Call): string {
  return call.origin === 'inbound' ? (call.legs[0]?.dialled ?? '') : '';
}
