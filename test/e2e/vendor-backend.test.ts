import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { startAmoHost, type AmoHost } from '../../dev/amo-host/amo-host';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_ACCOUNT, DEMO_INTEGRATION, DEMO_USERS } from '../../dev/demo/demo-account';
import { freePort } from '../../dev/demo/free-port';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';

/* A PBX company feeds the widget from a backend of its own (examples/vendor-backend): no gateway of ours runs here. */

jest.setTimeout(60_000);

const ROOT = join(__dirname, '../..');
const { id: ANNA, name: NAME, extension: EXTENSION = '' } = DEMO_USERS[0] ?? { id: 0, name: '' };
const TIMUR = DEMO_USERS[1]?.id ?? 0;
const MARINA = '79984445566';

let browser: Browser;
let host: AmoHost;
let backend: ChildProcess;
let pbxUrl: string;
let anna: AgentWindow;

beforeAll(async () => {
  const port = await freePort();
  browser = await openBrowser();
  host = await startAmoHost({
    port: 0,
    integration: DEMO_INTEGRATION,
    widgets: [
      {
        code: DEMO_INTEGRATION.widgetCode,
        directory: join(ROOT, 'dist/widget'),
        clientUuid: DEMO_INTEGRATION.clientUuid,
        settings: { gateway_url: `http://127.0.0.1:${port}` },
      },
    ],
  });
  await startBackend(port);
  anna = await AgentWindow.open(browser, host.urlFor(ANNA));
});

afterAll(async () => {
  await browser.close();
  backend.kill();
  await once(backend, 'exit');
  await host.close();
});

async function startBackend(port: number): Promise<void> {
  backend = spawn(process.execPath, ['examples/vendor-backend/main.mjs'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      ...{
        PORT: String(port),
        PBX_PORT: '0',
        PAGES: `${host.urlFor(ANNA)} ${host.urlFor(TIMUR)}`,
        ACCOUNT_ID: String(DEMO_ACCOUNT.id),
      },
      ...{ CLIENT_UUID: DEMO_INTEGRATION.clientUuid, CLIENT_SECRET: DEMO_INTEGRATION.clientSecret },
      REDIRECT_URI: DEMO_INTEGRATION.redirectUri,
      USERS: JSON.stringify({ [ANNA]: { name: NAME, extension: EXTENSION } }),
    },
  });
  if (!backend.stdout) throw new Error('the backend says nothing');
  const [said] = (await once(backend.stdout, 'data')) as [Buffer];
  pbxUrl = /by hand: (\S+)/.exec(String(said))?.[1] ?? '';
}

async function pbx(deed: string, asked: Readonly<Record<string, string>>, method = 'POST'): Promise<string> {
  const answer = await fetch(`${pbxUrl}${deed}?${new URLSearchParams(asked).toString()}`, { method });
  expect(answer.status).toBe(200);
  return (await answer.text()).trim();
}

type SeenCall = {
  readonly id: string;
  readonly phase: { readonly phase: string };
  readonly other: { readonly number: string };
};

const callsNow = async (): Promise<readonly SeenCall[]> =>
  JSON.parse(await pbx('/calls', { extension: EXTENSION }, 'GET')) as SeenCall[];

it('shows who calls, and that nobody took it', async () => {
  const id = await pbx('/ring', { extension: EXTENSION, number: MARINA });
  for (const text of ['Входящий звонок', 'Марина Ковалёва', 'Окна для коттеджа, 3 этажа'])
    await anna.card.getByText(text).waitFor();
  await pbx('/hang-up', { id });
  await anna.card.getByText('Пропущенный звонок').waitFor();
  await anna.card.locator('[data-act=close]').click();
  await anna.card.waitFor({ state: 'detached' });
});

it('calls by a click, and takes the call up again after a reload', async () => {
  const contact = [...host.state.contacts.values()].find(({ name }) => name === 'Марина Ковалёва');
  await anna.page.goto(`${host.urlFor(ANNA)}/contacts/detail/${contact?.id}`);
  await anna.page.locator('.js-phone-value').first().click();
  await anna.page.locator('.tips-item', { hasText: 'Позвонить' }).click();
  const [call] = await eventually('the call', async () => {
    const calls = await callsNow();
    return calls.length > 0 && calls;
  });
  expect(call).toMatchObject({ phase: { phase: 'pick-up' }, other: { number: `+${MARINA}` } });
  await pbx('/answer', { id: call?.id ?? '' });
  await anna.page.reload();
  await anna.openPanel();
  await anna.panel.getByText(anna.say('panel.head.talking'), { exact: true }).waitFor();
  await anna.panel.locator('[data-act=hangUp]').click();
  await eventually('its end', async () => (await callsNow()).length === 0);
});

it('is no way in for other users, and the page has nothing to complain about', async () => {
  const timur = await AgentWindow.open(browser, host.urlFor(TIMUR));
  await timur.openPanel();
  await timur.panel.getByText(timur.say('faults.user-off')).first().waitFor();
  await timur.close();
  expect(anna.complaints).toEqual([]);
});
