import type { Colleague } from '../../call/call-view';
import type { JournalStep, JournalTimeLine, RoutePassedOver } from '../../protocol/journal';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { numberWords } from '../ui/number-words';
import { whyWords } from './why-words';

/** One line of a time line; `look` = what it means for the call. */
export interface Told {
  readonly at: number;
  readonly text: string;
  readonly sub: string;
  readonly look: '' | 'ok' | 'bad';
}

/** What happens within this time is one line: phones that begin to ring, the end of a talk and of its call. */
const TOGETHER_MS = 1_000;

export const nameOf = ({ name, extension }: Colleague): string =>
  name === extension || name === '' ? extension : `${name}, ${extension}`;

export const namesOf = (people: readonly Colleague[]): string => people.map(nameOf).join('; ');

/** The time line of a call in words, in the order of time. */
export function stepWords({ steps, number }: JournalTimeLine, say: Say, language: string): readonly Told[] {
  const told: Told[] = [];
  const isTalked = steps.some(({ what }) => what === 'answered');
  let ringing: { readonly at: number; readonly who: readonly Colleague[] } | undefined;
  for (const [place, step] of steps.entries()) {
    const next = steps[place + 1];
    // The end of the call says it.
    if (step.what === 'left' && next?.what === 'ended' && next.at - step.at <= TOGETHER_MS) continue;
    if (step.what === 'rang' && ringing && step.at - ringing.at <= TOGETHER_MS) {
      ringing = { at: ringing.at, who: [...ringing.who, step.who] };
      told[told.length - 1] = rang(ringing, say);
      continue;
    }
    ringing = step.what === 'rang' ? { at: step.at, who: [step.who] } : undefined;
    told.push(
      ringing ? rang(ringing, say) : { at: step.at, ...wordsOf(step, { number, isTalked, language }, say) },
    );
  }
  return told;
}

function rang({ at, who }: { readonly at: number; readonly who: readonly Colleague[] }, say: Say): Told {
  const text = say(who.length > 1 ? 'advanced.step.rangMany' : 'advanced.step.rang', { who: namesOf(who) });
  return { at, text, sub: '', look: 'ok' };
}

interface CallWords {
  readonly number: string;
  readonly isTalked: boolean;
  readonly language: string;
}

function wordsOf(step: JournalStep, { number, isTalked, language }: CallWords, say: Say): Omit<Told, 'at'> {
  const line = (text: string, sub = '', look: Told['look'] = ''): Omit<Told, 'at'> => ({ text, sub, look });
  switch (step.what) {
    case 'arrived':
      return line(
        step.line === '' ? say('advanced.step.arrived') : say('advanced.step.arrivedOn', { line: step.line }),
        number === '' ? '' : say('advanced.step.from', { number }),
      );
    case 'placed':
      return line(say('advanced.step.placed', { who: nameOf(step.who) }), number);
    case 'routed':
      return routed(step, say);
    case 'rang':
      return line(say('advanced.step.rang', { who: nameOf(step.who) }));
    case 'card':
      return line(
        say('advanced.step.card', { who: step.who }),
        say('advanced.step.page', { page: step.page }),
      );
    case 'answered':
      return line(say('advanced.step.answered', { who: nameOf(step.who) }), '', 'ok');
    case 'left':
      return line(say('advanced.step.left', { who: nameOf(step.who) }));
    case 'not-taken':
      return step.why === 'unreachable'
        ? line(
            say('advanced.step.silent', { who: nameOf(step.who) }),
            say('advanced.notTaken.unreachable'),
            'bad',
          )
        : line(
            say('advanced.step.notTaken', { who: nameOf(step.who) }),
            say(`advanced.notTaken.${step.why === 'cancelled' && isTalked ? 'elsewhere' : step.why}`),
          );
    case 'ended':
      return step.talkMs > 0
        ? line(say('advanced.step.talked', { time: duration(step.talkMs) }))
        : line(say('advanced.step.ended'), say(`panel.outcome.${step.disposition}`));
    case 'quality':
      return sounded(step, say, language);
    case 'result':
      return line(
        say('advanced.step.result', { who: step.who }),
        say(`result.statuses.${step.status}`),
        'ok',
      );
    case 'delivery':
      return delivery(step, say);
  }
}

/** As listeners would say it: from 4.0 on nobody minds, below 3.6 many do (ITU-T G.107, annex B). */
const GOOD_MOS = 4;
const FAIR_MOS = 3.6;

function sounded(
  { who, quality }: Extract<JournalStep, { what: 'quality' }>,
  say: Say,
  language: string,
): Omit<Told, 'at'> {
  const { mos, lossInPercent, lossOutPercent, rttMs, jitterMs } = quality;
  const grade = mos >= GOOD_MOS ? 'good' : mos >= FAIR_MOS ? 'fair' : 'bad';
  const shown = (value: number): string => numberWords(value, language);
  const sub = say('advanced.step.soundSub', {
    grade: say(`advanced.grade.${grade}`),
    ...{ mos: shown(mos), lossIn: shown(lossInPercent), lossOut: shown(lossOutPercent) },
    ...{ rtt: shown(Math.round(rttMs)), jitter: shown(Math.round(jitterMs)) },
  });
  return { text: say('advanced.step.sound', { who }), sub, look: grade === 'bad' ? 'bad' : '' };
}

function routed(
  { rings, passedOver, isClosed }: Extract<JournalStep, { what: 'routed' }>,
  say: Say,
): Omit<Told, 'at'> {
  if (isClosed) return { text: say('advanced.step.closed'), sub: say('advanced.step.closedSub'), look: '' };
  const sub = passedOver.map((passed) => passedWords(passed, say)).join('. ');
  return rings.length > 0
    ? { text: say('advanced.step.routed', { who: namesOf(rings) }), sub, look: '' }
    : { text: say('advanced.step.unrouted'), sub, look: 'bad' };
}

/** Why forwarding did not take somebody: «Ответственный — Игорь Савин, 203: телефон не на связи». */
export function passedWords({ to, who, why }: Pick<RoutePassedOver, 'to' | 'who' | 'why'>, say: Say): string {
  const rule = say(`advanced.rule.${to}`);
  const reason = why === 'nobody' ? say(`advanced.nobody.${to}`) : say(`advanced.passed.${why}`);
  return who
    ? say('advanced.passedWho', { rule, who: nameOf(who), reason })
    : say('advanced.passedRule', { rule, reason });
}

function delivery(
  { state, tries, why }: Extract<JournalStep, { what: 'delivery' }>,
  say: Say,
): Omit<Told, 'at'> {
  const sub = whyWords(why, say);
  switch (state) {
    case 'delivered':
      return { text: say('advanced.step.delivered'), sub: '', look: 'ok' };
    case 'refused':
      return { text: say('advanced.step.refused'), sub, look: 'bad' };
    case 'no-entity':
      return { text: say('advanced.step.noEntity'), sub: say('advanced.verdict.noEntityText'), look: 'bad' };
    case 'waiting':
      return tries > 0
        ? { text: say('advanced.step.tried', { n: tries }), sub, look: '' }
        : { text: say('advanced.step.waiting'), sub: '', look: '' };
  }
}
