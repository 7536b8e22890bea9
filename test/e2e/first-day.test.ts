/*
 * The first day at a customer's: amoCRM and the gateway are two HTTPS sites behind
 * nginx, whose lines for the gateway are those of docs/gateway-config.md; the gateway is a program with a file of
 * configuration; nothing is known to it but the integration's secret.
 */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startAmoHost, type AmoHost } from '../../dev/amo-host/amo-host';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_ACCOUNT, DEMO_INTEGRATION, DEMO_LINES } from '../../dev/demo/demo-account';
import { DEMO_AMI, DEMO_PHONE_PASSWORD, openOffice } from '../../dev/demo/demo-office';
import type { Office } from '../../dev/office/office';
import { buildProgram, GatewayProcess } from '../gateway/support/gateway-process';
import { AgentWindow } from '../support/agent-window';
import { callNotes } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';
import { startNginx, type Nginx } from '../support/real/nginx';
import { freeTcpPort } from '../support/real/free-port';
import { Authority } from '../support/tls/authority';
import { trustingHome } from '../support/tls/trusting-home';

jest.setTimeout(120_000);

const ANNA = 504141;
const OLGA = 504144;
const MARINA = '79984445566';

const authority = new Authority();
const undo: (() => unknown)[] = [];
let browser: Browser;
let office: Office;
let host: AmoHost;
let gateway: GatewayProcess;
let port: number;

/** Sites of the test: all at one port of the loopback, told apart by name. */
const site = (name: string): string => `https://${name}.localhost:${port}`;

beforeAll(async () => {
  const gatewayPort = await freeTcpPort();
  port = await freeTcpPort();
  office = await openOffice();
  undo.push(() => office.close());
  host = await startAmoHost({
    port: 0,
    publicUrl: `https://localhost:${port}`,
    trusts: authority.cert,
    office: office.control,
    integration: { ...DEMO_INTEGRATION, redirectUri: `${site('pbx')}/oauth` },
    widgets: [
      {
        code: DEMO_INTEGRATION.widgetCode,
        directory: join(__dirname, '../../dist/widget'),
        clientUuid: DEMO_INTEGRATION.clientUuid,
        settings: {},
        active: false,
      },
    ],
  });
  undo.push(() => host.close());
  const nginx = await startProxy(gatewayPort);
  undo.push(() => nginx.close());
  const folder = mkdtempSync(join(tmpdir(), 'linia-first-day-'));
  gateway = await GatewayProcess.start(buildProgram(), folder, configOf(gatewayPort, folder), {
    NODE_EXTRA_CA_CERTS: authority.certPath,
    LINIA_AMI_SECRET: DEMO_AMI.secret,
    LINIA_INTEGRATION: DEMO_INTEGRATION.clientSecret,
    LINIA_PHONE: DEMO_PHONE_PASSWORD,
  });
  undo.push(() => gateway.end('SIGTERM'));
  const home = trustingHome(authority);
  undo.push(() => home.remove());
  browser = await openBrowser({ home: home.path });
  undo.push(() => browser.close());
}, 120_000);

afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

/** nginx as the documents say, and before the stand-in and the office whatever amoCRM and Asterisk have there. */
function startProxy(gatewayPort: number): Promise<Nginx> {
  const { certPath, keyPath } = authority.issue([
    'localhost',
    ...['pbx', 'sip', `u${ANNA}`, `u${OLGA}`].map((name) => `${name}.localhost`),
  ]);
  const documented = /```nginx\n([\s\S]*?)```/.exec(
    readFileSync(join(__dirname, '../../docs/gateway-config.md'), 'utf8'),
  )?.[1];
  if (!documented) throw new Error('docs/gateway-config.md has no nginx any more');
  const ours = documented
    .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
    .replaceAll('pbx.example', 'pbx.localhost')
    .replace(/ssl_certificate .*;/, `ssl_certificate ${certPath};`)
    .replace(/ssl_certificate_key .*;/, `ssl_certificate_key ${keyPath};`)
    .replaceAll('127.0.0.1:8089', `127.0.0.1:${gatewayPort}`);
  const other = (names: string, target: string): string => `
  server {
    listen 127.0.0.1:${port} ssl;
    server_name ${names};
    ssl_certificate ${certPath};
    ssl_certificate_key ${keyPath};
    location / {
      proxy_pass ${target};
      proxy_http_version 1.1;
      proxy_set_header Upgrade $http_upgrade;
      proxy_set_header Connection $connection_upgrade;
      proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-Proto https;
    }
  }`;
  return startNginx(
    [
      ours,
      other('localhost *.localhost', host.url),
      other('sip.localhost', office.sipUrl.replace('ws', 'http')),
    ].join('\n'),
    port,
  );
}

function configOf(gatewayPort: number, folder: string): object {
  return {
    listen: { host: '127.0.0.1', port: gatewayPort },
    trustProxy: ['127.0.0.1'],
    allowedOrigins: [`https://*.localhost:${port}`],
    store: join(folder, 'linia.sqlite'),
    logLevel: 'warn',
    pbx: [
      {
        id: 'office',
        kind: 'asterisk',
        ...{ host: office.ami.host, port: office.ami.port, user: DEMO_AMI.user },
        secret: { env: 'LINIA_AMI_SECRET' },
        trunks: ['trunk'],
        extensionPattern: '^(\\d{3})$',
        originate: { context: 'agents' },
        sip: { serverUrl: site('sip').replace('https', 'wss') },
      },
    ],
    accounts: [
      {
        id: DEMO_ACCOUNT.id,
        baseUrl: `https://localhost:${port}`,
        integration: {
          clientUuid: DEMO_INTEGRATION.clientUuid,
          secret: { env: 'LINIA_INTEGRATION' },
          redirectUri: `${site('pbx')}/oauth`,
        },
        devIssuerHosts: [`localhost:${port}`],
        pbxId: 'office',
        browserPhones: [{ extension: '101', password: { env: 'LINIA_PHONE' } }],
      },
    ],
  };
}

it('is installed, joined, set up in amoCRM’s own window, and rings', async () => {
  const olga = await AgentWindow.open(browser, `${site(`u${OLGA}`)}/settings/widgets/`);
  await olga.page.locator('.widget-tile').first().click();
  const field = (name: string) => olga.page.locator(`.widget-settings input[name="${name}"]`);
  await field('gateway_url').fill(site('pbx'));
  await field(`extensions[${ANNA}]`).fill('101');
  await olga.page.locator('.js-widget-install').click();
  await olga.page.locator('.widget-settings').waitFor({ state: 'detached' });

  const anna = await AgentWindow.open(browser, site(`u${ANNA}`));
  // What was saved works within ten seconds, also in a page that was open before.
  await anna.openPanel();
  await anna.panel.getByText('На связи').waitFor({ timeout: 15_000 });
  await anna.closePanel();
  await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await anna.card.getByText('Марина Ковалёва').waitFor();
  await anna.answer();
  await waitUntilHeard(anna.page);
  await anna.hangUp();
  const note = await eventually('the call in the feed', () => callNotes(host)[0]);
  expect(note.params).toMatchObject({ phone: '+79984445566', call_responsible: ANNA });
  expect(anna.complaints).toEqual([]);
});
