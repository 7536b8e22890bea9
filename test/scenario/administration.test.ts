import { parseDeliveryPage, type DeliveryPage } from '../../src/protocol/delivery';
import { parseForwarding, parseTriedCall } from '../../src/protocol/forwarding';
import { parseFaults } from '../../src/protocol/standing-faults';
import { parseStaff } from '../../src/protocol/staff';
import type { Extension } from '../../src/call/ids';
import type { AccountConfig } from '../../src/gateway/config';
import { answers, customerRings, hangsUp } from '../gateway/support/office-calls';
import { USERS, World } from '../gateway/support/gateway-under-test';
import { eventually } from '../support/eventually';

/* What administrators ask on the page in amoCRM's settings, asked as their browsers ask it. */

const OLGA = 504144;
/** Friday. */
const NIGHT = '2026-11-27T23:30';
const NOON = '2026-11-27T12:00';

const routing: NonNullable<AccountConfig['routing']> = {
  key: 'key of the dialplan 0001',
  rules: [{ to: 'responsible' }, { to: 'extensions', extensions: ['101', '102'] as Extension[] }],
  deputies: new Map(),
  hours: { days: { 5: [[9 * 60, 18 * 60]] }, holidays: ['2026-12-31'] },
};

const RESULT = { status: 4, note: '', link: { link: 'rule' } };

let world: World;
afterEach(() => world.stop());

const office = async (changes: (world: World) => void = () => undefined): Promise<void> => {
  world = await World.start((begun) => {
    begun.accountChanges = { settings: { supervisors: '101', result_after: '0' }, routing };
    begun.amo.administrators = [OLGA];
    changes(begun);
  });
  await eventually('the gateway knows its administrator', async () => (await ask('/staff')).status === 200);
};

/** Asks again when the gateway says when: it limits the requests of one agent, and a test asks quickly. */
async function ask(path: string, userId: number = OLGA, method = 'POST'): Promise<Response> {
  const headers = { 'X-Auth-Token': await world.tokenOf(userId) };
  const response = await fetch(`${world.gateway.url}/v1${path}`, { method, headers });
  if (response.status !== 429) return response;
  await new Promise((resolve) => setTimeout(resolve, Number(response.headers.get('Retry-After')) * 1000));
  return ask(path, userId, method);
}

const delivery = (query: string, fits: (page: DeliveryPage) => boolean): Promise<DeliveryPage> =>
  eventually('the queue', async () => {
    const page = parseDeliveryPage(await (await ask(`/delivery${query}`)).json());
    return page && fits(page) ? page : undefined;
  });
const holds = ({ calls }: DeliveryPage): boolean => calls.length > 0;

it('shows a call that amoCRM refused, with the reason, and sends it again by hand', async () => {
  await office((begun) => (begun.amo.troubles = ['refuses']));
  await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...hangsUp('c1', '101'));
  const page = await delivery('', holds);
  expect(page.counts).toMatchObject({ refused: 1, waiting: 0 });
  expect(page.calls).toEqual([
    expect.objectContaining({
      ...{ callId: 'c1', state: 'refused', parts: ['call'], direction: 'inbound' },
      ...{ who: { extension: '101', name: 'Анна' }, why: expect.stringContaining('log: http-400') as string },
    }),
  ]);
  expect(await (await ask('/journal/resend?id=c1')).json()).toEqual({ calls: 1 });
  await delivery('', ({ counts }) => counts.delivered === 1);
  expect(world.amo.calls.map(({ uniq }) => uniq)).toEqual(['c1']);
  expect(await (await ask('/journal/resend?id=c1')).json()).toEqual({ calls: 0 });
  expect(await (await ask('/journal/resend?id=nobody')).json()).toEqual({ calls: 0 });
});

it('tells the agent that amoCRM does not take what he said, the administrator what is wrong, and both its end', async () => {
  await office();
  const anna = await world.seatedAgent(USERS.anna);
  expect(parseFaults(await (await ask('/faults')).json())).toEqual([]);
  world.amo.troubles = ['refuses'];
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'), ...hangsUp('c1', '101'));
  await eventually('the result is taken', async () => {
    const outcome = await anna.ask('saveResult', { callId: 'c1', result: RESULT });
    return (outcome as { ok: boolean }).ok;
  });
  expect((await anna.state(({ faults }) => faults !== undefined)).faults).toEqual(['record-refused']);
  expect(parseFaults(await (await ask('/faults')).json())).toEqual([
    { fault: 'calls-refused', since: expect.any(Number) as number },
  ]);
  const mended = anna.nextState(({ faults }) => faults === undefined);
  await ask('/journal/resend');
  await mended;
  expect(parseFaults(await (await ask('/faults')).json())).toEqual([]);
  expect((await ask('/faults', USERS.anna)).status).toBe(403);
});

it('sends all of them again at once, and tries those at once that wait for amoCRM', async () => {
  await office((begun) => {
    begun.amo.unknownPhones.add('+79984445566');
    begun.amo.troubles = ['refuses'];
  });
  await world.seatedAgent(USERS.anna);
  for (const id of ['c1', 'c2', 'c3']) world.ami.emit(...customerRings(id, '101'), ...hangsUp(id, '101'));
  const page = await delivery('', ({ counts }) => counts.refused + counts['no-entity'] === 3);
  expect(page.calls.map(({ state }) => state).sort()).toContain('no-entity');
  world.amo.unknownPhones.clear();
  expect(await (await ask('/journal/resend')).json()).toEqual({ calls: 3 });
  await delivery('', ({ counts }) => counts.delivered === 3);
});

it('tells what waits, since when, and when it is tried next', async () => {
  await office((begun) => (begun.amo.troubles = Array.from({ length: 50 }, () => ({ status: 503 }))));
  await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...hangsUp('c1', '101'));
  const page = await delivery('?kind=waiting', ({ calls }) => (calls[0]?.tries ?? 0) > 0);
  expect(page.oldestAt).toBeLessThanOrEqual(page.now);
  expect(page.calls[0]).toMatchObject({
    state: 'waiting',
    why: 'http-503',
    nextAt: expect.any(Number) as number,
  });
});

it('says who would get a call now and at another time, without ringing anybody', async () => {
  await office();
  await world.seatedAgent(USERS.anna);
  const rules = parseForwarding(await (await ask('/forwarding')).json());
  expect(rules).toMatchObject({
    rules: [{ to: 'responsible' }, { to: 'extensions', extensions: [{ name: 'Анна' }, { name: 'Тимур' }] }],
    hours: { holidays: ['2026-12-31'] },
    zone: 'Europe/Moscow',
  });
  const tried = async (at: string) =>
    parseTriedCall(await (await ask(`/forwarding/dry-run?number=89984445566&at=${at}`)).json());
  expect(await tried(NOON)).toMatchObject({
    ...{ number: '+79984445566', isClosed: false, extensions: ['101', '102'] },
    time: { weekday: 5, minute: 12 * 60, date: '2026-11-27' },
    steps: [{ to: 'responsible' }, { to: 'extensions', outcome: 'taken', name: 'Анна' }, { name: 'Тимур' }],
  });
  expect(await tried(NIGHT)).toMatchObject({ isClosed: true, extensions: [] });
  for (const wrong of ['number=', 'at=2026-11-27T12:00', 'number=1&at=2026-11-31T12:00', 'number=1&at=noon'])
    expect((await ask(`/forwarding/dry-run?${wrong}`)).status).toBe(400);
});

it('says so when the account has no smart forwarding', async () => {
  await office((begun) => (begun.accountChanges = {}));
  expect(parseForwarding(await (await ask('/forwarding')).json())).toBeNull();
  expect((await ask('/forwarding/dry-run?number=1')).status).toBe(404);
});

it('shows who has which phone, whose browser is open, and where the mapping stands', async () => {
  await office();
  await world.seatedAgent(USERS.anna);
  const members = parseStaff(await (await ask('/staff')).json());
  expect(
    members?.map(({ name, extension, isOnline, from, role }) => ({ name, extension, isOnline, from, role })),
  ).toEqual([
    { name: 'Анна', extension: '101', isOnline: true, from: 'configuration', role: 'supervisor' },
    { name: 'Тимур', extension: '102', isOnline: false, from: 'configuration', role: 'agent' },
    { name: `Администратор ${OLGA}`, extension: '', isOnline: false, from: 'amocrm', role: 'administrator' },
    { name: 'Денис', extension: '', isOnline: false, from: 'configuration', role: 'agent' },
  ]);
});

it('is for administrators only, and takes whatever stands in an address for what it is', async () => {
  await office();
  const paths = ['/delivery', '/journal/resend', '/forwarding', '/forwarding/dry-run?number=1', '/staff'];
  for (const path of paths) {
    for (const userId of [USERS.anna, USERS.timur]) {
      const answer = await ask(path, userId);
      expect([path, answer.status, await answer.json()]).toEqual([path, 403, { fault: 'not-allowed' }]);
    }
    expect((await fetch(`${world.gateway.url}/v1${path}`, { method: 'POST' })).status).toBe(401);
  }
  for (const path of [
    '/delivery?kind=all',
    `/delivery?next=${'9'.repeat(200)}`,
    '/delivery?kind=held&kind=waiting',
  ])
    expect((await ask(path)).status).toBe(400);
  const hostile = encodeURIComponent(
    `1'; DROP TABLE outbox; --\r\nAction: Originate <script>alert(1)</script>`,
  );
  expect((await ask(`/forwarding/dry-run?number=${hostile}`)).status).toBe(200);
  expect((await ask(`/journal/resend?id=${hostile}`)).status).toBe(200);
  expect((await ask(`/delivery?next=${encodeURIComponent("1:' OR 1=1 --")}`)).status).toBe(200);
  expect((await ask('/staff', OLGA, 'GET')).status).toBe(200);
});
