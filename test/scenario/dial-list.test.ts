import { DEFAULT_SETTINGS, type ListSettings } from '../../src/call/dial-list';
import type { DialNow, RowsAdded, RowsFound } from '../../src/protocol/dial-lists';
import type { TeamNow } from '../../src/protocol/dial-team';
import type { Outcome } from '../../src/protocol/messages';
import { DialledCustomers } from '../gateway/support/dialled-customers';
import { customerRings } from '../gateway/support/office-calls';
import { USERS, World, type AgentSocket } from '../gateway/support/gateway-under-test';
import { eventually } from '../support/eventually';

let world: World;
let customers: DialledCustomers;
afterEach(() => world.stop());

async function open(): Promise<AgentSocket> {
  world = await World.start(({ amo }) => {
    amo.settings = { extensions: '{}', supervisors: '102' };
  });
  customers = new DialledCustomers(world.ami);
  return world.seatedAgent(USERS.anna);
}

const row = (number: string, name = `Клиент ${number}`) => ({ number, name, company: '', links: [] });
const AT_ONCE: ListSettings = { ...DEFAULT_SETTINGS, intervalSec: 0, hours: { fromMin: 0, toMin: 24 * 60 } };

async function ask<Value>(agent: AgentSocket, command: string, args: object): Promise<Value> {
  const outcome = (await agent.ask(command, args)) as Outcome<Value>;
  if (!outcome.ok) throw new Error(`${command} was refused: ${outcome.fault}`);
  return outcome.value;
}

/** A list with these rows, ready to call. */
async function filled(
  agent: AgentSocket,
  numbers: readonly string[],
  settings: Partial<ListSettings> = {},
): Promise<string> {
  const { listId } = await ask<RowsAdded>(agent, 'dialAdd', { rows: numbers.map((number) => row(number)) });
  await ask(agent, 'dialEdit', { edit: 'settings', listId, settings: { ...AT_ONCE, ...settings } });
  return listId;
}

const start = (agent: AgentSocket, listId: string) => ask(agent, 'dialDo', { listId, what: 'start' });
const rowsOf = async (agent: AgentSocket, listId: string) =>
  (await ask<RowsFound>(agent, 'dialRows', { listId, from: 0, count: 100, find: '' })).rows;
const seatIs =
  (step: string, paused?: string) =>
  ({ seat }: DialNow): boolean =>
    seat?.step === step && seat.paused === paused;

it('takes numbers in any writing once, and says which cannot be dialled', async () => {
  const anna = await open();
  const rows = [
    { ...row('8 (998) 100-00-01', 'Марина'), links: [{ type: 'contact', id: 1, name: 'Марина' }] },
    { ...row('+79981000001', 'Марина К.'), links: [{ type: 'lead', id: 2, name: 'Окна' }] },
    row('нет номера'),
    row('101'),
    row('+7 998 100-00-02', '<img src=x onerror=alert(1)>'),
  ];
  const added = await ask<RowsAdded>(anna, 'dialAdd', { rows });
  expect(added).toMatchObject({ added: 2, known: 0, wrong: [2, 3] });
  expect(await ask(anna, 'dialAdd', { rows: rows.slice(0, 1) })).toMatchObject({ added: 0, known: 1 });
  expect(await rowsOf(anna, added.listId)).toMatchObject([
    {
      number: '+79981000001',
      text: '+7 998 100-00-01',
      name: 'Марина',
      links: [
        { type: 'contact', id: 1 },
        { type: 'lead', id: 2 },
      ],
      state: 'waiting',
    },
    { number: '+79981000002', name: '<img src=x onerror=alert(1)>' },
  ]);
  const { lists } = await anna.dialling(({ lists: [list] }) => list?.total === 2);
  expect(lists).toMatchObject([{ name: '', done: 0, isHis: true, members: [USERS.anna] }]);
});

it('calls one after another, and knows from the PBX what became of each', async () => {
  const anna = await open();
  customers.reactions = { '79981000002': 'busy', '79981000003': 'no-answer', '79981000004': 'wrong-number' };
  const numbers = [1, 2, 3, 4, 5].map((last) => `+7998100000${last}`);
  const listId = await filled(anna, numbers);
  await start(anna, listId);
  const first = await anna.dialling(seatIs('calling'));
  await eventually('they talk', () => customers.talks.length === 1);
  customers.hangUp(customers.talks[0] ?? '');
  const after = await anna.dialling(seatIs('after'));
  expect(after.seat).toMatchObject({ status: 4, callId: first.seat?.callId, row: { number: numbers[0] } });
  await ask(anna, 'dialDo', { listId, what: 'next' });
  await eventually('the last one talks', () => customers.talks.length === 1);
  expect(customers.calls.map(({ number }) => `+${number}`)).toEqual(numbers);
  customers.hangUp(customers.talks[0] ?? '');
  await anna.dialling(seatIs('after'));
  await ask(anna, 'dialDo', { listId, what: 'next' });
  const { seat, lists } = await anna.dialling(seatIs('empty'));
  expect(seat).toMatchObject({ why: 'retry' });
  expect(lists).toMatchObject([{ total: 5, done: 3 }]);
  const rows = await rowsOf(anna, listId);
  expect(rows.map(({ state, outcome, tries }) => [state, outcome, tries])).toEqual([
    ['done', 4, 1],
    ['waiting', 7, 1],
    ['waiting', 6, 1],
    ['done', 5, 1],
    ['done', 4, 1],
  ]);
  expect((rows[1]?.dueAt ?? 0) - (rows[1]?.at ?? 0)).toBe(15 * 60_000);
  expect(await world.amo.logged(5)).toHaveLength(5);
  expect(world.amo.calls.map(({ call_status }) => call_status).sort()).toEqual([4, 4, 5, 6, 7]);
});

it('waits for the agent before each call in preview, lets him skip, and keeps his place', async () => {
  const anna = await open();
  const listId = await filled(anna, ['+79981000001', '+79981000002'], { mode: 'preview' });
  await start(anna, listId);
  expect((await anna.dialling(seatIs('next'))).seat).toMatchObject({ row: { number: '+79981000001' } });
  await ask(anna, 'dialDo', { listId, what: 'skip' });
  await anna.dialling(({ seat }) => seat?.row?.number === '+79981000002');
  expect(customers.calls).toEqual([]);
  await ask(anna, 'dialDo', { listId, what: 'call' });
  await eventually('they talk', () => customers.talks.length === 1);
  customers.hangUp(customers.talks[0] ?? '');
  await anna.dialling(seatIs('after'));
  await ask(anna, 'dialDo', { listId, what: 'next' });
  const { seat } = await anna.dialling(seatIs('next'));
  expect(seat?.row).toMatchObject({ number: '+79981000001', outcome: 'skipped', tries: 0 });
});

it('is paused by another call, and goes on when the agent says so', async () => {
  const anna = await open();
  const listId = await filled(anna, ['+79981000001'], { intervalSec: 600 });
  await start(anna, listId);
  await anna.dialling(({ seat }) => seat?.dialsAt !== undefined);
  world.ami.emit(...customerRings('c1', '101'));
  expect((await anna.dialling(seatIs('next', 'call'))).seat?.dialsAt).toBeUndefined();
  await ask(anna, 'dialDo', { listId, what: 'resume' });
  await anna.dialling(seatIs('next', 'call'));
  expect(customers.calls).toEqual([]);
});

it('keeps the number when the agent’s own phone is not picked up: nobody was called', async () => {
  const anna = await open();
  customers.phonesRingOn = true;
  const listId = await filled(anna, ['+79981000001']);
  await start(anna, listId);
  await anna.dialling(seatIs('next', 'phone'));
  expect(await rowsOf(anna, listId)).toMatchObject([{ state: 'taken', tries: 0 }]);
  customers.phonesRingOn = false;
  await ask(anna, 'dialDo', { listId, what: 'resume' });
  await eventually('they talk', () => customers.talks.length === 1);
  expect(customers.timesCalled('79981000001')).toBe(1);
});

it('stops when number after number cannot be reached: the line may be broken', async () => {
  const anna = await open();
  const numbers = [1, 2, 3, 4, 5].map((last) => `+7998100000${last}`);
  customers.reactions = Object.fromEntries(numbers.map((number) => [number.slice(1), 'no-line']));
  const listId = await filled(anna, numbers);
  await start(anna, listId);
  await anna.dialling(seatIs('next', 'line'));
  expect(customers.calls).toHaveLength(3);
});

it('gives two agents of a list different numbers, and takes back what one who left would have called', async () => {
  const anna = await open();
  const timur = await world.seatedAgent(USERS.timur);
  const listId = await ask<string>(timur, 'dialEdit', { edit: 'new', name: 'Реактивация' });
  const numbers = [1, 2, 3].map((last) => `+7998100000${last}`);
  await ask(timur, 'dialAdd', { listId, rows: numbers.map((number) => row(number)) });
  await ask(timur, 'dialEdit', { edit: 'settings', listId, settings: { ...AT_ONCE, mode: 'preview' } });
  expect(await anna.ask('dialDo', { listId, what: 'start' })).toEqual({ ok: false, fault: 'not-allowed' });
  await ask(timur, 'dialEdit', { edit: 'members', listId, members: [USERS.anna, USERS.timur] });
  await start(anna, listId);
  await start(timur, listId);
  const [hers, his] = [await anna.dialling(seatIs('next')), await timur.dialling(seatIs('next'))];
  expect([hers.seat?.row?.number, his.seat?.row?.number]).toEqual(numbers.slice(0, 2));
  anna.close();
  await timur.whenDialling(async () => (await rowsOf(timur, listId))[0]?.state === 'waiting' || undefined);
  await ask(timur, 'dialDo', { listId, what: 'skip' });
  expect((await timur.dialling(({ seat }) => seat?.row?.number === numbers[0])).seat).toMatchObject({
    step: 'next',
  });
  const team = await ask<TeamNow>(timur, 'dialTeam', { listId });
  expect(team.members).toMatchObject([
    { userId: USERS.anna, isOnline: false, seat: { paused: 'away' } },
    { userId: USERS.timur, isOnline: true, seat: { step: 'next' } },
  ]);
}, 15_000);

it('writes what the agent says of a call into its log, and calls again by that', async () => {
  const anna = await open();
  customers.talksAreShort = true;
  const listId = await filled(anna, ['+79981000001']);
  await start(anna, listId);
  const { seat } = await anna.dialling(seatIs('after'));
  await ask(anna, 'dialEdit', { edit: 'outcome', listId, rowId: seat?.row?.id, status: 2 });
  expect(await rowsOf(anna, listId)).toMatchObject([{ state: 'waiting', outcome: 2 }]);
  expect((await world.amo.logged(2))[1]).toMatchObject({ id: 1, params: { call_status: 2 } });
});

it('logs the call on the lead that was ticked', async () => {
  const anna = await open();
  customers.talksAreShort = true;
  const links = [
    { type: 'lead', id: 22, name: 'Окна' },
    { type: 'contact', id: 7, name: 'Марина' },
  ];
  const rows = [{ ...row('+79981000001'), links }];
  const { listId } = await ask<RowsAdded>(anna, 'dialAdd', { rows });
  await ask(anna, 'dialEdit', { edit: 'settings', listId, settings: AT_ONCE });
  await start(anna, listId);
  await anna.dialling(seatIs('after'));
  await eventually('a note on the lead', () =>
    world.amo.requests.some(({ method, path }) => method === 'POST' && path.startsWith('/api/v4/leads')),
  );
});

it('shows a list to its own people only', async () => {
  const anna = await open();
  const stranger = await world.seatedAgent(USERS.noPhone);
  const listId = await filled(anna, ['+79981000001']);
  for (const [command, args] of [
    ['dialRows', { listId, from: 0, count: 10, find: '' }],
    ['dialAdd', { listId, rows: [row('+79981000009')] }],
    ['dialDo', { listId, what: 'start' }],
    ['dialEdit', { edit: 'drop', listId }],
    ['dialTeam', { listId }],
  ] as const)
    expect(await stranger.ask(command, args)).toEqual({ ok: false, fault: 'not-allowed' });
  for (const edit of [
    { edit: 'members', listId, members: [USERS.noPhone] },
    { edit: 'stop', listId },
  ])
    expect(await anna.ask('dialEdit', edit)).toEqual({ ok: false, fault: 'not-allowed' });
  expect(stranger.dialled.at(-1)).toEqual({ lists: [] });
});

it('goes on where it was after a restart of the gateway', async () => {
  const anna = await open();
  const listId = await filled(anna, ['+79981000001', '+79981000002'], { mode: 'preview' });
  await start(anna, listId);
  await anna.dialling(seatIs('next'));
  await world.gateway.close();
  await world.startGateway();
  const again = await world.seatedAgent(USERS.anna);
  const { seat, lists } = await again.dialling(seatIs('next'));
  expect(seat?.row?.number).toBe('+79981000001');
  expect(lists).toMatchObject([{ total: 2, done: 0 }]);
});
