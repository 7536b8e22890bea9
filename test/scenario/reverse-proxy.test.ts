import { World } from '../gateway/support/gateway-under-test';

let world: World;
afterEach(() => world.stop());

/** Statuses of `count` forged tokens, each as if a proxy had passed it on for another browser. */
const forged = (count: number): Promise<number[]> =>
  Promise.all(
    Array.from({ length: count }, async (_, n) => {
      const headers = { 'X-Auth-Token': 'forged', 'X-Forwarded-For': `10.0.${n >> 8}.${n & 255}` };
      return (await fetch(`${world.gateway.url}/v1/ticket`, { method: 'POST', headers })).status;
    }),
  );

it('tells browsers behind a trusted proxy apart', async () => {
  world = await World.start((own) => (own.changes = { trustProxy: ['127.0.0.1'] }));
  expect(new Set(await forged(400))).toEqual(new Set([401]));
});

it('believes nobody else’s word about whom he speaks for', async () => {
  world = await World.start();
  expect(new Set(await forged(400))).toEqual(new Set([401, 429]));
});
