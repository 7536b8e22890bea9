import type { AgentState } from '../../src/protocol/messages';
import { eventually } from '../support/eventually';
import { answers, customerRings, hangsUp } from '../gateway/support/office-calls';
import { USERS } from '../gateway/support/gateway-under-test';
import { TwoAccounts, type Which } from '../gateway/support/two-accounts';

let two: TwoAccounts;
beforeEach(async () => void (two = await TwoAccounts.start()));
afterEach(() => two.stop());

const talk = (which: Which, id: string): void =>
  two.pbx[which].emit(...customerRings(id, '101'), ...answers(id, '101'), ...hangsUp(id, '101'));

it('shows the calls of an account to its own agent only, though user, extension and call id are the same', async () => {
  const [ours, theirs] = [await two.agent('romashka', USERS.anna), await two.agent('vasilek', USERS.anna)];
  two.pbx.romashka.emit(...customerRings('c1', '101'));
  await ours.view('ringing');
  two.pbx.vasilek.emit(...customerRings('c2', '101'));
  await theirs.view('ringing');
  expect(ours.views.map(({ id }) => id)).toEqual(['c1']);
  expect(theirs.views.map(({ id }) => id)).toEqual(['c2']);
  expect(await two.agent('vasilek', USERS.timur).then(({ views }) => views)).toEqual([]);
});

it('shows nobody the calls of the other account when he connects', async () => {
  const ours = await two.agent('romashka', USERS.anna);
  two.pbx.romashka.emit(...customerRings('c1', '101'));
  await ours.view('ringing');
  const theirs = await two.agent('vasilek', USERS.anna);
  expect(theirs.states.at(-1)?.calls).toEqual([]);
});

it('takes extension and role from the settings of one’s own account', async () => {
  const NEW = 504199;
  two.amo.romashka.settings = { extensions: { [NEW]: '103' }, supervisors: '103' };
  two.amo.vasilek.settings = { extensions: { [NEW]: '104' }, supervisors: '103' };
  const [ours, theirs] = [await two.agent('romashka', NEW), await two.agent('vasilek', NEW)];
  const seen = (extension: string) => (state: AgentState) => state.agent.extension === extension;
  expect((await ours.state(seen('103'))).agent.role).toBe('supervisor');
  expect((await theirs.state(seen('104'))).agent.role).toBe('agent');
});

it('logs each call in its own account', async () => {
  await two.agent('romashka', USERS.anna);
  talk('romashka', 'c1');
  await two.amo.romashka.logged(1);
  talk('vasilek', 'c1');
  await two.amo.vasilek.logged(1);
  expect(two.amo.romashka.calls).toMatchObject([{ uniq: 'c1', source: 'romashka' }]);
  expect(two.amo.vasilek.calls).toMatchObject([{ uniq: 'c1', source: 'vasilek' }]);
});

it('shows in its journal the calls of its own account only', async () => {
  for (const which of ['romashka', 'vasilek'] as const) two.amo[which].settings = { supervisors: '101' };
  const ours = await two.agent('romashka', USERS.anna);
  await ours.state(({ agent }) => agent.role === 'supervisor');
  const theirs = await two.agent('vasilek', USERS.anna);
  await theirs.state(({ agent }) => agent.role === 'supervisor');
  talk('romashka', 'c1');
  const read = async (which: Which, query: string) =>
    (await two.ask(which, USERS.anna, { path: `/v1/journal${query}` })).json() as Promise<{
      calls?: unknown[];
    }>;
  await eventually('it is in our journal', async () => (await read('romashka', '')).calls?.length === 1);
  expect(await read('vasilek', '')).toEqual({ calls: [] });
  expect(await read('vasilek', '/call?id=c1')).toEqual({ fault: 'unknown-call' });
});

it('shows an administrator the queue and the staff of his own account only, and sends nothing of the other again', async () => {
  for (const which of ['romashka', 'vasilek'] as const) two.amo[which].administrators = [USERS.anna];
  const read = async (which: Which, path: string) =>
    (await two.ask(which, USERS.anna, { path: `/v1${path}` })).json() as Promise<Record<string, unknown>>;
  for (const which of ['romashka', 'vasilek'] as const)
    await eventually('he is known', async () => 'staff' in (await read(which, '/staff')));
  two.amo.romashka.troubles = ['refuses'];
  talk('romashka', 'c1');
  const held = async (which: Which) => ((await read(which, '/delivery'))['calls'] as unknown[]).length;
  await eventually('it is held', async () => (await held('romashka')) === 1);
  expect(await held('vasilek')).toBe(0);
  expect(await read('vasilek', '/journal/resend')).toEqual({ calls: 0 });
  expect(await read('vasilek', '/journal/resend?id=c1')).toEqual({ calls: 0 });
  expect(await held('romashka')).toBe(1);
  expect(two.amo.vasilek.calls).toEqual([]);
});

it('lets nobody end a call of the other account, and dials by the PBX of his own', async () => {
  const [ours, theirs] = [await two.agent('romashka', USERS.anna), await two.agent('vasilek', USERS.anna)];
  two.pbx.romashka.emit(...customerRings('c1', '101'), ...answers('c1', '101'));
  await ours.view('talking');
  expect(await theirs.ask('hangUp', { callId: 'c1' })).toEqual({ ok: false, fault: 'unknown-call' });
  await theirs.ask('placeCall', { number: '89984445566' });
  expect(two.pbx.romashka.count('Hangup')).toBe(0);
  expect(two.pbx.romashka.count('Originate')).toBe(0);
  expect(two.pbx.vasilek.count('Originate')).toBe(1);
});

it.each<readonly [string, Parameters<TwoAccounts['ask']>[2]]>([
  ['signed by the other account’s secret', { secretOf: 'vasilek' }],
  ['with the other account’s number', { says: { account_id: 31000002 } }],
  ['with the other account’s integration', { says: { client_uuid: '0f7a6e6c-vasilek' } }],
  ['for the other account’s server', { says: { aud: 'https://pbx.vasilek.example' } }],
])('gives no ticket for a token %s', async (_what, own) => {
  expect((await two.ask('romashka', USERS.anna, own)).status).toBeGreaterThanOrEqual(401);
});

it('delivers and shows for one account while the other’s amoCRM refuses everything', async () => {
  two.amo.romashka.troubles = Array.from({ length: 500 }, () => ({ status: 429, retryAfterSec: 30 }));
  const [ours, theirs] = [await two.agent('romashka', USERS.anna), await two.agent('vasilek', USERS.anna)];
  for (let n = 0; n < 40; n++) talk('romashka', `a${n}`);
  await ours.view('ended');
  const begun = Date.now();
  talk('vasilek', 'c1');
  await theirs.view('ended');
  await two.amo.vasilek.logged(1);
  expect(Date.now() - begun).toBeLessThan(3_000);
  expect(two.amo.romashka.calls).toEqual([]);
  const outboxOf = (which: Which) => two.gateway.health()[two.accountId(which)]?.outbox;
  await eventually('all forty wait', () => outboxOf('romashka')?.waiting === 40);
  await eventually('it is settled', () => outboxOf('vasilek')?.delivered === 1);
});

it('counts the requests of each account by themselves', async () => {
  await two.agent('romashka', USERS.anna);
  for (let n = 0; n < 15; n++) for (const which of ['romashka', 'vasilek'] as const) talk(which, `c${n}`);
  await Promise.all([two.amo.romashka.logged(15), two.amo.vasilek.logged(15)]);
  const [ours, theirs] = [two.amo.romashka.requests, two.amo.vasilek.requests];
  expect(busiestSecond(ours)).toBeLessThanOrEqual(7);
  expect(busiestSecond(theirs)).toBeLessThanOrEqual(7);
  expect(busiestSecond([...ours, ...theirs])).toBeGreaterThan(7);
});

/** Most requests that arrive within 0.9 s: on the way their distances change a little. */
function busiestSecond(requests: readonly { readonly at: number }[]): number {
  const within = (from: number): number => requests.filter(({ at }) => at >= from && at < from + 900).length;
  return Math.max(...requests.map(({ at }) => within(at)));
}
