import { answers, customerRings, hangsUp } from '../gateway/support/office-calls';
import { USERS, World } from '../gateway/support/gateway-under-test';

let world: World;
afterEach(() => world.stop());

const call = (id: string) => [...customerRings(id, '101'), ...answers(id, '101'), ...hangsUp(id, '101')];

async function officeWithCall(prepare: (world: World) => void): Promise<void> {
  world = await World.start();
  prepare(world);
  await world.seatedAgent(USERS.anna);
  world.ami.emit(...call('c1'));
}

const posts = (): number => world.amo.requests.filter(({ path }) => path === '/api/v4/calls').length;

it.each([429, 500, 502, 401, 403])('logs the call once amoCRM no longer answers %d', async (status) => {
  await officeWithCall(({ amo }) => (amo.troubles = [{ status }]));
  expect(await world.amo.logged(1)).toHaveLength(1);
  expect(posts()).toBe(2);
});

it('does not write a call twice when the answer to the first try was lost', async () => {
  await officeWithCall(({ amo }) => (amo.troubles = ['writes-and-dies']));
  await world.amo.logged(1);
  world.ami.emit(...call('c2'));
  const calls = await world.amo.logged(2);
  await outboxIs({ waiting: 0, delivered: 2 });
  expect(calls.map(({ uniq }) => uniq).sort()).toEqual(['c1', 'c2']);
});

it('keeps a missed call whose number is in no card', async () => {
  world = await World.start();
  world.amo.unknownPhones.add('+79984445566');
  await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...hangsUp('c1', '101'));
  await outboxIs({ 'no-entity': 1 });
  expect(world.amo.calls).toEqual([]);
});

it('logs a call after amoCRM was away and the gateway was restarted', async () => {
  await officeWithCall(({ amo }) => (amo.troubles = Array.from({ length: 1 }, () => ({ status: 503 }))));
  while (posts() < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  await world.gateway.close();
  await world.startGateway();
  expect(await world.amo.logged(1)).toHaveLength(1);
});

it('stops at once though amoCRM does not answer, and logs the call after the next start', async () => {
  await officeWithCall(({ amo }) => (amo.troubles = ['falls-silent']));
  while (posts() < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  const stoppedAt = Date.now();
  await world.gateway.close();
  expect(Date.now() - stoppedAt).toBeLessThan(2000);
  await world.startGateway();
  expect(await world.amo.logged(1)).toHaveLength(1);
});

/** The outbox has no event for it: asked again and again. */
async function outboxIs(expected: Readonly<Record<string, number>>): Promise<void> {
  for (;;) {
    const [health] = Object.values(world.gateway.health());
    const fits = Object.entries(expected).every(([state, count]) =>
      Object.entries(health?.outbox ?? {}).some(([key, value]) => key === state && value === count),
    );
    if (fits) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
