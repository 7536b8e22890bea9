import { jwtVerify } from 'jose';
import { startAmoHost, type AmoHost, type AmoHostOptions } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import { ask, at } from './rest-client';

const hosts: AmoHost[] = [];
async function started(options: Partial<AmoHostOptions> = {}): Promise<AmoHost> {
  const widget = {
    code: 'w',
    directory: '/nonexistent',
    clientUuid: DEMO_INTEGRATION.clientUuid,
    settings: { phones: { 504141: '101' } },
  };
  const host = await startAmoHost({ port: 0, widgets: [widget], rateLimit: false, ...options });
  hosts.push(host);
  return host;
}
afterEach(async () => {
  await Promise.all(hosts.splice(0).map((host) => host.close()));
});

const { clientUuid, clientSecret, redirectUri } = DEMO_INTEGRATION;
const client = { client_id: clientUuid, client_secret: clientSecret, redirect_uri: redirectUri };
const bearer = (token: unknown) => ({ headers: { authorization: `Bearer ${String(token)}` } });

it('gives tokens for a code once, and for a refresh token once', async () => {
  const host = await started();
  const redeem = (code: string) =>
    ask(
      host,
      'POST',
      '/oauth2/access_token',
      { ...client, grant_type: 'authorization_code', code },
      'nobody',
    );
  const refresh = (token: unknown) =>
    ask(
      host,
      'POST',
      '/oauth2/access_token',
      { ...client, grant_type: 'refresh_token', refresh_token: token },
      'nobody',
    );
  const code = host.tokens.issueCode();

  const first = await redeem(code);
  expect(first.body).toMatchObject({ token_type: 'Bearer', expires_in: 86400 });
  expect((await redeem(code)).status).toBe(400);
  const token = at(first.body, 'refresh_token');
  const second = await refresh(token);
  expect(second.status).toBe(200);
  expect((await refresh(token)).status).toBe(400);
  expect(
    (await ask(host, 'GET', '/api/v4/account', undefined, bearer(at(second.body, 'access_token')))).status,
  ).toBe(200);
});

it('refuses a foreign secret and a foreign redirect address', async () => {
  const host = await started();
  const code = host.tokens.issueCode();
  const grant = { ...client, grant_type: 'authorization_code', code };
  expect((await ask(host, 'POST', '/oauth2/access_token', { ...grant, client_secret: 'x' })).status).toBe(
    400,
  );
  expect(
    (await ask(host, 'POST', '/oauth2/access_token', { ...grant, redirect_uri: 'https://x' })).status,
  ).toBe(400);
  expect((await ask(host, 'POST', '/oauth2/access_token', grant)).status).toBe(200);
});

it('expires and revokes tokens on demand; a refresh brings an expired one back', async () => {
  const host = await started();
  const grant = { ...client, grant_type: 'authorization_code', code: host.tokens.issueCode() };
  const pair = await ask(host, 'POST', '/oauth2/access_token', grant);
  const account = (token: unknown) => ask(host, 'GET', '/api/v4/account', undefined, bearer(token));
  await ask(host, 'POST', '/__standin/faults', { expireTokens: true });
  expect((await account(at(pair.body, 'access_token'))).status).toBe(401);
  const renewed = await ask(host, 'POST', '/oauth2/access_token', {
    ...client,
    grant_type: 'refresh_token',
    refresh_token: at(pair.body, 'refresh_token'),
  });
  expect((await account(at(renewed.body, 'access_token'))).status).toBe(200);
  await ask(host, 'POST', '/__standin/faults', { revokeTokens: true });
  expect((await account(DEMO_INTEGRATION.longLivedToken)).status).toBe(401);
  await ask(host, 'POST', '/__standin/faults', { revokeTokens: false });
  expect((await account(DEMO_INTEGRATION.longLivedToken)).status).toBe(200);
});

it('signs a disposable token that says who is signed in, and hands the same one out again', async () => {
  const host = await started();
  const path = `/ajax/v2/integrations/${clientUuid}/disposable_token`;
  const { body } = await ask(host, 'GET', path, undefined, { userId: 504142 });
  const token = String(at(body, 'token'));
  const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(clientSecret));
  expect(protectedHeader.alg).toBe('HS256');
  expect(payload).toMatchObject({
    iss: host.url,
    aud: 'http://127.0.0.1',
    account_id: 30100200,
    user_id: 504142,
    client_uuid: clientUuid,
  });
  expect(Number(payload.exp) - Number(payload.iat)).toBe(1800);
  expect(payload.jti).toEqual(expect.any(String));
  expect(at((await ask(host, 'GET', path, undefined, { userId: 504142 })).body, 'token')).toBe(token);
  expect((await ask(host, 'GET', path, undefined, 'nobody')).status).toBe(401);
  expect(
    (await ask(host, 'GET', '/ajax/v2/integrations/x/disposable_token', undefined, { userId: 504142 }))
      .status,
  ).toBe(404);
});

it('lets seven requests a second through and blocks who goes on', async () => {
  const host = await started({ rateLimit: { perSecond: 7, refusalsUntilBlock: 5, blockMs: 60_000 } });
  const answers = await Promise.all(Array.from({ length: 14 }, () => ask(host, 'GET', '/api/v4/account')));
  const count = (status: number) => answers.filter((answer) => answer.status === status).length;
  expect([count(200), count(429), count(403)]).toEqual([7, 5, 2]);
});

it('brings a storm of statuses, latency and a broken connection on demand', async () => {
  const host = await started();
  host.faults.setStorm({ status: 503, count: 2 });
  const statuses = [];
  for (let index = 0; index < 3; index++) statuses.push((await ask(host, 'GET', '/api/v4/account')).status);
  expect(statuses).toEqual([503, 503, 200]);

  host.faults.latencyMs = 120;
  const before = performance.now();
  await ask(host, 'GET', '/api/v4/account');
  expect(performance.now() - before).toBeGreaterThan(100);
  host.faults.latencyMs = 0;

  host.faults.down = true;
  await expect(ask(host, 'GET', '/api/v4/account')).rejects.toThrow();
  host.faults.down = false;
  expect((await ask(host, 'GET', '/api/v4/account')).status).toBe(200);
});

it('shows the settings of a widget to its integration only', async () => {
  const host = await started();
  const own = await ask(host, 'GET', '/api/v4/widgets/w');
  expect(at(own.body, 'settings')).toEqual({ phones: { 504141: '101' } });
  const admin = await ask(host, 'GET', '/api/v4/widgets/w', undefined, { userId: 504144 });
  expect(at(admin.body, 'settings')).toBeUndefined();
});

it('remembers who sent each request', async () => {
  const host = await started();
  await ask(host, 'GET', '/api/v4/contacts?query=zzz', undefined, { userId: 504141 });
  await ask(host, 'POST', '/api/v4/calls', [{ phone: '1' }]);
  await ask(host, 'GET', '/api/v4/account', undefined, 'nobody');
  expect(host.requests.all()).toMatchObject([
    {
      method: 'GET',
      path: '/api/v4/contacts',
      query: 'query=zzz',
      who: { kind: 'user', userId: 504141 },
      status: 204,
    },
    {
      method: 'POST',
      path: '/api/v4/calls',
      body: [{ phone: '1' }],
      who: { kind: 'integration' },
      status: 400,
    },
    { path: '/api/v4/account', who: { kind: 'nobody' }, status: 401 },
  ]);
});

it('carries a write out whose answer it loses, once, and remembers the requests that it left without an answer', async () => {
  const host = await started();
  const tasks = host.state.tasks.size;
  const task = { text: 'Перезвонить', complete_till: 1_900_000_000, entity_id: 1, entity_type: 'contacts' };
  const contact = [...host.state.contacts.keys()][0];
  const write = () => ask(host, 'POST', '/api/v4/tasks', [{ ...task, entity_id: contact }]);
  host.faults.apply({ loseAnswers: 1 });
  expect((await ask(host, 'GET', '/api/v4/account')).status).toBe(200);
  await expect(write()).rejects.toThrow();
  expect(host.state.tasks.size).toBe(tasks + 1);
  expect((await write()).status).toBe(200);

  host.faults.apply({ down: true });
  await expect(write()).rejects.toThrow();
  expect(host.state.tasks.size).toBe(tasks + 2);
  const path = '/api/v4/tasks';
  expect(host.requests.to('POST', path)).toMatchObject([
    { status: 0, who: { kind: 'integration' }, body: [{ text: 'Перезвонить' }] },
    { status: 200 },
    { status: 0, who: { kind: 'integration' } },
  ]);
});

it('makes the same account at every start', async () => {
  const [first, second] = [await started(), await started()];
  const names = (host: AmoHost) => [...host.state.contacts.values()].map(({ id, name }) => `${id} ${name}`);
  expect(names(first)).toEqual(names(second));
  expect(first.state.contacts.size).toBe(300);
});
