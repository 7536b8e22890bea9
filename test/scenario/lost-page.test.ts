import { answers, customerRings, hangsUp } from '../gateway/support/office-calls';
import { USERS, World } from '../gateway/support/gateway-under-test';
import type { Fields } from '../gateway/support/fake-ami';

let world: World;
beforeEach(async () => {
  world = await World.start();
});
afterEach(() => world.stop());

/** What the dialplan's customer tells; his channel is the trunk's. */
const tells = (name: 'CrmHold' | 'CrmFallback'): Fields => ({
  ...{ Event: 'UserEvent', UserEvent: name, Privilege: 'user,all' },
  ...{ Channel: 'PJSIP/trunk-c1', Uniqueid: 'c1', Linkedid: 'c1' },
  ...{ Agent: '101', Chan: 'PJSIP/trunk-c1', Left: '30' },
});
const [agentEnds] = hangsUp('c1', '101');

async function lost() {
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'));
  await anna.view('talking');
  world.ami.emit(tells('CrmHold'), agentEnds as Fields);
  const view = await anna.view('reconnecting');
  return { anna, view };
}

it('shows an agent whose page was lost that the talk comes back', async () => {
  const { view } = await lost();
  expect(view).toMatchObject({ id: 'c1', direction: 'inbound', phase: { phase: 'reconnecting' } });
});

it('hangs up the customer who waits, when the agent says so', async () => {
  const { anna } = await lost();
  expect(await anna.ask('hangUp', { callId: 'c1' })).toEqual({ ok: true, value: null });
  expect(await world.ami.action('Hangup')).toMatchObject({ Channel: 'PJSIP/trunk-c1' });
});

it('is over for the agent when nobody came back', async () => {
  const { anna } = await lost();
  world.ami.emit(tells('CrmFallback'));
  expect((await anna.view('ended')).phase).toMatchObject({ disposition: 'answered' });
});

it('tells a page that comes later, too', async () => {
  await lost();
  const again = await world.agent(USERS.anna);
  await again.state(({ calls }) => calls[0]?.phase.phase === 'reconnecting');
});
