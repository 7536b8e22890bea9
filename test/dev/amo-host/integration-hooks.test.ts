import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import { ANNA, OLGA_ADMIN, widget } from './page-driver';
import { ask } from './rest-client';

let server: Server;
let host: AmoHost;
let address: string;

beforeEach(async () => {
  server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  host = await startAmoHost({
    port: 0,
    publicUrl: 'https://demo.amocrm.ru',
    widgets: [{ ...widget('witness'), active: false }],
    integration: { ...DEMO_INTEGRATION, redirectUri: `${address}/oauth`, uninstallHook: `${address}/gone` },
  });
});
afterEach(async () => {
  await host.close();
  server.closeAllConnections();
  server.close();
});

/** The next request that comes to this path. */
function told(path: string): Promise<URL> {
  return new Promise((resolve) =>
    server.on('request', ({ url = '' }: IncomingMessage) => {
      const asked = new URL(url, address);
      if (asked.pathname === path) resolve(asked);
    }),
  );
}

const save = (active: 'Y' | 'N'): Promise<unknown> =>
  ask(host, 'POST', '/ajax/widgets/save', { code: 'witness', active, fields: {} }, { userId: OLGA_ADMIN });

const consent = (path: string, userId: number): Promise<Response> =>
  fetch(`${host.url}${path}?client_id=${DEMO_INTEGRATION.clientUuid}&state=ours`, {
    headers: { cookie: host.cookieFor(userId) },
    redirect: 'manual',
  });

it('sends a code that is good to the redirect URI when the widget is installed, and none when it is saved again', async () => {
  const hook = told('/oauth');
  await save('Y');
  const { searchParams } = await hook;
  expect(searchParams.get('referer')).toBe('demo.amocrm.ru');
  expect(searchParams.get('from_widget')).toBe('1');
  expect(host.tokens.redeemCode(searchParams.get('code') ?? '')).toBeDefined();
  const again = told('/oauth').then(() => 'told again');
  const gone = told('/gone').then(() => 'gone');
  await save('Y');
  await save('N');
  expect(await Promise.race([again, gone])).toBe('gone');
});

it('tells with its signature that the widget was switched off, and takes tokens no more until it is installed again', async () => {
  await save('Y');
  const hook = told('/gone');
  await save('N');
  const { searchParams } = await hook;
  const signed = `${DEMO_INTEGRATION.clientUuid}|${host.state.account.id}`;
  expect(searchParams.get('signature')).toBe(
    createHmac('sha256', DEMO_INTEGRATION.clientSecret).update(signed).digest('hex'),
  );
  expect((await ask(host, 'GET', '/api/v4/account')).status).toBe(401);
  await save('Y');
  expect((await ask(host, 'GET', '/api/v4/account')).status).toBe(200);
});

it('asks an administrator for his consent, and sends him on with code and state', async () => {
  expect((await consent('/oauth', ANNA)).status).toBe(403);
  expect(await (await consent('/oauth', OLGA_ADMIN)).text()).toContain('Разрешить');
  const allowed = new URL((await consent('/oauth/allow', OLGA_ADMIN)).headers.get('location') ?? '');
  expect(allowed.searchParams.get('state')).toBe('ours');
  expect(host.tokens.redeemCode(allowed.searchParams.get('code') ?? '')).toBeDefined();
  const denied = new URL((await consent('/oauth/deny', OLGA_ADMIN)).headers.get('location') ?? '');
  expect(Object.fromEntries(denied.searchParams)).toEqual({ error: 'access_denied', state: 'ours' });
});
