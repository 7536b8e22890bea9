import type { Call, Origin } from './call';
import type { CallEvent, CallPlaced, LegEvent, PlacingFailed } from './call-event';
import { dispositionOf, dispositionOfDial } from './disposition-of';
import { isLive, legAfter, startLeg, type Leg } from './leg';
import { talksAfter } from './talk';

/*
 *              leg-started, call-placed                    last leg ended, placing-failed
 *   (nothing) ─────────────────────────►  live  ──────────────────────────────────────────►  ended
 *                                         ▲   │ legs start, ring, are answered, enter and leave bridges, are held
 *                                         └───┘
 *
 * What an agent sees of it (`ringing`, `talking`, …) is no state of the call: several agents see different things at
 * the same time. `viewFor` derives it.
 */

/** A call begun by its first report; `undefined` when the report is about something that we did not see begin. */
export function openCall(event: CallEvent): Call | undefined {
  const begun = {
    id: event.callId,
    revision: event.at,
    startedAt: event.at,
    talks: [],
    now: { state: 'live' },
  } as const;
  if (event.event === 'call-placed')
    return {
      ...begun,
      origin: originOfPlaced(event),
      legs: [],
      placed: clickOf(event),
    };
  if (event.event !== 'leg-started') return undefined;
  return { ...begun, origin: originOfFirst(event), legs: [startLeg(event)] };
}

/** The call after the event. Total: what does not fit (repeated, late, unknown leg) returns the same object. */
export function transition(call: Call, event: CallEvent): Call {
  if (call.now.state === 'ended') return call;
  switch (event.event) {
    case 'call-placed':
      return placed(call, event);
    case 'placing-failed':
      return placingFailed(call, event);
    case 'leg-started':
      return call.legs.some((leg) => leg.id === event.legId)
        ? call
        : settled(call, [...call.legs, startLeg(event)], event.at);
    default:
      return legChanged(call, event);
  }
}

function legChanged(call: Call, event: LegEvent): Call {
  const before = call.legs.find((leg) => leg.id === event.legId);
  const after = before && legAfter(before, event);
  if (!after || after === before) return call;
  return settled(
    call,
    call.legs.map((leg) => (leg === before ? after : leg)),
    event.at,
  );
}

/** The PBX may report the agent's leg before we say that he clicked. */
function placed(call: Call, event: CallPlaced): Call {
  return call.placed
    ? call
    : settled({ ...call, placed: clickOf(event), origin: originOfPlaced(event) }, call.legs, event.at);
}

/** Nothing rings any more; legs that exist all the same report their own end. */
function placingFailed(call: Call, { at, result }: PlacingFailed): Call {
  if (!call.placed || call.legs.some(isLive)) return call;
  return ended(call, at, dispositionOfDial(result));
}

/** The call with other legs: everything that follows from them is drawn again. */
export function settled(call: Call, legs: readonly Leg[], at: number): Call {
  const talks = talksAfter(call.talks, legs, at);
  const next = { ...call, legs, talks, origin: originOf(call, legs), revision: call.revision + 1 };
  return legs.length > 0 && !legs.some(isLive) ? ended(next, at, dispositionOf(next)) : next;
}

function ended(call: Call, at: number, disposition: ReturnType<typeof dispositionOf>): Call {
  const endedAt = Math.max(at, call.startedAt);
  return { ...call, revision: call.revision + 1, now: { state: 'ended', endedAt, disposition } };
}

function originOfFirst(event: Extract<LegEvent, { event: 'leg-started' }>): Origin {
  if (event.party.party === 'outside') return event.role === 'caller' ? 'inbound' : 'outbound';
  return event.role === 'caller' && event.dialled !== '' && !event.dialledExtension ? 'outbound' : 'internal';
}

function clickOf({ extension, number, dialledExtension }: CallPlaced): Call['placed'] {
  return { extension, number, ...(dialledExtension && { dialledExtension }) };
}

const originOfPlaced = (event: CallPlaced): Origin => (event.dialledExtension ? 'internal' : 'outbound');

/** Inbound stays inbound, whomever it is transferred to; a call from within is outbound once it reaches a trunk. */
function originOf(call: Call, legs: readonly Leg[]): Origin {
  if (call.origin === 'inbound') return 'inbound';
  return legs.some((leg) => leg.party.party === 'outside') ? 'outbound' : call.origin;
}
