import { eventually } from '../../support/eventually';
import { customerRings } from '../support/office-calls';
import { USERS, World } from '../support/gateway-under-test';

let world: World;
afterEach(() => world.stop());

const troubles = (): readonly string[] => world.gateway.health()['30100200' as never]?.troubles ?? [];

const until = (fits: () => boolean): Promise<boolean> => eventually('health tells', fits);

it('says what to mend when Asterisk lets the gateway in and tells it nothing of calls', async () => {
  world = await World.start(({ ami }) => (ami.isMute = true));
  await world.seatedAgent(USERS.anna);
  await until(() => troubles().length > 0);
  expect(troubles()).toEqual([expect.stringContaining('add "call" to "read"')]);
});

it('says so when the user of the manager interface may not dial', async () => {
  world = await World.start(({ ami }) => (ami.isPermittedToDial = false));
  await until(() => troubles().length > 0);
  expect(troubles()).toEqual([expect.stringContaining('add "originate" to "write"')]);
});

it('has no complaint once an event of a call has come', async () => {
  world = await World.start(({ ami }) => (ami.isMute = true));
  const anna = await world.seatedAgent(USERS.anna);
  await until(() => troubles().length > 0);
  world.ami.isMute = false;
  world.ami.emit(...customerRings('c1', '101').map((event) => ({ Privilege: 'call,all', ...event })));
  await anna.view('ringing');
  expect(troubles()).toEqual([]);
});

it('shows the wrong password of the manager interface in health', async () => {
  world = await World.start(({ ami }) => (ami.secret = 'another one'));
  await until(() => troubles().length > 0);
  expect(troubles()).toEqual([expect.stringContaining('refuses the login')]);
});
