import type { DialResult, LegEvent, Party } from './call-event';
import type { BridgeId, Extension, LegId } from './ids';

/**
 * One channel of the PBX.
 *
 *     started ──► ringing ──► up ──► ended
 *        └───────────┴──────────────►┘
 *
 * - `started`: the PBX made the channel; nothing is heard from the far end yet (INVITE sent or received).
 * - `ringing`: the far end rings (180).
 * - `up`: answered (200); `bridgeId` = where it is heard now, if anywhere; `waitsFor` = the agent whose phone was lost in
 *   the talk, until he or somebody else is heard again.
 * - `ended`: hung up. Final.
 */
export type LegState =
  | { readonly state: 'started' }
  | { readonly state: 'ringing' }
  | {
      readonly state: 'up';
      readonly answeredAt: number;
      readonly held: boolean;
      readonly bridgeId?: BridgeId;
      readonly waitsFor?: Extension;
    }
  | { readonly state: 'ended'; readonly endedAt: number; readonly answered: boolean };

export interface Leg {
  readonly id: LegId;
  readonly party: Party;
  readonly role: 'caller' | 'callee';
  readonly number: string;
  readonly dialled: string;
  readonly startedAt: number;
  /** When it first rang. */
  readonly rangAt?: number;
  readonly dialResult?: DialResult;
  readonly now: LegState;
}

export const isLive = (leg: Leg): boolean => leg.now.state !== 'ended';

export const bridgeOf = (leg: Leg): BridgeId | undefined =>
  leg.now.state === 'up' ? leg.now.bridgeId : undefined;

export const waitsFor = (leg: Leg): Extension | undefined =>
  leg.now.state === 'up' ? leg.now.waitsFor : undefined;

export const wasAnswered = (leg: Leg): boolean =>
  leg.now.state === 'up' || (leg.now.state === 'ended' && leg.now.answered);

export function startLeg(event: Extract<LegEvent, { event: 'leg-started' }>): Leg {
  const { legId, party, role, number, dialled, at } = event;
  return { id: legId, party, role, number, dialled, startedAt: at, now: { state: 'started' } };
}

/** The leg after the event; the same object when the event does not fit. */
export function legAfter(leg: Leg, event: LegEvent): Leg {
  if (leg.now.state === 'ended') return leg;
  switch (event.event) {
    case 'leg-started':
      return leg;
    case 'leg-named':
      return leg.number === '' && event.number !== '' ? { ...leg, number: event.number } : leg;
    case 'leg-rang':
      return leg.now.state === 'started' ? { ...leg, rangAt: event.at, now: { state: 'ringing' } } : leg;
    case 'leg-answered':
      return leg.now.state === 'up' ? leg : answered(leg, event.at);
    case 'dial-ended':
      return leg.dialResult === undefined ? { ...leg, dialResult: event.result } : leg;
    case 'leg-held':
      return withHold(leg, true);
    case 'leg-resumed':
      return withHold(leg, false);
    case 'wait-began':
      return withWait(leg, event.extension);
    case 'wait-ended':
      return withWait(leg, undefined);
    case 'bridge-entered':
      return enter(leg, event.at, event.bridgeId);
    case 'bridge-left':
      return leave(leg, event.bridgeId);
    case 'leg-ended':
      return end(leg, event.at, event.result);
  }
}

function answered(leg: Leg, at: number, bridgeId?: BridgeId): Leg {
  return { ...leg, now: { state: 'up', answeredAt: at, held: false, ...(bridgeId && { bridgeId }) } };
}

function withHold(leg: Leg, held: boolean): Leg {
  return leg.now.state === 'up' && leg.now.held !== held ? { ...leg, now: { ...leg.now, held } } : leg;
}

function withWait(leg: Leg, extension: Extension | undefined): Leg {
  return leg.now.state === 'up' && leg.now.waitsFor !== extension
    ? { ...leg, now: upAt(leg.now, leg.now.bridgeId, extension) }
    : leg;
}

/** A leg in a bridge is up, even if its answer got lost, and is heard: it waits no more. */
function enter(leg: Leg, at: number, bridgeId: BridgeId): Leg {
  if (leg.now.state !== 'up') return answered(leg, at, bridgeId);
  return leg.now.bridgeId === bridgeId ? leg : { ...leg, now: upAt(leg.now, bridgeId, undefined) };
}

function leave(leg: Leg, bridgeId: BridgeId): Leg {
  if (leg.now.state !== 'up' || leg.now.bridgeId !== bridgeId) return leg;
  return { ...leg, now: upAt(leg.now, undefined, leg.now.waitsFor) };
}

function upAt(
  { answeredAt, held }: Extract<LegState, { state: 'up' }>,
  bridgeId: BridgeId | undefined,
  waits: Extension | undefined,
): LegState {
  return {
    ...{ state: 'up', answeredAt, held },
    ...(bridgeId && { bridgeId }),
    ...(waits && { waitsFor: waits }),
  };
}

function end(leg: Leg, at: number, result: DialResult | undefined): Leg {
  // Asterisk's DialEnd says NOANSWER of a number that does not exist; the hang-up's cause knows better.
  const dialResult = result === 'wrong-number' ? result : (leg.dialResult ?? result);
  return {
    ...leg,
    ...(dialResult && { dialResult }),
    now: { state: 'ended', endedAt: at, answered: wasAnswered(leg) },
  };
}
