import type { Extension, UserId } from '../../src/call/ids';
import { answers, customerRings, hangsUp, talkingChannels } from '../gateway/support/office-calls';
import { USERS } from '../gateway/support/gateway-under-test';
import { TwoAccounts } from '../gateway/support/two-accounts';

let two: TwoAccounts;
beforeEach(async () => void (two = await TwoAccounts.start()));
afterEach(() => two.stop());

const logins = (which: keyof TwoAccounts['pbx']): number => two.pbx[which].count('Login');

it('serves an account that is added, and does not touch the other', async () => {
  await two.serve({ romashka: {} });
  const ours = await two.agent('romashka', USERS.anna);
  expect((await two.ask('vasilek', USERS.anna)).status).toBe(403);

  const { added } = await two.serve({ romashka: {}, vasilek: {} });
  expect(added).toEqual([two.accountId('vasilek')]);
  const theirs = await two.agent('vasilek', USERS.anna);
  two.pbx.vasilek.emit(...customerRings('c1', '101'), ...answers('c1', '101'), ...hangsUp('c1', '101'));
  await theirs.view('ended');
  await two.amo.vasilek.logged(1);
  expect(ours.isConnected).toBe(true);
  expect(logins('romashka')).toBe(1);
});

it('lets go of an account that is removed: no socket, no ticket, no PBX', async () => {
  const [ours, theirs] = [await two.agent('romashka', USERS.anna), await two.agent('vasilek', USERS.anna)];
  const { removed } = await two.serve({ vasilek: {} });
  expect(removed).toEqual([two.accountId('romashka')]);
  await ours.gone;
  expect((await two.ask('romashka', USERS.anna)).status).toBe(403);
  expect(two.gateway.health()).not.toHaveProperty(two.accountId('romashka'));
  expect(two.pbx.romashka.connections).toBe(0);
  two.pbx.vasilek.emit(...customerRings('c1', '101'));
  await theirs.view('ringing');
});

it('takes up what changed in an account: its agents stay connected, and a call goes on as one', async () => {
  const theirs = await two.agent('vasilek', USERS.anna);
  two.pbx.vasilek.emit(...customerRings('c1', '101'), ...answers('c1', '101'));
  await theirs.view('talking');
  two.pbx.vasilek.channels = talkingChannels('c1');

  const anna = { userId: USERS.anna as UserId, name: 'Анна Петровна', extension: '101' as Extension };
  const renamed = theirs.nextState(({ agent }) => agent.name === 'Анна Петровна');
  const up = theirs.nextState(({ pbx, agent }) => pbx === 'up' && agent.name === 'Анна Петровна');
  const { changed } = await two.serve({
    romashka: {},
    vasilek: { users: [{ ...anna, device: 'desk' }] },
  });
  expect(changed).toEqual([two.accountId('vasilek')]);
  expect((await renamed).calls).toMatchObject([{ id: 'c1' }]);
  await up;
  two.pbx.vasilek.emit(...hangsUp('c1', '101'));
  await theirs.view('ended');
  await two.amo.vasilek.logged(1);
  expect(two.amo.vasilek.calls).toMatchObject([{ uniq: 'c1', call_status: 4 }]);
  expect(theirs.isConnected).toBe(true);
  expect(logins('romashka')).toBe(1);
});

it('goes on with what an account has left when it is named again', async () => {
  await two.agent('romashka', USERS.anna);
  two.amo.romashka.troubles = Array.from({ length: 500 }, () => ({ status: 503 }));
  two.pbx.romashka.emit(...customerRings('c1', '101'), ...answers('c1', '101'), ...hangsUp('c1', '101'));
  await two.amo.romashka.requested('/api/v4/calls');
  await two.serve({ vasilek: {} });
  two.amo.romashka.troubles = [];
  await two.serve({ romashka: {}, vasilek: {} });
  await two.amo.romashka.logged(1);
});

it('ends as the last of several configurations says, however fast they come', async () => {
  await Promise.all([two.serve({ romashka: {} }), two.serve({ vasilek: {} }), two.serve({ romashka: {} })]);
  expect(Object.keys(two.gateway.health())).toEqual([two.accountId('romashka')]);
});
