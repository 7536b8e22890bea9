import { extensionsIn, isMadeBy, lineOf, type Call } from '../../call/call';
import type { Colleague } from '../../call/call-view';
import type { Extension } from '../../call/ids';
import { wasAnswered, type Leg } from '../../call/leg';
import { talkMs } from '../../call/talk';
import type { JournalStep, NotTaken } from '../../protocol/journal';

/** The time line of a call as far as the PBX has told it, always as a whole: what is told twice is the same twice. */
export function stepsOf(call: Call, colleague: (extension: Extension) => Colleague): readonly JournalStep[] {
  const steps = [
    beginning(call, colleague),
    ...call.legs.flatMap((leg) => ringing(call, leg, colleague)),
    ...talking(call, colleague),
    ...ending(call),
  ];
  return steps.filter((step) => step !== undefined).sort((a, b) => a.at - b.at);
}

function beginning(call: Call, colleague: (extension: Extension) => Colleague): JournalStep | undefined {
  const { startedAt: at } = call;
  if (call.origin === 'inbound') return { at, what: 'arrived', line: lineOf(call) };
  const maker = extensionsIn(call).find((extension) => isMadeBy(call, extension));
  return maker && { at, what: 'placed', who: colleague(maker) };
}

function ringing(call: Call, leg: Leg, colleague: (extension: Extension) => Colleague): JournalStep[] {
  if (leg.party.party !== 'agent' || leg.role !== 'callee') return [];
  const who = colleague(leg.party.extension);
  const rang: JournalStep[] = leg.rangAt === undefined ? [] : [{ at: leg.rangAt, what: 'rang', who }];
  if (leg.now.state !== 'ended' || wasAnswered(leg)) return rang;
  return [...rang, { at: leg.now.endedAt, what: 'not-taken', who, why: whyNot(call, leg) }];
}

/** Of a leg that the PBX took back nothing else is known: somebody else answered, or the caller left. */
function whyNot(call: Call, { dialResult, rangAt }: Leg): NotTaken {
  if (dialResult && dialResult !== 'answered') return dialResult;
  return rangAt === undefined && call.talks.length === 0 ? 'unreachable' : 'cancelled';
}

function talking({ talks, now }: Call, colleague: (extension: Extension) => Colleague): JournalStep[] {
  const endedAt = now.state === 'ended' ? now.endedAt : Infinity;
  return talks.flatMap(({ extension, from, to }) => {
    const who = colleague(extension);
    const answered: JournalStep = { at: from, what: 'answered', who };
    const goesOn = to === undefined || to >= endedAt;
    return goesOn ? [answered] : [answered, { at: to, what: 'left', who }];
  });
}

function ending({ now, talks }: Call): JournalStep[] {
  if (now.state !== 'ended') return [];
  const { endedAt: at, disposition } = now;
  return [{ at, what: 'ended', disposition, talkMs: talkMs(talks, at) }];
}
