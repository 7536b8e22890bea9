import { extensionsIn, isMadeBy, isOriginated, lineOf, outsideNumber, type Call } from './call';
import type { CallPhase, CallView, Colleague, OtherParty, RoutingReason } from './call-view';
import { dispositionOf } from './disposition-of';
import type { CallId, Extension } from './ids';
import { isLive, waitsFor, wasAnswered, type Leg } from './leg';
import { talkingSince, talkMs, type Talk } from './talk';

/** What the view says in words and the call does not know. */
export interface ViewContext {
  colleague(extension: Extension): Colleague;
  /** A number as the PBX has it, for machines (E.164) and for eyes; both `''` when it is withheld. */
  phone(raw: string): Pick<OtherParty, 'number' | 'text'>;
  /** Why smart forwarding chose this phone; `undefined` = it did not. */
  routed(callId: CallId, extension: Extension): RoutingReason | undefined;
}

/**
 * What this extension's agent is shown of the call; `undefined` = nothing, it never rang there. Of several phones with
 * one extension the liveliest counts, so that a second device that stops ringing does not take the card away.
 */
export function viewFor(call: Call, extension: Extension, context: ViewContext): CallView | undefined {
  const phase = phaseFor(call, extension, context);
  return (
    phase && {
      id: call.id,
      revision: call.revision,
      direction: call.origin,
      other: otherFor(call, extension, context),
      line: context.phone(lineOf(call)).text,
      startedAt: call.startedAt,
      phase,
    }
  );
}

function phaseFor(call: Call, extension: Extension, context: ViewContext): CallPhase | undefined {
  const own = call.legs.filter((leg) => belongsTo(leg, extension));
  const talks = call.talks.filter((talk) => talk.extension === extension);
  if (own.length === 0) return call.placed?.extension === extension ? placedPhase(call) : undefined;
  if (call.legs.some((leg) => waitsFor(leg) === extension))
    return { phase: 'reconnecting', since: talkingSince(call.talks, extension) };
  const live = own.filter(isLive);
  if (live.length === 0) return lastPhase(call, extension, own, talks, context);
  return talks.length > 0 ? talkingPhase(call, extension, live) : beforeTalk(call, extension, live, context);
}

/** Clicked, and no leg yet. */
function placedPhase(call: Call): CallPhase {
  if (call.now.state === 'live') return { phase: 'pick-up' };
  return { phase: 'ended', at: call.now.endedAt, disposition: call.now.disposition, talkMs: 0 };
}

function talkingPhase(call: Call, extension: Extension, live: readonly Leg[]): CallPhase {
  const since = talkingSince(call.talks, extension);
  return { phase: 'talking', since, held: live.some((leg) => leg.now.state === 'up' && leg.now.held) };
}

function beforeTalk(
  call: Call,
  extension: Extension,
  live: readonly Leg[],
  context: ViewContext,
): CallPhase | undefined {
  if (isMadeBy(call, extension)) {
    if (isOriginated(call) && !live.some(wasAnswered)) return { phase: 'pick-up' };
    const ringing = call.legs.some((leg) => leg.now.state === 'ringing' && !belongsTo(leg, extension));
    return { phase: 'dialling', ringing };
  }
  // Answered, and in no bridge yet: the bridge follows within milliseconds, the card waits for it.
  if (!live.some((leg) => leg.now.state !== 'started')) return undefined;
  const alsoRinging = othersRinging(call, extension).map((other) => context.colleague(other));
  return {
    phase: 'ringing',
    reason:
      alsoRinging.length > 0
        ? { kind: 'group', alsoRinging }
        : (context.routed(call.id, extension) ?? { kind: 'direct' }),
  };
}

function lastPhase(
  call: Call,
  extension: Extension,
  own: readonly Leg[],
  talks: readonly Talk[],
  context: ViewContext,
): CallPhase | undefined {
  const at = Math.max(...own.map((leg) => (leg.now.state === 'ended' ? leg.now.endedAt : 0)));
  if (talks.length > 0) return { phase: 'ended', at, disposition: 'answered', talkMs: talkMs(talks, at) };
  if (isMadeBy(call, extension)) {
    const disposition = call.now.state === 'ended' ? call.now.disposition : dispositionOf(call);
    return { phase: 'ended', at, disposition, talkMs: 0 };
  }
  const rung = own.filter((leg) => leg.rangAt !== undefined).at(-1);
  if (rung?.rangAt === undefined) return undefined;
  const by = takerAfter(call, extension, rung.rangAt);
  if (by) return { phase: 'taken', by: context.colleague(by), at };
  // 486 from a phone that rang: the agent declined.
  if (rung.dialResult === 'busy') return { phase: 'ended', at, disposition: 'busy', talkMs: 0 };
  return { phase: 'missed', at, rangMs: at - rung.rangAt };
}

/**
 * The colleague who took the call at or after it rang here; picking up counts, the bridge may come later. Who made the
 * call takes it from nobody.
 */
function takerAfter(call: Call, extension: Extension, rangAt: number): Extension | undefined {
  const mayTake = (other: Extension): boolean => other !== extension && !isMadeBy(call, other);
  const talk = call.talks.find((other) => mayTake(other.extension) && (other.to ?? Infinity) > rangAt);
  if (talk) return talk.extension;
  const leg = call.legs.find(
    (other) =>
      other.role === 'callee' &&
      other.party.party === 'agent' &&
      mayTake(other.party.extension) &&
      wasAnswered(other) &&
      (other.now.state !== 'ended' || other.now.endedAt > rangAt),
  );
  return leg?.party.party === 'agent' ? leg.party.extension : undefined;
}

function othersRinging(call: Call, extension: Extension): readonly Extension[] {
  const others = call.legs.flatMap((leg) =>
    leg.role === 'callee' &&
    (leg.now.state === 'ringing' || leg.now.state === 'started') &&
    leg.party.party === 'agent'
      ? [leg.party.extension]
      : [],
  );
  return [...new Set(others)].filter((other) => other !== extension);
}

function otherFor(call: Call, extension: Extension, context: ViewContext): OtherParty {
  if (call.origin !== 'internal') return context.phone(outsideNumber(call));
  const colleague = isMadeBy(call, extension) ? dialledColleague(call, extension) : makerOf(call);
  if (colleague) return { number: colleague, text: colleague, colleague: context.colleague(colleague) };
  const number = call.legs[0]?.dialled ?? '';
  return { number, text: number };
}

function dialledColleague(call: Call, extension: Extension): Extension | undefined {
  return (
    extensionsIn(call)
      .filter((other) => other !== extension)
      .at(-1) ?? call.placed?.dialledExtension
  );
}

const makerOf = (call: Call): Extension | undefined => extensionsIn(call)[0];

const belongsTo = (leg: Leg, extension: Extension): boolean =>
  leg.party.party === 'agent' && leg.party.extension === extension;
