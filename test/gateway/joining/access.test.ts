import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import type { AccountId } from '../../../src/call/ids';
import { openAccountAmo, type AccountAmo } from '../../../src/gateway/account-amo';
import type { Grant, GrantStore } from '../../../src/gateway/joining/grant';
import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteGrants } from '../../../src/gateway/store/sqlite-grants';
import type { Clock } from '../../../src/lib/clock';
import { eventually } from '../../support/eventually';
import { quickClock } from '../support/quick-clock';
import { silentLog } from '../support/silent-log';

const ACCOUNT = '30100200' as AccountId;
const HOUR_MS = 60 * 60_000;

let host: AmoHost;
let grants: GrantStore;
const open: AccountAmo[] = [];

beforeEach(async () => {
  host = await startAmoHost({ port: 0, widgets: [], rateLimit: false });
  grants = new SqliteGrants(openDatabase(':memory:'));
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((amo) => amo.stop()));
  await host.close();
});

async function amoWith(own: { token?: string; clock?: Clock; store?: GrantStore } = {}): Promise<AccountAmo> {
  const { clientUuid, clientSecret, redirectUri } = DEMO_INTEGRATION;
  const amo = openAccountAmo({
    config: {
      id: ACCOUNT,
      baseUrl: host.url,
      country: 'RU',
      source: 'Linia',
      integration: { clientUuid, secret: clientSecret, redirectUri, token: own.token },
      devIssuerHosts: [],
      pbxId: 'office',
      users: [],
    },
    grants: own.store ?? grants,
    grant: await grants.load(ACCOUNT),
    clock: own.clock ?? quickClock(1),
    log: silentLog,
    joined: () => undefined,
  });
  open.push(amo);
  amo.start();
  return amo;
}

const ask = async (amo: AccountAmo): Promise<number | string> => {
  const answer = await amo.client.request({ method: 'GET', path: '/api/v4/account', urgency: 'live' });
  return answer.kind === 'answered' ? answer.status : answer.kind;
};
const exchanges = (): number =>
  host.requests.all().filter(({ path }) => path === '/oauth2/access_token').length;

/** The same clock, some hours on. */
const later = (hours: number): Clock => {
  const clock = quickClock(1);
  return { ...clock, now: () => clock.now() + hours * HOUR_MS };
};

it('renews once however many requests come at once', async () => {
  const amo = await amoWith();
  await amo.takeCode(host.tokens.issueCode(), true);
  host.tokens.expireAccessTokens();
  const answers = await Promise.all([1, 2, 3].map(() => ask(amo)));
  expect(answers).toEqual([200, 200, 200]);
  expect(exchanges()).toBe(2);
});

it('renews before the end of the day, without a refused request', async () => {
  await (await amoWith()).takeCode(host.tokens.issueCode(), true);
  expect(await ask(await amoWith({ clock: later(23.95) }))).toBe(200);
  expect(exchanges()).toBe(2);
  expect(host.requests.all().map(({ status }) => status)).not.toContain(401);
});

it('has the new tokens on the disk before it uses them', async () => {
  const amo = await amoWith();
  await amo.takeCode(host.tokens.issueCode(), true);
  host.tokens.expireAccessTokens();
  await ask(amo);
  expect(await ask(await amoWith())).toBe(200);
  expect(exchanges()).toBe(2);
});

it('takes the tokens that another node has renewed meanwhile', async () => {
  await (await amoWith()).takeCode(host.tokens.issueCode(), true);
  const [one, other] = [await amoWith(), await amoWith()];
  host.tokens.expireAccessTokens();
  expect(await ask(one)).toBe(200);
  expect(await ask(other)).toBe(200);
  expect(exchanges()).toBe(2);
});

/** Dies when such a grant is to be written. */
const dyingAt = (isDeadly: (before: Grant, after: Grant) => boolean): GrantStore => ({
  load: (accountId) => grants.load(accountId),
  change: (accountId, change) =>
    grants.change(accountId, (before) => {
      const after = change(before);
      if (isDeadly(before, after)) throw new Error('killed');
      return after;
    }),
  alone: (accountId, work) => grants.alone(accountId, work),
});
/** Dies when the answer to a renewal is to be written. */
const dying = (): GrantStore => dyingAt(({ holding }) => holding.state === 'renewing');

it('goes on with the old access token when it was killed in the middle of a renewal', async () => {
  await (await amoWith()).takeCode(host.tokens.issueCode(), true);
  await expect(ask(await amoWith({ clock: later(23.95), store: dying() }))).rejects.toThrow('killed');
  const restarted = await amoWith();
  expect(await ask(restarted)).toBe(200);
  expect(restarted.troubles()).toEqual([]);
});

it('says what happened when that renewal had spent the refresh token', async () => {
  await (await amoWith()).takeCode(host.tokens.issueCode(), true);
  await expect(ask(await amoWith({ clock: later(23.95), store: dying() }))).rejects.toThrow('killed');
  host.tokens.expireAccessTokens();
  const restarted = await amoWith();
  expect(await ask(restarted)).toBe(401);
  expect(restarted.troubles()).toEqual([
    expect.objectContaining({ words: expect.stringContaining('cut off while it renewed') as string }),
  ]);
  expect(await ask(restarted)).toBe('unreachable');
});

it('asks for a new consent when it was killed after the code was spent and before the tokens were on the disk', async () => {
  const code = host.tokens.issueCode();
  const amo = await amoWith({ store: dyingAt((_before, { holding }) => holding.state === 'pair') });
  await expect(amo.takeCode(code, true)).rejects.toThrow('killed');
  const restarted = await amoWith();
  await eventually('the code is refused', () =>
    restarted.troubles().some(({ words }) => words.includes('used already')),
  );
  expect(restarted.troubles()).toEqual([
    expect.objectContaining({ words: expect.stringContaining('open the link') as string }),
  ]);
  await restarted.takeCode(host.tokens.issueCode(), true);
  expect(restarted.troubles()).toEqual([]);
});

it('renews with the same refresh token after amoCRM was down', async () => {
  await (await amoWith()).takeCode(host.tokens.issueCode(), true);
  host.faults.apply({ down: true });
  const amo = await amoWith({ clock: later(23.95) });
  expect(await ask(amo)).not.toBe(200);
  expect(amo.troubles()).toEqual([
    expect.objectContaining({ words: expect.stringContaining('cannot be reached') as string }),
  ]);
  host.faults.apply({ down: false });
  const restarted = await amoWith({ clock: later(23.95) });
  expect(await ask(restarted)).toBe(200);
  expect(restarted.troubles()).toEqual([
    expect.objectContaining({ words: expect.stringContaining('ahead of') as string }),
  ]);
});

it('says that access was revoked', async () => {
  const amo = await amoWith();
  await amo.takeCode(host.tokens.issueCode(), true);
  host.tokens.revoked = true;
  expect(await ask(amo)).toBe(401);
  expect(amo.troubles()).toEqual([
    expect.objectContaining({ words: expect.stringContaining('revoked') as string }),
  ]);
});

it('says that the long-lived token is refused, and forgets it when it is taken again', async () => {
  const amo = await amoWith({ token: DEMO_INTEGRATION.longLivedToken });
  host.tokens.revoked = true;
  expect(await ask(amo)).toBe(401);
  expect(amo.troubles()).toEqual([
    expect.objectContaining({ words: expect.stringContaining('long-lived token') as string }),
  ]);
  host.tokens.revoked = false;
  expect(await ask(amo)).toBe(200);
  expect(amo.troubles()).toEqual([]);
});

it('notices by amoCRM’s answers that its own clock is wrong', async () => {
  const amo = await amoWith({ token: DEMO_INTEGRATION.longLivedToken, clock: later(1) });
  await ask(amo);
  expect(amo.troubles()).toEqual([
    expect.objectContaining({ words: expect.stringMatching(/3\d{3} s ahead of amoCRM/) as string }),
  ]);
});
