import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_ACCOUNT, DEMO_INTEGRATION, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { DEFAULT_SETTINGS, type ListId } from '../../src/call/dial-list';
import type { AccountId, UserId } from '../../src/call/ids';
import { openDatabase } from '../../src/gateway/store/database';
import { SqliteDialLists } from '../../src/gateway/store/sqlite-dial-lists';
import { AgentWindow } from '../support/agent-window';

jest.setTimeout(90_000);

const ACCOUNT = String(DEMO_ACCOUNT.id) as AccountId;
const [ANNA, TIMUR, , OLGA] = DEMO_USERS.map(({ id }) => id) as [UserId, UserId, UserId, UserId];
/** As somebody could have written it into a card. */
const HOSTILE = '=HYPERLINK("https://evil.example")<img src=x onerror=alert(1)>';
const NAMES = ['Олег Щукин', 'Ирина Лагутина', 'Артём Фролов', HOSTILE];

let browser: Browser;
let demo: Demo;
let office: Office;
let olga: Page;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  const storePath = join(mkdtempSync(join(tmpdir(), 'linia-')), 'store.sqlite');
  await fill(storePath);
  browser = await openBrowser();
  const widgetDirectory = join(__dirname, '../../dist/widget');
  demo = await startDemo({ port: 0, widgetDirectory, storePath, settings: { result_after: '9999' } });
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
}, 120_000);
afterAll(async () => {
  await Promise.all(windows.map((window) => window.close()));
  await browser?.close();
  await demo?.close();
});

/** A list of Olga's, of which only she calls yet. */
async function fill(storePath: string): Promise<void> {
  const db = openDatabase(storePath);
  const lists = new SqliteDialLists(db);
  const id = 'windows' as ListId;
  const settings = { ...DEFAULT_SETTINGS, mode: 'preview' as const, hours: { fromMin: 0, toMin: 24 * 60 } };
  const list = {
    id,
    name: 'Реактивация: окна, ноябрь',
    owner: OLGA,
    members: [OLGA],
    settings,
    createdAt: 1,
  };
  await lists.saveList(ACCOUNT, list);
  const rows = NAMES.map((name, index) => ({ number: `+7998830451${index}`, name }));
  const more = { company: 'ООО «Веранда»', links: [], zone: 'Europe/Moscow' };
  await lists.add(
    ACCOUNT,
    id,
    rows.map((row) => ({ ...row, ...more })),
  );
  db.close();
}

const shots = process.env['SHOTS'];
/** In both themes; at 1920 too. */
async function shot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const [width, height] of [
    [1366, 768],
    [1920, 1080],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const scheme of ['light', 'dark']) {
      await page.evaluate((chosen) => (document.documentElement.dataset['colorScheme'] = chosen), scheme);
      await page.screenshot({
        path: join(shots, `team-${name}-${width}-${scheme}.png`),
        animations: 'disabled',
      });
    }
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}

async function at(user: number): Promise<AgentWindow> {
  const agent = await AgentWindow.atThePhone(browser, demo.urlFor(user));
  windows.push(agent);
  await agent.openPanel();
  await agent.panel.getByRole('tab', { name: 'Обзвон' }).click();
  return agent;
}

async function pageOf(user: number): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  await page.goto(`${demo.urlFor(user)}/settings/widgets/advanced/${DEMO_INTEGRATION.widgetCode}/`);
  await page.getByRole('tab', { name: 'Обзвон' }).click();
  return page;
}

const press = (page: Page, name: string) => page.locator('.tel-page').getByRole('button', { name }).click();
const row = (name: string) => olga.locator('.tel-page .tel-table tr', { hasText: name });
const lists = (agent: AgentWindow) => agent.page.locator('.tel-lists');
const next = (agent: AgentWindow) => lists(agent).locator('.tel-who').innerText();

it('gives a list to two agents, follows them while they call, stops one, and keeps what they did', async () => {
  olga = await pageOf(OLGA);
  await row('Ольга Мирская').getByText('Не звонит').waitFor();
  await press(olga, 'Изменить состав');
  await olga.getByRole('checkbox', { name: 'Ольга Мирская' }).click();
  await olga.getByRole('checkbox', { name: 'Анна Белова' }).click();
  await olga.getByRole('checkbox', { name: 'Тимур Галеев' }).click();
  await shot(olga, 'crew');
  await press(olga, 'Сохранить');
  await row('Анна Белова').waitFor();

  await press(olga, 'Номера');
  await row(NAMES[0] ?? '')
    .getByRole('checkbox')
    .check();
  await olga.getByLabel('Кому отдать').selectOption({ label: 'Тимур Галеев' });
  await press(olga, 'Отдать отмеченные: 1');
  await row(NAMES[0] ?? '')
    .getByText('Тимур Галеев')
    .waitFor();
  await shot(olga, 'numbers');
  await press(olga, 'Команда');

  const [anna, timur] = [await at(ANNA), await at(TIMUR)];
  for (const agent of [anna, timur]) {
    await lists(agent).getByRole('button', { name: 'Начать обзвон' }).click();
    await lists(agent).getByRole('button', { name: 'Позвонить' }).waitFor();
  }
  expect([await next(timur), await next(anna)]).toEqual([NAMES[0], NAMES[1]]);
  office.control.setNextOutgoing('answers');
  await lists(anna).getByRole('button', { name: 'Позвонить' }).click();
  await row('Анна Белова').getByText('Разговор').waitFor({ timeout: 20_000 });
  expect(await row('Анна Белова').innerText()).toMatch(/Разговор \d:\d\d[\s\S]*Ирина Лагутина/);
  await row('Тимур Галеев').getByText('Смотрит карточку').waitFor();
  await shot(olga, 'team');
  await lists(anna).getByRole('button', { name: 'Завершить' }).click();
  await row('Анна Белова').getByText('Записывает итог').waitFor();

  await olga.getByRole('button', { name: 'Остановить: Тимур Галеев' }).click();
  await lists(timur).getByRole('button', { name: 'Начать обзвон' }).waitFor();
  await press(olga, 'Остановить всех');
  await lists(anna).getByRole('button', { name: 'Начать обзвон' }).waitFor();
  await row('Анна Белова').getByText('Не звонит').waitFor();
  expect(await olga.locator('.tel-figs').innerText()).toMatch(/^1\s+обзвонили из 4\s+1\s+поговорили, 100/);

  await press(olga, 'История');
  await row('Ирина Лагутина').getByText('Разговор состоялся').waitFor();
  await shot(olga, 'history');
  const [file] = await Promise.all([olga.waitForEvent('download'), press(olga, 'Выгрузить CSV')]);
  const [, call] = readFileSync(await file.path(), 'utf8').split('\r\n');
  expect(call).toMatch(/;Анна Белова;Ирина Лагутина;"'\+7 998 830-45-11";Разговор состоялся;\d+$/);
  await press(olga, 'Номера');
  const [all] = await Promise.all([olga.waitForEvent('download'), press(olga, 'Выгрузить CSV')]);
  expect(readFileSync(await all.path(), 'utf8')).toContain(`"'=HYPERLINK(""https://evil.example"")<img`);
  expect(await olga.locator('.tel-page img').count()).toBe(0);
  await press(olga, 'Новый список');
  await olga.getByText('обзвонили из 0').waitFor();
});
