/*
 * The first day at a customer's: amoCRM and the gateway are two HTTPS sites behind
 * nginx, whose lines for the gateway are those of docs/gateway-config.md; the gateway is a program with a file of
 * configuration; nothing is known to it but the integration's secret.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
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
let archive: string;

/** Sites of the test: all at one port of the loopback, told apart by name. */
const site = (name: string): string => `https://${name}.localhost:${port}`;

/** `npm run pack`, into a place of the test's own. */
function pack(): string {
  const out = `.cache/first-day-${process.pid}`;
  const root = join(__dirname, '../..');
  const { status, stderr } = spawnSync(process.execPath, ['scripts/pack.mjs', '--out', out], {
    cwd: root,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  undo.push(() => rmSync(join(root, out), { recursive: true }));
  return join(root, out, 'widget.zip');
}

const findings = (page: Page): Locator => page.locator('.tel-setup__checks > li');

beforeAll(async () => {
  archive = pack();
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
    widgets: [],
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
    # The archive: nginx may have no right to write beside its configuration.
    client_body_buffer_size 2m;
    client_max_body_size 2m;
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

/** What a person does, one after the other, and how long each took with its waiting. */
class Path {
  private readonly steps: { readonly name: string; readonly ms: number }[] = [];

  async step<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
    const from = Date.now();
    const result = await work();
    this.steps.push({ name, ms: Date.now() - from });
    return result;
  }

  get told(): string {
    const all = this.steps.reduce((sum, { ms }) => sum + ms, 0);
    const lines = this.steps.map(({ name, ms }, index) => `  ${index + 1}. ${name} (${ms} ms)`);
    return [`From the archive to the first call: ${lines.length} steps, ${all} ms`, ...lines, ''].join('\n');
  }
}

it('goes from the archive to the first call: uploaded, set up, tested, installed, joined, and rings', async () => {
  const path = new Path();
  const olga = await path.step('the administrator opens the settings of amoCRM', () =>
    AgentWindow.open(browser, `${site(`u${OLGA}`)}/settings/widgets/`),
  );
  const { page } = olga;
  // The page is drawn once more when the list of widgets has come.
  await page.waitForLoadState('networkidle');
  await path.step('uploads widget.zip', async () => {
    await page.locator('.js-widget-upload').setInputFiles(archive);
    await page.locator('.widget-tile').waitFor();
  });
  await path.step('opens the widget', () => page.locator('.widget-tile').click());
  const field = (name: string) => page.locator(`.widget-settings input[name="${name}"]`);
  await path.step('enters the gateway’s address', () => field('gateway_url').fill(site('pbx')));
  await path.step('enters an extension', () => field(`extensions[${ANNA}]`).fill('101'));
  await path.step('tests the connection', async () => {
    await page.getByRole('button', { name: 'Проверить связь' }).click();
    await eventually('six findings', async () => (await findings(page).count()) === 6);
    await page.getByText('Шлюз его знает').waitFor();
  });
  expect(await page.locator('.tel-setup__checks > .is-bad').count()).toBe(0);
  await path.step('presses Install', async () => {
    await page.locator('.js-widget-install').click();
    await page.locator('.widget-settings').waitFor({ state: 'detached' });
  });

  // What was saved works within ten seconds, also in a page that was open before.
  const anna = await path.step('the agent opens the phone', async () => {
    const agent = await AgentWindow.open(browser, site(`u${ANNA}`));
    await agent.openPanel();
    await agent.panel.getByText('На связи').waitFor({ timeout: 15_000 });
    await agent.closePanel();
    return agent;
  });
  await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await anna.card.getByText('Марина Ковалёва').waitFor();
  await path.step('answers the first customer', async () => {
    await anna.answer();
    await waitUntilHeard(anna.page);
  });
  process.stdout.write(path.told);
  await anna.hangUp();
  const note = await eventually('the call in the feed', () => callNotes(host)[0]);
  expect(note.params).toMatchObject({ phone: '+79984445566', call_responsible: ANNA });
  expect(anna.complaints).toEqual([]);
});
