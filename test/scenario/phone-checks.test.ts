import { USERS, World } from '../gateway/support/gateway-under-test';

/* What agents send when they have checked their phones, and who reads it. */

const OLGA = 504144;
const REPORT = {
  browser: 'Chrome 140 on Linux',
  microphone: 'Headset',
  findings: [
    { check: 'echo', outcome: 'ok', word: 'echo-ok', numbers: { mos: 4.3, loss: 0, ms: 21 } },
    { check: 'paths', outcome: 'warn', word: 'paths-none', numbers: {} },
  ],
};

let world: World;
afterEach(() => world.stop());

async function list(userId: number): Promise<Response> {
  const headers = { 'X-Auth-Token': await world.tokenOf(userId) };
  return fetch(`${world.gateway.url}/v1/phone-checks`, { headers });
}

it('keeps the newest reports of each agent, for those who may read the journal', async () => {
  world = await World.start((begun) => {
    begun.amo.administrators = [OLGA];
  });
  const anna = await world.seatedAgent(USERS.anna);
  expect(await anna.ask('phoneCheck', REPORT)).toEqual({ ok: true, value: null });
  const more = { ...REPORT, password: 'secret', findings: [{ ...REPORT.findings[0], password: 'secret' }] };
  expect(await anna.ask('phoneCheck', more)).toEqual({ ok: true, value: null });
  const { checks } = (await (await list(OLGA)).json()) as { checks: object[] };
  expect(checks).toMatchObject([
    { userId: USERS.anna, name: 'Анна', findings: [REPORT.findings[0]] },
    { userId: USERS.anna, ...REPORT },
  ]);
  expect(JSON.stringify(checks)).not.toContain('secret');
  expect((await list(USERS.anna)).status).toBe(403);
});

it('does not take what is no report', async () => {
  world = await World.start();
  const anna = await world.seatedAgent(USERS.anna);
  const finding = REPORT.findings[0];
  for (const wrong of [
    { ...REPORT, findings: [{ ...finding, outcome: 'great' }] },
    { ...REPORT, findings: [{ ...finding, numbers: { ms: 'fast' } }] },
    { ...REPORT, findings: Array.from({ length: 7 }, () => finding) },
    { ...REPORT, browser: 'x'.repeat(301) },
    { ...REPORT, microphone: 7 },
  ])
    expect(await anna.ask('phoneCheck', wrong)).toEqual({ ok: false, fault: 'malformed' });
});
