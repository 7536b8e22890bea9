import { answers, customerRings, hangsUp } from '../support/office-calls';
import { USERS, World } from '../support/gateway-under-test';

let world: World;
afterEach(() => world.stop());

const STRANGER = { 'X-Forwarded-For': '198.51.100.7' };
const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(`${world.gateway.url}${path}`, { headers });

/** One value of the text format; labels in the order of their definition. */
async function value(line: string): Promise<number> {
  const text = await (await get('/metrics')).text();
  const found = text.split('\n').find((one) => one.startsWith(`${line} `));
  if (found === undefined) throw new Error(`no ${line} in\n${text}`);
  return Number(found.slice(line.length + 1));
}

it('counts a call from its card to its log, without a word about who called', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  expect(await value('linia_pbx_up{account="30100200"}')).toBe(1);
  expect(await value('linia_sockets')).toBe(1);
  world.ami.emit(...customerRings('c1', '101'));
  await anna.view('ringing');
  expect(await value('linia_calls_in_progress{account="30100200"}')).toBe(1);
  expect(await value('linia_card_latency_seconds_count{account="30100200"}')).toBeGreaterThanOrEqual(1);
  world.ami.emit(...answers('c1', '101'), ...hangsUp('c1', '101'));
  await world.amo.logged(1);
  const ended = 'linia_calls_total{account="30100200",direction="inbound",disposition="answered"}';
  expect(await value(ended)).toBe(1);
  expect(await value('linia_amo_requests_total{account="30100200"}')).toBeGreaterThanOrEqual(1);
  expect(await (await get('/metrics')).text()).not.toMatch(/9984445566|Анна/);
});

it('tells how long the oldest call has waited for amoCRM', async () => {
  world = await World.start((own) => {
    own.amo.troubles = Array.from({ length: 500 }, () => ({ status: 503 }));
  });
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'), ...hangsUp('c1', '101'));
  await anna.view('ended');
  await world.amo.requested('/api/v4/calls');
  expect(await value('linia_outbox_calls{account="30100200",state="waiting"}')).toBe(1);
  expect(await value('linia_outbox_oldest_waiting_seconds{account="30100200"}')).toBeGreaterThan(0);
});

it('shows numbers to who asks on this machine, or has the key', async () => {
  world = await World.start((own) => (own.changes = { metrics: { key: 'key of the prometheus' } }));
  expect((await get('/metrics', STRANGER)).status).toBe(403);
  expect((await get('/metrics', { ...STRANGER, authorization: 'Bearer wrong' })).status).toBe(403);
  expect((await get('/metrics', { ...STRANGER, authorization: 'Bearer key of the prometheus' })).status).toBe(
    200,
  );
  expect((await get('/metrics')).status).toBe(200);
});

it('is ready for agents while PBX and amoCRM are away', async () => {
  world = await World.start((own) => {
    own.ami.secret = 'another';
  });
  expect(await (await get('/readyz')).json()).toEqual({ ready: true });
});
