import type { JournalCall } from '../../../src/protocol/journal';
import type { AgentCommand } from '../../../src/widget/channel/agent-command';
import { showRecentCalls } from '../../../src/widget/recent-calls/recent-calls';
import { createRender, createTwigView, type TwigEngine } from '../../../src/widget/ui/twig-view';
import { callId } from '../../support/call-view-builder';
import { HandLine } from '../softphone/hand-line';
import { picture, TALKING } from '../softphone/panel-pictures';
import { sayIn } from '../support/words';
import { HandClock } from '../ui/hand-clock';

const NOW = new Date('2026-11-27T15:00:00').getTime();
const HOUR_MS = 3_600_000;
const render = createRender(jest.requireActual<TwigEngine>('twig'));

const CALLS: readonly JournalCall[] = [
  {
    ...{ callId: callId('c1'), at: NOW - HOUR_MS, direction: 'inbound', number: '+7 998 115-90-22' },
    ...{ name: 'Павел Гусев', talkMs: 0, disposition: 'no-answer' },
  },
  {
    ...{ callId: callId('c2'), at: NOW - 2 * HOUR_MS, direction: 'inbound', number: '+7 998 444-55-66' },
    ...{ name: 'Марина Ковалёва', talkMs: 258_000, disposition: 'answered' },
  },
  {
    ...{ callId: callId('c3'), at: NOW - 72 * HOUR_MS, direction: 'outbound', number: '+7 998 210-44-07' },
    ...{ talkMs: 0, disposition: 'busy' },
  },
  {
    ...{ callId: callId('c4'), at: NOW - 96 * HOUR_MS, direction: 'inbound', number: '' },
    ...{ talkMs: 61_000, disposition: 'answered' },
  },
];

function panel(isSeen = true) {
  const [line, clock, recent] = [new HandLine(), new HandClock(NOW), document.createElement('div')];
  document.body.append(recent);
  const state = { asked: 0, isSeen, ran: [] as AgentCommand[], look: (): void => undefined };
  const ask = async () => {
    state.asked += 1;
    return { ok: true, value: CALLS } as const;
  };
  const close = showRecentCalls({
    ...{ recent, clock, say: sayIn('ru'), language: 'ru' },
    line: { watch: line.watch, ask },
    run: async (command) => void state.ran.push(command),
    openView: (place, act) => createTwigView(place, render, clock, act),
    tab: { isSeen: () => state.isSeen, onSeen: (look) => ((state.look = look), () => undefined) },
  });
  const settled = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { line, clock, recent, state, close, settled };
}

afterEach(() => document.body.replaceChildren());

it('tells who called, what it was and when, and calls back with a click', async () => {
  const { line, recent, state, settled } = panel();
  line.show(picture());
  await settled();
  const rows = [...recent.querySelectorAll('button')].map((row) =>
    [...row.querySelectorAll('.tel-row__name, .tel-row__sub, .tel-row__end')].map((part) => part.textContent),
  );
  expect(recent.querySelector('.tel-label')?.textContent).toBe('Недавние');
  expect(rows).toEqual([
    ['Павел Гусев', 'Пропущенный', '14:00'],
    ['Марина Ковалёва', 'Входящий, 4:18', '13:00'],
    ['+7 998 210-44-07', 'Исходящий, без ответа', '24 нояб.'],
    ['Номер скрыт', 'Входящий, 1:01', '23 нояб.'],
  ]);
  recent.querySelectorAll('button')[0]?.click();
  recent.querySelectorAll('button')[3]?.click();
  expect(state.ran).toEqual([{ command: 'call', number: '+7 998 115-90-22' }]);
});

it('asks once, and again when a call is over and written down', async () => {
  const { line, clock, state, settled } = panel();
  line.show(picture());
  line.show(picture());
  await settled();
  expect(state.asked).toBe(1);
  line.show(TALKING);
  clock.turn(10_000);
  await settled();
  const during = state.asked;
  line.show(picture());
  await settled();
  expect(state.asked).toBe(during);
  clock.turn(1_500);
  await settled();
  expect(state.asked).toBe(during + 1);
});

it('asks nothing in a tab that the agent does not see, until he does', async () => {
  const { line, state, settled } = panel(false);
  line.show(picture());
  await settled();
  expect(state.asked).toBe(0);
  state.isSeen = true;
  state.look();
  await settled();
  expect(state.asked).toBe(1);
});

it('leaves nothing behind', async () => {
  const { line, recent, close, settled } = panel();
  line.show(picture());
  await settled();
  close();
  expect(recent.childElementCount).toBe(0);
});
