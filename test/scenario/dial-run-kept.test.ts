import { DEFAULT_SETTINGS, type ListSettings } from '../../src/call/dial-list';
import type { DialNow, RowNow, RowsAdded, RowsFound } from '../../src/protocol/dial-lists';
import type { Outcome } from '../../src/protocol/messages';
import { DialledCustomers } from '../gateway/support/dialled-customers';
import { USERS, World, type AgentSocket } from '../gateway/support/gateway-under-test';
import { eventually } from '../support/eventually';

/* A run goes on wherever its agent is: in two tabs, at another computer, after a restart of the gateway. */

let world: World;
let customers: DialledCustomers;
afterEach(() => world.stop());

const NUMBERS = [1, 2, 3].map((last) => `+7998100000${last}`);
const AT_ONCE: ListSettings = { ...DEFAULT_SETTINGS, intervalSec: 0, hours: { fromMin: 0, toMin: 24 * 60 } };

async function ask<Value>(agent: AgentSocket, command: string, args: object): Promise<Value> {
  const outcome = (await agent.ask(command, args)) as Outcome<Value>;
  if (!outcome.ok) throw new Error(`${command} was refused: ${outcome.fault}`);
  return outcome.value;
}
const isAt =
  (step: string, number?: string) =>
  ({ seat }: DialNow): boolean =>
    seat?.step === step && (number === undefined || seat.row?.number === number);

/** Anna at a list of three numbers. */
async function begun(settings: Partial<ListSettings> = {}) {
  world = await World.start();
  customers = new DialledCustomers(world.ami);
  const anna = await world.seatedAgent(USERS.anna);
  const rows = NUMBERS.map((number) => ({ number, name: '', company: '', links: [] }));
  const { listId } = await ask<RowsAdded>(anna, 'dialAdd', { rows });
  await ask(anna, 'dialEdit', { edit: 'settings', listId, settings: { ...AT_ONCE, ...settings } });
  await ask(anna, 'dialDo', { listId, what: 'start' });
  return { anna, listId };
}
const rowsOf = async (agent: AgentSocket, listId: string): Promise<readonly RowNow[]> =>
  (await ask<RowsFound>(agent, 'dialRows', { listId, from: 0, count: 10, find: '' })).rows;
const talk = async (): Promise<string> =>
  eventually('they talk', () => (customers.talks.length === 1 ? customers.talks[0] : undefined));
const calledOnce = (...numbers: readonly string[]): void =>
  expect(customers.calls.map(({ number }) => `+${number}`)).toEqual(numbers);

it('calls once though the agent presses in two tabs at the same moment, and shows both the same', async () => {
  const { anna, listId } = await begun({ mode: 'preview' });
  const tab = await world.seatedAgent(USERS.anna);
  await Promise.all([anna, tab].map((one) => one.dialling(isAt('next', NUMBERS[0]))));
  await Promise.all([anna, tab].map((one) => ask(one, 'dialDo', { listId, what: 'call' })));
  customers.hangUp(await talk());
  const seats = await Promise.all([anna, tab].map((one) => one.dialling(isAt('after'))));
  expect(seats[0]?.seat).toEqual(seats[1]?.seat);
  await Promise.all([anna, tab].map((one) => ask(one, 'dialDo', { listId, what: 'next' })));
  await tab.dialling(isAt('next', NUMBERS[1]));
  calledOnce(NUMBERS[0] ?? '');
});

it('goes on in the other tab when one is closed, and by itself', async () => {
  const { anna } = await begun();
  const tab = await world.seatedAgent(USERS.anna);
  const first = await talk();
  anna.close();
  customers.hangUp(first);
  await tab.dialling(isAt('after', NUMBERS[0]));
  expect(tab.dialled.at(-1)?.seat?.paused).toBeUndefined();
});

it('is taken up at another computer in the middle of a talk', async () => {
  const { anna, listId } = await begun();
  const { seat } = await anna.dialling(isAt('calling'));
  const first = await talk();
  anna.close();
  await anna.gone;
  const other = await world.seatedAgent(USERS.anna);
  expect((await other.dialling(isAt('calling'))).seat).toMatchObject({
    callId: seat?.callId,
    row: { number: NUMBERS[0] },
  });
  customers.hangUp(first);
  await other.dialling(isAt('after', NUMBERS[0]));
  await ask(other, 'dialDo', { listId, what: 'next' });
  await talk();
  calledOnce(NUMBERS[0] ?? '', NUMBERS[1] ?? '');
});

it('waits for a page that reloads instead of giving its row away', async () => {
  const { anna, listId } = await begun({ intervalSec: 600 });
  await anna.dialling(isAt('next', NUMBERS[0]));
  anna.close();
  await anna.gone;
  const again = await world.seatedAgent(USERS.anna);
  await again.dialling(isAt('next', NUMBERS[0]));
  expect((await rowsOf(again, listId)).map(({ state }) => state)).toEqual(['taken', 'waiting', 'waiting']);
  expect(again.dialled.at(-1)?.seat?.paused).toBeUndefined();
});

it.each([
  ['goes on', () => undefined],
  ['has ended', (callId: string) => customers.hangUp(callId)],
])(
  'loses nothing and calls nobody twice when the gateway restarts and the talk meanwhile %s',
  async (_, end) => {
    const { anna, listId } = await begun();
    const first = await talk();
    await world.gateway.close();
    end(first);
    await world.startGateway();
    const again = await world.seatedAgent(USERS.anna);
    if (customers.talks.includes(first)) {
      await again.dialling(isAt('calling', NUMBERS[0]));
      customers.hangUp(first);
    }
    await again.whenDialling(async () => (await rowsOf(again, listId))[0]?.state === 'done' || undefined);
    expect((await rowsOf(again, listId))[0]).toMatchObject({ tries: 1, by: USERS.anna });
    for (const what of ['next', 'resume']) await ask(again, 'dialDo', { listId, what });
    await talk();
    calledOnce(NUMBERS[0] ?? '', NUMBERS[1] ?? '');
    expect(anna.isConnected).toBe(false);
  },
);
