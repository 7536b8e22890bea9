import { World } from './support/gateway-under-test';

let world: World;
afterEach(() => world.stop());

async function health(headers: Record<string, string> = {}): Promise<unknown> {
  return (await fetch(`${world.gateway.url}/healthz`, { headers })).json();
}
const STRANGER = { 'X-Forwarded-For': '198.51.100.7' };

it('shows accounts to who asks on this machine only', async () => {
  world = await World.start();
  expect(await health()).toMatchObject({ accounts: { '30100200': { calls: 0 } } });
  expect(Object.keys((await health(STRANGER)) as object)).toEqual(['ok']);
});

it('shows them to no stranger for whom a trusted proxy speaks', async () => {
  world = await World.start((own) => (own.changes = { trustProxy: ['127.0.0.1'] }));
  expect(Object.keys((await health(STRANGER)) as object)).toEqual(['ok']);
  expect(await health({ 'X-Forwarded-For': '127.0.0.1' })).toHaveProperty('accounts');
});
