import { USERS, World } from '../support/gateway-under-test';

let world: World;
afterEach(() => world.stop());

it('answers what an agent asked before it lets him go', async () => {
  world = await World.start((own) => {
    // The PBX takes the click to call and thinks about it.
    own.ami.script = ({ Action }) => (Action === 'Originate' ? [] : undefined);
  });
  const anna = await world.seatedAgent(USERS.anna);
  const asked = anna.ask('placeCall', { number: '+79984445566' });
  const { ActionID = '' } = await world.ami.action('Originate');
  const readyBefore = await fetch(`${world.gateway.url}/readyz`);
  const closed = world.gateway.close();
  const readyNow = await fetch(`${world.gateway.url}/readyz`);
  world.ami.emit({ Response: 'Success', ActionID, Message: 'Originate successfully queued' });
  expect(await asked).toMatchObject({ ok: true });
  await closed;
  await anna.gone;
  expect([readyBefore.status, readyNow.status]).toEqual([200, 503]);
  await world.startGateway();
});
