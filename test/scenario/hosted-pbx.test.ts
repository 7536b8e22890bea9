import { FakeHostedPbx, answers, customerRings, hangsUp } from '../gateway/support/fake-hosted-pbx';
import { USERS, World } from '../gateway/support/gateway-under-test';

const pbx = new FakeHostedPbx();
let world: World;

beforeEach(async () => {
  const port = await pbx.listen();
  pbx.ownKey = pbx.key;
  const webhook = { key: pbx.key, commandUrl: `http://127.0.0.1:${port}/commands`, ringMs: 30_000 };
  const dial = { format: 'digits', prefix: '' } as const;
  world = await World.start((own) => {
    own.changes = { pbx: [{ id: 'office', kind: 'webhook', dial, webhook }] };
  });
});
afterEach(async () => {
  await world.stop();
  await pbx.close();
});

const post = async (sent: { readonly headers: Record<string, string>; readonly body: string }) =>
  (await fetch(`${world.gateway.url}/pbx/office/events`, { method: 'POST', ...sent })).status;
const tell = (events: readonly object[], at?: number) => post(pbx.signed({ events }, at));

it('rings at the agent, is logged in amoCRM once, and dials by a click', async () => {
  const anna = await world.seatedAgent(USERS.anna);
  const ringing = pbx.signed({ events: customerRings('c1', '101') });
  expect(await post(ringing)).toBe(204);
  expect((await anna.view('ringing')).other.number).toBe('+79984445566');
  expect(await tell(answers('c1', '101'))).toBe(204);
  await anna.view('talking');
  expect(await tell(hangsUp('c1', '101'))).toBe(204);
  await anna.view('ended');
  expect((await world.amo.logged(1)).map(({ uniq }) => uniq)).toEqual(['c1']);
  expect(await anna.ask('placeCall', { number: '89984445566' })).toMatchObject({ ok: true });
  expect(pbx.commands.at(-1)).toMatchObject({ command: 'place', extension: '101', number: '79984445566' });
  // Who listened on the way can say again what was said, and it means nothing.
  expect(await post(ringing)).toBe(204);
  expect(world.gateway.health()).toMatchObject({ '30100200': { calls: 1 } });
});

it('believes nobody who does not sign with the key, now, the body as it is', async () => {
  const anna = await world.seatedAgent(USERS.anna);
  const { headers, body } = pbx.signed({ events: customerRings('c1', '101') });
  expect(await post({ headers, body: body.replace('79984445566', '79984445567') })).toBe(403);
  expect(await tell(customerRings('c1', '101'), Date.now() - 6 * 60_000)).toBe(403);
  expect(await post({ headers: {}, body })).toBe(403);
  pbx.ownKey = 'another key of somebody';
  expect(await tell(customerRings('c1', '101'))).toBe(403);
  pbx.ownKey = pbx.key;
  expect(await tell([{ event: 'leg-started', callId: 'c1' }])).toBe(400);
  await tell(customerRings('c2', '101'));
  await anna.view('ringing');
  expect(anna.views.map(({ id }) => id)).toEqual(['c2']);
});
