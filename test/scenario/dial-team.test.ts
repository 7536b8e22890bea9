import { DEFAULT_SETTINGS, type ListSettings } from '../../src/call/dial-list';
import type { DialNow, RowsFound } from '../../src/protocol/dial-lists';
import type { PastCallNow, RunNow, TeamNow } from '../../src/protocol/dial-team';
import { parsePastCalls, parseRuns, parseTeamNow } from '../../src/protocol/dial-team';
import type { Outcome } from '../../src/protocol/messages';
import { DialledCustomers } from '../gateway/support/dialled-customers';
import { USERS, World, type AgentSocket } from '../gateway/support/gateway-under-test';
import { eventually } from '../support/eventually';

/* A supervisor (Timur, 102) gives a list to Anna (101) and to himself, and sees what becomes of it. */

let world: World;
let customers: DialledCustomers;
let anna: AgentSocket;
let timur: AgentSocket;
let listId: string;
afterEach(() => world.stop());

const NUMBERS = [1, 2, 3, 4].map((last) => `+7998100000${last}`);
const AT_ONCE: ListSettings = { ...DEFAULT_SETTINGS, intervalSec: 0, hours: { fromMin: 0, toMin: 24 * 60 } };

async function ask<Value>(agent: AgentSocket, command: string, args: object): Promise<Value> {
  const outcome = (await agent.ask(command, args)) as Outcome<Value>;
  if (!outcome.ok) throw new Error(`${command} was refused: ${outcome.fault}`);
  return outcome.value;
}
const team = async (): Promise<TeamNow> => {
  const now = parseTeamNow(await ask(timur, 'dialTeam', { listId }));
  if (!now) throw new Error('the widget would not understand the team');
  return now;
};
const runs = async (): Promise<readonly RunNow[]> =>
  parseRuns(await ask(timur, 'dialRuns', { listId, from: 0, count: 10 })) ?? [];
const calls = async (args: object = {}): Promise<readonly PastCallNow[]> =>
  parsePastCalls(await ask(timur, 'dialCalls', { listId, count: 50, ...args })) ?? [];
const rows = async () =>
  (await ask<RowsFound>(timur, 'dialRows', { listId, from: 0, count: 100, find: '' })).rows;
const start = (agent: AgentSocket) => ask(agent, 'dialDo', { listId, what: 'start' });
const seatIs =
  (step: string, number?: string) =>
  ({ seat }: DialNow): boolean =>
    seat?.step === step && (number === undefined || seat.row?.number === number);
const standsNowhere = ({ seat }: DialNow): boolean => seat === undefined;

async function open(settings: Partial<ListSettings> = {}): Promise<void> {
  world = await World.start(({ amo }) => {
    amo.settings = { extensions: '{}', supervisors: '102' };
  });
  customers = new DialledCustomers(world.ami);
  anna = await world.seatedAgent(USERS.anna);
  timur = await world.seatedAgent(USERS.timur);
  listId = await ask<string>(timur, 'dialEdit', { edit: 'new', name: 'Реактивация' });
  const rowsToAdd = NUMBERS.map((number) => ({ number, name: `=${number}`, company: '', links: [] }));
  await ask(timur, 'dialAdd', { listId, rows: rowsToAdd });
  await ask(timur, 'dialEdit', { edit: 'settings', listId, settings: { ...AT_ONCE, ...settings } });
  await ask(timur, 'dialEdit', { edit: 'members', listId, members: [USERS.anna, USERS.timur] });
}

it('shows who does what now, and how many calls with which outcomes there were', async () => {
  await open();
  customers.reactions = { '79981000001': 'busy' };
  await start(anna);
  await eventually('she talks', () => customers.talks.length === 1);
  const [her, him] = await eventually('the team sees that she talks', async () => {
    const { members } = await team();
    return members[0]?.talkSince !== undefined && members;
  });
  expect(her).toMatchObject({
    ...{ name: 'Анна', extension: '101', isOnline: true, calls: 1, talks: 0 },
    seat: { step: 'calling', row: { number: NUMBERS[1] } },
  });
  expect(her?.talkSince).toBeGreaterThan(0);
  expect(her?.gapMs).toBeGreaterThanOrEqual(0);
  expect(him).toMatchObject({ name: 'Тимур', calls: 0 });
  expect(him?.seat).toBeUndefined();
  customers.hangUp(customers.talks[0] ?? '');
  await anna.dialling(seatIs('after'));
  const after = await team();
  expect(after.outcomes).toEqual([
    { outcome: 4, rows: 1 },
    { outcome: 7, rows: 1 },
  ]);
  expect(after.members[0]).toMatchObject({ calls: 2, talks: 1 });
  expect(after.people.map(({ name }) => name)).toEqual(['Анна', 'Тимур']);
});

it('stops one agent and lets the others go on', async () => {
  await open({ mode: 'preview' });
  await start(anna);
  await anna.dialling(seatIs('next', NUMBERS[0]));
  await start(timur);
  await timur.dialling(seatIs('next', NUMBERS[1]));
  await ask(timur, 'dialEdit', { edit: 'stop', listId, userId: USERS.anna });
  await anna.dialling(standsNowhere);
  expect((await rows()).map(({ state }) => state)).toEqual(['waiting', 'taken', 'waiting', 'waiting']);
  expect((await team()).members.map(({ seat }) => seat?.step)).toEqual([undefined, 'next']);
  await ask(timur, 'dialEdit', { edit: 'stop', listId });
  await timur.dialling(standsNowhere);
});

it('keeps rows for the agent to whom they were given, and gives them to all when he leaves the list', async () => {
  await open({ mode: 'preview' });
  const [first, second] = await rows();
  await ask(timur, 'dialEdit', { edit: 'keep', listId, rowIds: [first?.id], userId: USERS.timur });
  await start(anna);
  await anna.dialling(seatIs('next', NUMBERS[1]));
  await start(timur);
  await timur.dialling(seatIs('next', NUMBERS[0]));
  await ask(timur, 'dialDo', { listId, what: 'stop' });
  expect((await team()).members.map(({ kept }) => kept)).toEqual([0, 1]);
  await ask(timur, 'dialEdit', { edit: 'members', listId, members: [USERS.anna] });
  await ask(anna, 'dialDo', { listId, what: 'skip' });
  await anna.dialling(seatIs('next', NUMBERS[0]));
  // He is a supervisor, and no caller of the list any more.
  const args = { edit: 'keep', listId, rowIds: [second?.id], userId: USERS.timur };
  expect(await timur.ask('dialEdit', args)).toEqual({ ok: false, fault: 'malformed' });
});

it('remembers every run with its calls, also of rows that are gone', async () => {
  await open();
  customers.reactions = { '79981000001': 'busy', '79981000002': 'wrong-number' };
  await start(anna);
  await eventually('she talks', () => customers.talks.length === 1);
  customers.hangUp(customers.talks[0] ?? '');
  const { seat } = await anna.dialling(seatIs('after'));
  await ask(anna, 'dialEdit', { edit: 'outcome', listId, rowId: seat?.row?.id, status: 2 });
  await ask(anna, 'dialDo', { listId, what: 'stop' });
  await start(timur);
  await eventually('he talks', () => customers.talks.length === 1);
  const [his, hers, ...more] = await runs();
  expect(more).toEqual([]);
  expect(his).toMatchObject({ userId: USERS.timur, name: 'Тимур', calls: 0, outcomes: [] });
  expect(hers).toMatchObject({ userId: USERS.anna, calls: 3, talks: 0 });
  expect(hers?.outcomes.map(({ outcome }) => outcome).sort()).toEqual([2, 5, 7]);
  await ask(timur, 'dialEdit', { edit: 'remove', listId, rowIds: [(await rows())[0]?.id] });
  const run = { userId: USERS.anna, began: hers?.began };
  expect(await calls({ run })).toMatchObject([
    { name: `=${NUMBERS[2]}`, outcome: 2, by: 'Анна' },
    { name: `=${NUMBERS[1]}`, outcome: 5 },
    { name: `=${NUMBERS[0]}`, outcome: 7, text: '+7 998 100-00-01' },
  ]);
  const [on, ...before] = await calls();
  expect(on).toMatchObject({ by: 'Тимур' });
  expect(on?.outcome).toBeUndefined();
  expect(await calls({ before: before[0]?.place })).toEqual(before.slice(1));
  await ask(timur, 'dialEdit', { edit: 'drop', listId });
  expect(await timur.ask('dialRuns', { listId, from: 0, count: 10 })).toMatchObject({ fault: 'not-allowed' });
});

it('counts no call that reached nobody because the agent’s own phone was not picked up', async () => {
  await open();
  customers.phonesRingOn = true;
  await start(anna);
  await anna.dialling(({ seat }) => seat?.paused === 'phone');
  expect(await calls()).toEqual([]);
  expect((await team()).members[0]).toMatchObject({ calls: 0 });
});

it('tells nothing of it to agents, of other people’s own lists to nobody, and takes no nonsense', async () => {
  await open();
  for (const [command, args] of [
    ['dialTeam', { listId }],
    ['dialRuns', { listId, from: 0, count: 10 }],
    ['dialCalls', { listId, count: 10 }],
    ['dialEdit', { edit: 'stop', listId, userId: USERS.timur }],
    ['dialEdit', { edit: 'keep', listId, rowIds: [1] }],
    ['dialEdit', { edit: 'members', listId, members: [USERS.anna] }],
  ] as const)
    expect(await anna.ask(command, args)).toEqual({ ok: false, fault: 'not-allowed' });
  const row = { number: NUMBERS[0], name: '', company: '', links: [] };
  const { listId: own } = await ask<{ listId: string }>(anna, 'dialAdd', { rows: [row] });
  for (const [command, args] of [
    ['dialTeam', { listId: own }],
    ['dialRuns', { listId: own, from: 0, count: 10 }],
    ['dialCalls', { listId: own, count: 10 }],
    ['dialEdit', { edit: 'stop', listId: own }],
  ] as const)
    expect(await timur.ask(command, args)).toEqual({ ok: false, fault: 'not-allowed' });
  for (const [command, args] of [
    ['dialTeam', { listId: "x' OR 1=1 --" }],
    ['dialRuns', { listId, from: -1, count: 10 }],
    ['dialRuns', { listId, from: 0, count: 1_000_000 }],
    ['dialCalls', { listId, count: 0 }],
    ['dialCalls', { listId, count: 10, before: 'c1' }],
    ['dialCalls', { listId, count: 10, run: { userId: USERS.anna } }],
    ['dialCalls', { listId, count: 10, run: null }],
    ['dialEdit', { edit: 'stop', listId, userId: 'anna' }],
    ['dialEdit', { edit: 'keep', listId, rowIds: ['1'] }],
    ['dialEdit', { edit: 'keep', listId, rowIds: Array.from({ length: 101 }, (_, id) => id + 1) }],
  ] as const)
    expect(await timur.ask(command, args)).toEqual({ ok: false, fault: 'malformed' });
});
