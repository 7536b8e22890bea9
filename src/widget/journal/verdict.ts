import type { JournalStep, JournalTimeLine } from '../../protocol/journal';
import type { Say } from '../host/phrases';
import { nameOf, namesOf, passedWords } from './step-words';
import { whyWords } from './why-words';

/** The answer above a time line: why it did not ring, or why amoCRM does not have it. */
export interface Verdict {
  readonly look: 'bad' | 'warn';
  readonly title: string;
  readonly text: string;
}

type Step<What extends JournalStep['what']> = Extract<JournalStep, { readonly what: What }>;

/** `undefined` = nothing is wrong with this call. What somebody can still mend goes first. */
export function verdictOf(line: JournalTimeLine, say: Say): Verdict | undefined {
  return undelivered(line, say) ?? (line.disposition === undefined ? undefined : unrung(line, say));
}

function undelivered({ delivery, steps }: JournalTimeLine, say: Say): Verdict | undefined {
  const last = stepsIn(steps, 'delivery').at(-1);
  const why = whyWords(last?.why ?? '', say);
  if (delivery === 'refused')
    return {
      ...{ look: 'bad', title: say('advanced.verdict.refused') },
      text: joined(why, say('advanced.verdict.refusedText')),
    };
  if (delivery === 'no-entity')
    return {
      look: 'warn',
      title: say('advanced.verdict.noEntity'),
      text: say('advanced.verdict.noEntityText'),
    };
  if (delivery === 'waiting' && last && last.tries > 0)
    return {
      ...{ look: 'warn', title: say('advanced.verdict.waiting') },
      text: joined(why, say('advanced.verdict.waitingText')),
    };
  return undefined;
}

function unrung({ direction, disposition, steps }: JournalTimeLine, say: Say): Verdict | undefined {
  if (direction !== 'inbound') return undefined;
  const rang = stepsIn(steps, 'rang').map(({ who }) => who);
  const silent = stepsIn(steps, 'not-taken').filter(({ why }) => why === 'unreachable');
  const routed = stepsIn(steps, 'routed').at(-1);
  const passed = (routed?.passedOver ?? []).map((one) => passedWords(one, say));
  const reasons = [
    ...(routed?.isClosed ? [say('advanced.step.closedSub')] : passed),
    ...silent.map(({ who }) => `${nameOf(who)}: ${say('advanced.notTaken.unreachable')}`),
  ];
  if (disposition === 'missed' && rang.length === 0)
    return {
      ...{ look: 'bad', title: say('advanced.verdict.nobodyRang') },
      text: reasons.length > 0 ? `${reasons.join('. ')}.` : say('advanced.verdict.nobodyRangText'),
    };
  const missing = routed?.passedOver.find(({ who, why }) => who && why !== 'nobody')?.who ?? silent[0]?.who;
  if (missing)
    return {
      ...{ look: 'bad', title: say('advanced.verdict.unrung', { who: nameOf(missing) }) },
      text: joined(
        `${reasons.join('. ')}.`,
        rang.length > 0 ? say('advanced.verdict.insteadRang', { who: namesOf(rang) }) : '',
      ),
    };
  if (disposition === 'missed')
    return {
      ...{ look: 'warn', title: say('advanced.verdict.nobodyAnswered') },
      text: say('advanced.verdict.rangAt', { who: namesOf(rang) }),
    };
  return undefined;
}

const joined = (...sentences: readonly string[]): string =>
  sentences.filter((sentence) => sentence !== '').join(' ');

const stepsIn = <What extends JournalStep['what']>(
  steps: readonly JournalStep[],
  what: What,
): readonly Step<What>[] => steps.filter((step): step is Step<What> => step.what === what);
