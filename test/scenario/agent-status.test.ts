import type { DialNow, RowsAdded } from '../../src/protocol/dial-lists';
import type { AgentState, Outcome } from '../../src/protocol/messages';
import { DEFAULT_SETTINGS } from '../../src/call/dial-list';
import type { Fields } from '../gateway/support/fake-ami';
import { DialledCustomers } from '../gateway/support/dialled-customers';
import { USERS, World, type AgentSocket } from '../gateway/support/gateway-under-test';
import { eventually } from '../support/eventually';

let world: World;
afterEach(() => world.stop());

const done = { ok: true, value: null };
const statusIs =
  (status: string) =>
  ({ agent }: AgentState): boolean =>
    agent.status === status;
const choose = (agent: AgentSocket, status: string) => agent.ask('chooseStatus', { status });

/** What the PBX was told last of each variable and each member of a queue. */
function toldPbx(): Readonly<Record<string, string>> {
  const told = world.ami.actions.flatMap((action): [string, string][] => {
    const { Action, Variable = '', Value = '', Interface = '', Paused = '' } = action;
    if (Action === 'Setvar') return [[Variable, Value]];
    return Action === 'QueuePause' ? [[Interface, Paused]] : [];
  });
  return Object.fromEntries(told);
}

it('is chosen in one browser, stands in the other ones, and outlives the gateway', async () => {
  world = await World.start();
  const [desk, laptop] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.anna)];
  expect(await choose(desk, 'dnd')).toEqual(done);
  await laptop.state(statusIs('dnd'));
  await world.gateway.close();
  await world.startGateway();
  const anna = await world.seatedAgent(USERS.anna);
  await anna.state(statusIs('dnd'));
  await choose(anna, 'ready');
  await anna.state(statusIs('ready'));
});

it('refuses what is no status, and a status of somebody without a phone', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  const denis = await world.seatedAgent(USERS.noPhone);
  expect(await choose(anna, 'on-holiday')).toEqual({ ok: false, fault: 'malformed' });
  expect(await choose(denis, 'dnd')).toEqual({ ok: false, fault: 'no-extension' });
});

it('shows colleagues who look for somebody to hand a call to', async () => {
  world = await World.start();
  world.ami.script = (action) => (action['Action'] === 'DeviceStateList' ? bothRegistered : undefined);
  const [anna, timur] = [await world.seatedAgent(USERS.anna), await world.seatedAgent(USERS.timur)];
  const seen = async () => {
    const found = (await timur.ask('colleagues', { find: '' })) as Outcome<readonly { now: unknown }[]>;
    return found.ok ? found.value.map(({ now }) => now) : found;
  };
  await eventually('the phones are known', async () => JSON.stringify(await seen()).includes('free'));
  for (const status of ['dnd', 'away']) {
    await choose(anna, status);
    expect(await seen()).toEqual([{ presence: status }]);
  }
});

it('tells the PBX whom groups and queues leave out, and tells it again when the PBX has forgotten', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  await choose(anna, 'dnd');
  const isOut = () => toldPbx()['LINIA_STATUS_101'] === 'dnd' && toldPbx()['PJSIP/101'] === 'true';
  await eventually('the PBX leaves her out', isOut);
  world.ami.actions.length = 0;
  world.ami.cut();
  await eventually('it is told again', isOut);
  await choose(anna, 'ready');
  await eventually('she is rung again', () => toldPbx()['LINIA_STATUS_101'] === '');
  await eventually('by queues too', () => toldPbx()['PJSIP/101'] === 'false');
});

it('tells the administrator when the PBX does not let the gateway pause members of queues', async () => {
  world = await World.start();
  world.ami.script = ({ Action }) =>
    Action === 'QueuePause' ? [{ Response: 'Error', Message: 'Permission denied' }] : undefined;
  const anna = await world.seatedAgent(USERS.anna);
  const troubles = () => Object.values(world.gateway.health()).flatMap((health) => health.troubles);
  expect(troubles()).toEqual([]);
  expect(await choose(anna, 'dnd')).toEqual(done);
  await eventually('it is said', () =>
    troubles().some((trouble) => trouble.includes('add "agent" to "write"')),
  );
});

it('takes no trouble from an agent who is in no queue', async () => {
  world = await World.start();
  world.ami.script = ({ Action }) =>
    Action === 'QueuePause' ? [{ Response: 'Error', Message: 'Interface not found' }] : undefined;
  const anna = await world.seatedAgent(USERS.anna);
  await choose(anna, 'away');
  await eventually('the PBX was asked', () => toldPbx()['PJSIP/101'] === 'true');
  expect(Object.values(world.gateway.health()).flatMap(({ troubles }) => troubles)).toEqual([]);
});

it.each([
  ['dnd', 'dnd'],
  ['away', 'stepped-out'],
])(
  'pauses the dial list of an agent who chooses %s, says so, and goes on only when he says so',
  async (status, why) => {
    world = await World.start();
    const customers = new DialledCustomers(world.ami);
    const anna = await world.seatedAgent(USERS.anna);
    const rows = [{ number: '+79981000001', name: 'Марина', company: '', links: [] }];
    const added = (await anna.ask('dialAdd', { rows })) as Outcome<RowsAdded>;
    const { listId } = added.ok ? added.value : { listId: '' };
    const hours = { fromMin: 0, toMin: 24 * 60 };
    await anna.ask('dialEdit', {
      ...{ edit: 'settings', listId },
      settings: { ...DEFAULT_SETTINGS, intervalSec: 600, hours },
    });
    const act = (what: string) => anna.ask('dialDo', { listId, what });
    await act('start');
    await anna.dialling(({ seat }: DialNow) => seat?.step === 'next' && seat.dialsAt !== undefined);
    await choose(anna, status);
    const { seat } = await anna.dialling(({ seat: now }: DialNow) => now?.paused === why);
    expect(seat).toMatchObject({ step: 'next', row: { number: '+79981000001' } });
    expect(seat?.dialsAt).toBeUndefined();
    for (const what of ['resume', 'call', 'start']) await act(what);
    await choose(anna, 'ready');
    await anna.state(statusIs('ready'));
    expect(customers.calls).toEqual([]);
    await act('call');
    await anna.dialling(({ seat: now }: DialNow) => now?.step === 'calling');
    expect(customers.timesCalled('79981000001')).toBe(1);
  },
);

const device = (extension: string): Fields => ({
  ...{ Event: 'DeviceStateChange', Device: `PJSIP/${extension}`, State: 'NOT_INUSE' },
});
const bothRegistered: readonly Fields[] = [
  { Response: 'Success', EventList: 'start' },
  device('101'),
  device('102'),
  { Event: 'DeviceStateListComplete', EventList: 'Complete' },
];
