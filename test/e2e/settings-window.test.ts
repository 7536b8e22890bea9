import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_INTEGRATION } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { eventually } from '../support/eventually';
import { buildWidget } from '../widget/support/built-widget';

jest.setTimeout(90_000);

const OLGA = 504144;
const IGOR = 504143;
const DENIS = 504145;

let browser: Browser;
let demo: Demo;
let context: BrowserContext;

beforeAll(async () => {
  browser = await openBrowser();
  demo = await startDemo({ port: 0, widgetDirectory: await buildWidget() });
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});
beforeEach(async () => void (context = await browser.newContext({ viewport: { width: 1366, height: 768 } })));
afterEach(() => context.close());

async function settingsOf(userId: number): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${demo.urlFor(userId)}/settings/widgets/`);
  await page.locator('.widget-tile').first().click();
  await page.getByRole('button', { name: 'Проверить связь' }).waitFor();
  return page;
}

const field = (page: Page, name: string) => page.locator(`.widget-settings input[name="${name}"]`);
const saved = () => demo.host.state.widgets.get(DEMO_INTEGRATION.widgetCode)?.settings;
const check = (page: Page) => page.getByRole('button', { name: 'Проверить связь' }).click();
const row = (page: Page, name: string) => page.locator('.tel-setup__checks > li').filter({ hasText: name });

it('keeps the window open at a wrong field and says there what is wrong; the saved settings stay', async () => {
  const page = await settingsOf(OLGA);
  const before = JSON.stringify(saved());
  await field(page, 'gateway_url').fill('http://pbx.example');
  await field(page, `extensions[${IGOR}]`).fill('1-03');
  await field(page, 'result_after').fill('полминуты');
  await page.locator('.js-widget-save').click();
  await page.getByText('Адрес должен начинаться с https://').waitFor();
  await expect(page.getByText('Внутренний номер — от 2 до 6 цифр.').isVisible()).resolves.toBe(true);
  await expect(page.getByText('Впишите целое число от 0 до 600.').isVisible()).resolves.toBe(true);
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'gateway_url');
  expect(JSON.stringify(saved())).toBe(before);
});

/** What the gateway has for Denis, asked as his own browser does: amoCRM's token to the gateway. */
const extensionOfDenis = (page: Page): Promise<string> =>
  page.evaluate(
    async ({ uuid, gateway }) => {
      const headers = { 'X-Requested-With': 'XMLHttpRequest' };
      const given = await fetch(`/ajax/v2/integrations/${uuid}/disposable_token`, { headers });
      const { token } = (await given.json()) as { token: string };
      const answer = await fetch(`${gateway}/v1/check`, {
        method: 'POST',
        headers: { 'X-Auth-Token': token },
      });
      return ((await answer.json()) as { extension: string }).extension;
    },
    { uuid: DEMO_INTEGRATION.clientUuid, gateway: demo.gateway.url },
  );

it('takes the wish for notifications by a click, wakes "Save", and works at the gateway within ten seconds', async () => {
  const denis = await context.newPage();
  await denis.goto(demo.urlFor(DENIS));
  expect(await extensionOfDenis(denis)).toBe('');
  const page = await settingsOf(OLGA);
  await expect(page.locator('.js-widget-save').isDisabled()).resolves.toBe(true);
  await page.getByText('Карточкой и уведомлением amoCRM').click();
  await field(page, `extensions[${DENIS}]`).fill('206');
  await page.locator('.js-widget-save').click();
  await page.locator('.widget-settings').waitFor({ state: 'detached' });
  const savedAt = Date.now();
  expect(saved()).toMatchObject({ notification_mode: 'server' });
  await eventually('the extension at the gateway', async () => (await extensionOfDenis(denis)) === '206');
  process.stdout.write(`a saved setting works at the gateway after ${Date.now() - savedAt} ms\n`);
  const again = await settingsOf(OLGA);
  await expect(again.getByLabel(/^Карточкой и уведомлением amoCRM/).isChecked()).resolves.toBe(true);
});

it('tells of each part of a connection that works', async () => {
  const page = await settingsOf(OLGA);
  await check(page);
  await row(page, 'Телефон в браузере').waitFor();
  await expect(page.locator('.tel-setup__checks > .is-ok').count()).resolves.toBe(6);
  expect(await row(page, 'Шлюз').first().textContent()).toMatch(/Отвечает за \d+ мс, версия \d+\.\d+\.\d+/);
});

it('tests the address that was just typed, and says that nobody answers there', async () => {
  const page = await settingsOf(OLGA);
  await field(page, 'gateway_url').fill('https://127.0.0.1:9');
  await check(page);
  await page.getByText('Не отвечает. Проверьте адрес').waitFor();
  await expect(page.locator('.tel-setup__checks > .is-skip').count()).resolves.toBe(5);
  await field(page, 'gateway_url').fill('https://127.0.0.1:10');
  await expect(page.locator('.tel-setup__checks').count()).resolves.toBe(0);
});

it('can be left by "disable" whatever stands in the fields', async () => {
  const page = await settingsOf(OLGA);
  await field(page, 'gateway_url').fill('none of the web');
  await page.locator('.js-widget-uninstall').click();
  await page.locator('.widget-settings').waitFor({ state: 'detached' });
  expect(demo.host.state.widgets.get(DEMO_INTEGRATION.widgetCode)?.active).toBe(false);
});
