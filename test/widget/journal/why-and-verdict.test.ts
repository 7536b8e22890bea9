import type { CallId, Extension } from '../../../src/call/ids';
import type { JournalStep, JournalTimeLine } from '../../../src/protocol/journal';
import { stepWords } from '../../../src/widget/journal/step-words';
import { offset } from '../../../src/widget/journal/times';
import { verdictOf } from '../../../src/widget/journal/verdict';
import { whyWords } from '../../../src/widget/journal/why-words';
import { LANGUAGES, sayIn } from '../support/words';

const say = sayIn('ru');
const who = (extension: string, name: string) => ({ extension: extension as Extension, name });
const ANNA = who('101', 'Анна Белова');
const IGOR = who('203', 'Игорь Савин');
const line = (steps: readonly JournalStep[], more: Partial<JournalTimeLine> = {}): JournalTimeLine => ({
  ...{ callId: 'c1' as CallId, at: 0, direction: 'inbound', number: '+7 998 444-55-66' },
  ...{ talkMs: 0, disposition: 'missed', delivery: 'delivered', steps, ...more },
});
const QUALITY = {
  ...{ forSec: 9, mos: 3, worstMos: 2, lossInPercent: 7, lossOutPercent: 0, jitterMs: 30.4, rttMs: 80 },
};
const delivery = (state: 'refused' | 'waiting', tries: number, why: string): JournalStep => ({
  ...{ at: 9, what: 'delivery', state, tries, why },
});

it('says why the responsible’s phone did not ring, and who was rung instead', () => {
  const steps: readonly JournalStep[] = [
    {
      ...{ at: 1, what: 'routed', rings: [ANNA], isClosed: false },
      passedOver: [
        { to: 'responsible', who: IGOR, why: 'offline' },
        { to: 'deputy', why: 'nobody' },
      ],
    },
    { at: 2, what: 'rang', who: ANNA },
    { at: 3, what: 'answered', who: ANNA },
  ];
  expect(verdictOf(line(steps, { disposition: 'answered' }), say)).toEqual({
    look: 'bad',
    title: 'Почему не зазвонило: Игорь Савин, 203',
    text: 'Ответственный — Игорь Савин, 203: телефон не на связи. Заместитель: не назначен. Звонили: Анна Белова, 101.',
  });
});

it('tells a call that rang nobody from one that nobody took', () => {
  const silent: JournalStep = { at: 1, what: 'not-taken', who: ANNA, why: 'unreachable' };
  expect(verdictOf(line([silent]), say)?.text).toBe('Анна Белова, 101: телефон не на связи.');
  expect(verdictOf(line([]), say)?.text).toMatch(/^АТС никому не позвонила/);
  const closed: JournalStep = { at: 1, what: 'routed', rings: [], passedOver: [], isClosed: true };
  expect(verdictOf(line([closed]), say)?.text).toMatch(/аккаунт не работает/);
  expect(verdictOf(line([{ at: 1, what: 'rang', who: ANNA }]), say)).toMatchObject({
    look: 'warn',
    text: 'Звонили: Анна Белова, 101.',
  });
});

it('puts what can still be mended before what cannot', () => {
  const steps = [delivery('refused', 0, 'log: http-400 {"detail":"Неверный телефон."}')];
  expect(verdictOf(line(steps, { delivery: 'refused' }), say)?.text).toMatch(
    /^amoCRM не приняла данные: Неверный телефон\. Запись хранится у нас/,
  );
  const waits = [delivery('waiting', 2, 'http-503')];
  expect(verdictOf(line(waits, { delivery: 'waiting' }), say)?.text).toMatch(
    /^Сбой на стороне amoCRM \(503\)\./,
  );
  expect(verdictOf(line([], { disposition: 'answered' }), say)).toBeUndefined();
  expect(verdictOf({ ...line([]), disposition: undefined }, say)).toBeUndefined();
});

it.each(LANGUAGES)('%s has words for every reason and every step', (language) => {
  const own = sayIn(language);
  const whys = ['', 'http-429', 'http-401', 'http-402', 'http-403', 'http-404', 'http-408', 'http-502'];
  const others = [
    'http-200 without JSON',
    'could not look',
    'no answer',
    'ECONNREFUSED',
    'log: {"title":"x"}',
  ];
  const lost = [
    'an answer of amoCRM was lost, and',
    'amoCRM left it out of its answer',
    'task: the card of the task is no more',
  ];
  for (const why of [...whys, ...others, ...lost]) expect(whyWords(why, own)).not.toMatch(/advanced\.|\{/);
  const notTaken = (['busy', 'no-answer', 'cancelled', 'unreachable', 'wrong-number'] as const).map(
    (why): JournalStep => ({ at: 4, what: 'not-taken', who: ANNA, why }),
  );
  const ended = (
    ['answered', 'missed', 'busy', 'no-answer', 'cancelled', 'unreachable', 'wrong-number'] as const
  ).map((disposition): JournalStep => ({ at: 5, what: 'ended', disposition, talkMs: 0 }));
  const passedOver = (['responsible', 'deputy', 'last-talked', 'extensions'] as const).flatMap((to) =>
    (['nobody', 'not-mapped', 'offline', 'busy', 'index-not-ready'] as const).map((why) => ({ to, why })),
  );
  const told = stepWords(
    line([
      { at: 0, what: 'arrived', line: '' },
      { at: 0, what: 'placed', who: ANNA },
      { at: 0, what: 'routed', rings: [], passedOver, isClosed: false },
      { at: 1, what: 'rang', who: ANNA },
      { at: 2, what: 'card', who: 'Анна', page: '/leads/' },
      { at: 3, what: 'left', who: ANNA },
      ...notTaken,
      ...ended,
      { at: 6, what: 'quality', who: 'Анна', quality: QUALITY },
      { at: 6, what: 'result', who: 'Анна', status: 4 },
      delivery('waiting', 0, ''),
      delivery('waiting', 1, 'http-503'),
      delivery('refused', 1, 'log: http-422 {"title":"x"}'),
      { at: 9, what: 'delivery', state: 'no-entity', tries: 0, why: '' },
      { at: 9, what: 'delivery', state: 'delivered', tries: 0, why: '' },
    ]),
    own,
    language,
  );
  for (const { text, sub } of told) expect(`${text} ${sub}`).not.toMatch(/(advanced|panel|result)\.\w|\{/);
});

it('says the end of a talk once, and who left before it', () => {
  const ended: JournalStep = { at: 9_100, what: 'ended', disposition: 'answered', talkMs: 5_000 };
  const left = (at: number): JournalStep => ({ at, what: 'left', who: ANNA });
  const texts = (at: number) => stepWords(line([left(at), ended]), say, 'ru').map(({ text }) => text);
  expect(texts(9_000)).toEqual(['Разговор окончен, 0:05']);
  expect(texts(4_000)).toEqual(['Больше не в разговоре: Анна Белова, 101', 'Разговор окончен, 0:05']);
});

it('joins phones that ring together, and counts from the first moment', () => {
  const told = stepWords(
    line([
      { at: 0, what: 'rang', who: ANNA },
      { at: 300, what: 'rang', who: IGOR },
      { at: 20_000, what: 'rang', who: ANNA },
    ]),
    say,
    'ru',
  );
  expect(told.map(({ text }) => text)).toEqual([
    'Звонят телефоны: Анна Белова, 101; Игорь Савин, 203',
    'Звонит телефон: Анна Белова, 101',
  ]);
  expect([14, 8_400, 229_000].map((ms) => offset(ms, say, 'ru'))).toEqual([
    '+14\u00a0мс',
    '+8,4\u00a0с',
    '+3:49',
  ]);
});

it('keeps to the beginning of an answer that was cut, and to what validation says', () => {
  expect(whyWords('log: http-400 {"detail":"Слишком длинный","hint":"…', say)).toContain('Слишком длинный');
  const validation = { 'validation-errors': [{ errors: [{ path: 'phone', detail: 'is empty' }] }] };
  expect(whyWords(`log: http-400 ${JSON.stringify(validation)}`, say)).toContain('phone: is empty');
});

it.each([
  ['ru', 'Плохое. Оценка 3 из 5, потери 7,3 % и 0 %, задержка 1 080 мс, дрожание 30 мс'],
  ['en', 'Bad. Graded 3 of 5, lost 7.3% in and 0% out, delay 1,080 ms, jitter 30 ms'],
])('writes numbers as %s does', (language, sub) => {
  const quality = { ...QUALITY, lossInPercent: 7.31, rttMs: 1_080 };
  const [told] = stepWords(
    line([{ at: 6, what: 'quality', who: 'Anna', quality }]),
    sayIn(language),
    language,
  );
  expect(told?.sub.replace(/\u00a0/g, ' ')).toBe(sub.replace(/\u00a0/g, ' '));
});
