import { DEFAULT_SETTINGS } from '../../../src/call/dial-list';
import type { ListNow, SeatNow } from '../../../src/protocol/dial-lists';
import type { AgentLine } from '../../../src/widget/channel/agent-line';
import type { AgentQuery } from '../../../src/widget/channel/agent-query';
import type { Answer } from '../../../src/widget/channel/gateway-channel';
import { patientAsk } from '../../../src/widget/channel/patient-ask';
import { EMPTY_PICTURE } from '../../../src/widget/channel/picture';
import csv from '../../../src/widget/csv/csv';
import { createTeamPane } from '../../../src/widget/dial-team/team-pane';
import { HandClock } from '../../gateway/support/hand-clock';
import { sayIn } from '../support/words';

interface Shown {
  readonly trouble?: { readonly text: string };
  readonly none?: object;
  readonly pick?: { readonly options: readonly { readonly name: string; readonly isOn: boolean }[] };
  readonly figures?: readonly { readonly value: string }[];
  readonly board?: {
    readonly rows: readonly {
      readonly dot: string;
      readonly word: string;
      readonly since?: number;
      readonly sub: string;
      readonly gap: string;
    }[];
  };
}

const list = (id: string, name: string, isHis = true): object => ({
  ...{ id, name, members: [1], settings: DEFAULT_SETTINGS, total: 4, done: 2, isHis },
});
const member = (seat?: Partial<SeatNow>, more: object = {}): object => ({
  ...{ userId: 1, name: 'Анна', extension: '101', group: '', isOnline: true, kept: 0 },
  ...{ calls: 3, talks: 1, talkMs: 90_000, gapMs: 8_400, ...more },
  ...(seat && { seat: { listId: 'a', step: 'draw', since: 900_000, ...seat } }),
});

function opened(members: readonly object[], lists: readonly object[] = [list('a', 'Окна')]) {
  const clock = new HandClock();
  const asked: AgentQuery[] = [];
  let answer: Answer<unknown> = {
    ok: true,
    value: {
      outcomes: [
        { outcome: 4, rows: 1 },
        { outcome: 7, rows: 2 },
      ],
      members,
      people: [],
    },
  };
  const picture = { ...EMPTY_PICTURE, dialling: { lists: lists as readonly ListNow[] }, clockSkewMs: 1_000 };
  const line: Pick<AgentLine, 'watch' | 'ask'> = {
    watch(listener) {
      listener(picture);
      return () => undefined;
    },
    ask: async (query) => {
      asked.push(query);
      return answer;
    },
  };
  const needs = { line, say: sayIn('ru'), language: 'ru', clock, paint: () => undefined };
  const pane = createTeamPane({ ...needs, loadCsv: async () => csv });
  pane.read();
  return {
    ...{ pane, clock, asked },
    now: async (): Promise<Shown> => {
      await new Promise((go) => setTimeout(go, 0));
      return pane.model();
    },
    answers: (next: Answer<unknown>) => (answer = next),
  };
}

it.each([
  ['does not call', undefined, {}, { dot: 'off', word: 'Не звонит', sub: '' }],
  [
    'is gone',
    { paused: 'away', step: 'draw' },
    { isOnline: false },
    { dot: 'off', sub: 'Номер вернулся в список' },
  ],
  [
    'has paused',
    { paused: 'call', step: 'next' },
    {},
    { dot: 'warn', word: 'Пауза', sub: 'Был другой звонок' },
  ],
  [
    'goes on talking in a pause',
    { paused: 'call', step: 'calling' },
    { talkSince: 5_000 },
    { word: 'Разговор', since: 4_000 },
  ],
  ['is dialling', { step: 'calling' }, {}, { dot: 'ok', word: 'Набор', since: 899_000 }],
  ['is asked about a talk', { step: 'after' }, {}, { word: 'Записывает итог' }],
  ['has nobody to call', { step: 'empty', why: 'finished' }, {}, { word: 'Список пройден', sub: '' }],
] as const)('tells of an agent who %s', async (_, seat, more, expected) => {
  const { now } = opened([member(seat, more)]);
  expect((await now()).board?.rows[0]).toMatchObject({ ...expected, gap: '8 с' });
});

it('shows the lists that may be changed, the named ones first, and says when there is none', async () => {
  const { now } = opened([], [list('own', ''), list('his', 'Чужой', false), list('a', 'Окна')]);
  expect((await now()).pick?.options).toMatchObject([
    { name: 'Мой список', isOn: false },
    { name: 'Окна', isOn: true },
  ]);
  expect((await opened([], []).now()).none).toBeDefined();
});

it('counts who was called, who talked, who waits to be called again and who is left', async () => {
  const { now } = opened([]);
  expect((await now()).figures?.map(({ value }) => value)).toEqual(['3', '1', '1', '2', '—']);
});

it('reads every two seconds while it is looked at, passes over being too fast, and tells other troubles', async () => {
  const { now, clock, asked, answers, pane } = opened([member()]);
  await now();
  const before = asked.length;
  answers({ ok: false, fault: 'too-many' });
  clock.turn(2_000);
  expect((await now()).trouble).toBeUndefined();
  expect(asked.length).toBe(before + 1);
  answers({ ok: false, fault: 'not-allowed' });
  clock.turn(2_000);
  expect((await now()).trouble?.text).toMatch(/^Это может только руководитель/);
  pane.left();
  clock.turn(60_000);
  expect(asked.length).toBe(before + 2);
});

it('asks at the gateway’s pace, and again what it could not take now', async () => {
  const waits: number[] = [];
  const faults = ['too-many', 'gateway-lost'] as const;
  let tries = 0;
  const answer = await patientAsk(
    { query: 'dialTeam', args: { listId: 'a' as never } },
    {
      ask: async () => {
        const fault = faults[tries++];
        return fault ? { ok: false, fault } : { ok: true, value: 7 };
      },
      wait: async (ms) => void waits.push(ms),
      signal: new AbortController().signal,
    },
  );
  expect(answer).toEqual({ ok: true, value: 7 });
  expect(waits).toEqual([1_500, 1_500, 210]);
});
