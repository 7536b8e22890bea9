import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { callNotes } from '../support/call-notes';
import { eventually } from '../support/eventually';

jest.setTimeout(90_000);

const [ANNA, TIMUR, , OLGA] = DEMO_USERS.map(({ id }) => id) as [number, number, number, number];

let browser: Browser;
let demo: Demo;
let office: Office;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  browser = await openBrowser();
});
beforeEach(async () => {
  const widgetDirectory = join(__dirname, '../../dist/widget');
  const storePath = join(mkdtempSync(join(tmpdir(), 'linia-')), 'store.sqlite');
  const settings = { result_after: '9999', dial_interval: '2' };
  demo = await startDemo({ port: 0, widgetDirectory, storePath, settings });
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
});
afterEach(async () => {
  await Promise.all(windows.splice(0).map((window) => window.close()));
  await demo.close();
});
afterAll(() => browser.close());

const shots = process.env['SHOTS'];
async function shot(agent: AgentWindow, name: string): Promise<void> {
  if (shots) await agent.page.screenshot({ path: join(shots, `dial-${name}.png`) });
}

async function at(user: number): Promise<AgentWindow> {
  const agent = await AgentWindow.atThePhone(browser, demo.urlFor(user));
  windows.push(agent);
  return agent;
}

async function openList(page: Page, entity: string): Promise<void> {
  await page.locator(`#left_menu a[data-entity="${entity}"]`).click();
  await page.locator(`#list_page_holder h1`, { hasText: HEADS[entity] }).waitFor();
}
const HEADS: Readonly<Record<string, string>> = {
  contacts: 'Контакты',
  companies: 'Компании',
  leads: 'Сделки',
};

/** Ticks rows of a list of amoCRM and takes the widget's item of the "More" menu. */
async function addTicked(page: Page, entity: string, rows: readonly number[]): Promise<void> {
  await openList(page, entity);
  for (const row of rows) await page.locator('.list-row .js-tick').nth(row).check();
  await page.getByRole('button', { name: 'Ещё' }).click();
  await page.getByRole('menuitem', { name: 'Линия' }).click();
}

const lists = (agent: AgentWindow) => agent.page.locator('.tel-lists');
const press = (agent: AgentWindow, name: string) =>
  lists(agent).getByRole('button', { name, exact: true }).click();
/** The demo's customers live by Moscow time, tests run at all hours. */
async function callAtAnyHour(
  agent: AgentWindow,
  intervalSec = '2',
  more: () => Promise<void> = async () => undefined,
): Promise<void> {
  await press(agent, 'Настройки списка');
  await lists(agent).locator('[name=intervalSec]').fill(intervalSec);
  await more();
  await lists(agent).locator('[name=fromMin]').fill('00:00');
  await lists(agent).locator('[name=toMin]').fill('00:00');
  await press(agent, 'Сохранить');
  await lists(agent).getByText('звоним 00:00–00:00').waitFor();
}

const rowsIn = (agent: AgentWindow) => lists(agent).locator('.tel-lrow');

it('takes ticked contacts, calls them one after another, and knows what became of each', async () => {
  const anna = await at(ANNA);
  office.control.setNextOutgoing('busy');
  await addTicked(anna.page, 'contacts', [0, 1, 2]);
  // Two of one contact.
  await lists(anna).getByText('Добавлено номеров: 4').waitFor();
  await shot(anna, '1-added');
  await press(anna, 'Понятно');
  await rowsIn(anna).nth(3).waitFor();
  await callAtAnyHour(anna);
  await press(anna, 'Начать обзвон');
  await lists(anna).getByText('Следующий звонок через').waitFor();
  await shot(anna, '2-countdown');
  await press(anna, 'Позвонить сейчас');
  await rowsIn(anna).first().getByText('Номер занят, повтор в').waitFor();
  office.control.setNextOutgoing('answers');
  await eventually('the second customer talks', () =>
    office.control.calls().some(({ state, heard }) => state === 'talking' && heard > 0),
  );
  await shot(anna, '3-talk');
  await press(anna, 'Завершить');
  await lists(anna).getByText('Разговор окончен').waitFor();
  await lists(anna).getByRole('radio', { name: 'Перезвонить позже' }).click();
  await shot(anna, '4-after');
  await press(anna, 'Пауза');
  await press(anna, 'Дальше');
  await lists(anna).getByText('Пауза. Дальше по списку:').waitFor();
  await rowsIn(anna).nth(1).getByText('Перезвонить позже, повтор в').waitFor();
  await shot(anna, '5-paused');
  await eventually('both calls are in amoCRM', () => {
    const statuses = callNotes(demo.host).map(({ params }) => params['call_status']);
    return statuses.includes(7) && statuses.includes(2);
  });
  expect(anna.complaints).toEqual([]);
});

it('tells those without a phone and those who must not be called, and takes all rows of the list at a click', async () => {
  const marina = [...demo.host.state.contacts.values()].find(({ name }) => name === 'Марина Ковалёва');
  marina?.tags.push({ id: 1, name: 'не звонить' });
  const anna = await at(ANNA);
  await openList(anna.page, 'contacts');
  const phones = await anna.page.locator('.list-row td:nth-child(4)').allInnerTexts();
  const silent = phones.indexOf('');
  const name = await anna.page.locator('.list-row td:nth-child(2)').nth(silent).innerText();
  await addTicked(anna.page, 'contacts', [0, 2, silent]);
  const note = lists(anna).locator('.tel-note').first();
  await note.getByText('Добавлено номеров: 1').waitFor();
  expect(await note.innerText()).toContain(`Просили не звонить: 1. Без телефона: 1. ${name}`);
  await shot(anna, '06-without');
  await press(anna, 'Добавить все строки этого списка');
  await note.getByText(/Добавлено номеров: \d{3}/).waitFor();
  await shot(anna, '07-all');
  const total = Number(/0 из (\d+)/.exec(await lists(anna).locator('.tel-listhead').innerText())?.[1]);
  expect(total).toBeGreaterThan(250);
  // Only what is in sight is drawn.
  expect(await rowsIn(anna).count()).toBeLessThan(60);
  await lists(anna).locator('[name=find]').fill('Дорохов');
  await eventually('found', async () => (await rowsIn(anna).count()) < 5);
  await rowsIn(anna).getByText('Сергей Дорохов').first().waitFor();
});

it('brings the phones of the contacts of leads, with both links, and the ones of companies', async () => {
  const anna = await at(ANNA);
  const links = () =>
    rowsIn(anna)
      .locator('a')
      .evaluateAll((all) => all.map((link) => link.getAttribute('href') ?? ''));
  await addTicked(anna.page, 'leads', [0]);
  await eventually('a lead', async () => (await links()).some((href) => href.startsWith('/leads/detail/')));
  await press(anna, 'Понятно');
  await openList(anna.page, 'companies');
  const phones = await anna.page.locator('.list-row td:nth-child(3)').allInnerTexts();
  await addTicked(anna.page, 'companies', [phones.findIndex((phone) => phone !== '')]);
  await eventually('a company', async () =>
    (await links()).some((href) => href.startsWith('/companies/detail/')),
  );
});

it('is put in order by keys and by hand, loses rows, and is cleared after a question', async () => {
  const anna = await at(ANNA);
  await addTicked(anna.page, 'contacts', [0, 2, 3, 4]);
  await press(anna, 'Понятно');
  const names = () => rowsIn(anna).locator('.tel-row__name').allInnerTexts();
  await eventually('four rows', async () => {
    const now = await names();
    return now.length === 4 && !now.includes('…');
  });
  const [first, second, third, fourth] = await names();
  const areInOrder = (what: string, ...wanted: readonly (string | undefined)[]) =>
    eventually(what, async () => (await names()).join() === wanted.join());
  await rowsIn(anna).nth(0).focus();
  await anna.page.keyboard.press('Alt+ArrowDown');
  await areInOrder('moved down', second, first, third, fourth);
  await rowsIn(anna).nth(3).locator('.tel-drag').hover();
  await anna.page.mouse.down();
  await rowsIn(anna).nth(0).hover();
  await anna.page.mouse.up();
  await areInOrder('dragged up', fourth, second, first, third);
  await rowsIn(anna).nth(1).focus();
  await anna.page.keyboard.press('Delete');
  await areInOrder('removed', fourth, first, third);
  await press(anna, 'Очистить');
  await lists(anna).getByText('Очистить список?').waitFor();
  await shot(anna, '08-clear');
  await press(anna, 'Нет');
  await press(anna, 'Очистить');
  await press(anna, 'Да');
  await lists(anna).getByText('Список пуст').waitFor();
  await shot(anna, '09-empty');
  expect(await anna.page.locator('.js-notifications_call_list_counter').isVisible()).toBe(false);
});

it('stops for a customer who calls, survives a reload, and goes on when the agent says so', async () => {
  const anna = await at(ANNA);
  await addTicked(anna.page, 'contacts', [2, 3]);
  await press(anna, 'Понятно');
  await callAtAnyHour(anna, '60');
  await press(anna, 'Начать обзвон');
  await lists(anna).getByText('Следующий звонок через').waitFor();
  const { id } = await office.control.customerCalls({ number: '79984445566', line: DEMO_LINES.anna });
  await lists(anna).getByText('Обзвон на паузе: был другой звонок').waitFor();
  await shot(anna, '10-incoming');
  await office.control.customerHangsUp(id);
  await anna.page.reload();
  await anna.openPanel();
  await anna.panel.getByRole('tab', { name: 'Обзвон' }).click();
  await lists(anna).getByText('Обзвон на паузе: был другой звонок').waitFor();
  await press(anna, 'Продолжить обзвон');
  await lists(anna).getByText('Следующий звонок через').waitFor();
  expect(office.control.calls()).toEqual([]);
});

it('is given by a supervisor to two agents, who never get the same number', async () => {
  const olga = await at(OLGA);
  await addTicked(olga.page, 'contacts', [2, 3, 4, 5]);
  await press(olga, 'Понятно');
  await press(olga, 'Настройки списка');
  await press(olga, 'Новый список');
  await lists(olga).locator('select[name=list]').waitFor();
  await addTicked(olga.page, 'contacts', [2, 3, 4, 5]);
  await lists(olga).getByText('Добавлено номеров: 4').waitFor();
  await callAtAnyHour(olga, '60', async () => {
    await lists(olga).getByLabel('Анна Белова').check();
    await lists(olga).getByLabel('Тимур Галеев').check();
    await shot(olga, '11-settings');
  });
  const [anna, timur] = [await at(ANNA), await at(TIMUR)];
  for (const agent of [anna, timur]) {
    await agent.openPanel();
    await agent.panel.getByRole('tab', { name: 'Обзвон' }).click();
    await press(agent, 'Начать обзвон');
    await lists(agent).getByText('Следующий звонок через').waitFor();
  }
  const next = (agent: AgentWindow) => lists(agent).locator('.tel-who').innerText();
  expect(await next(anna)).not.toBe(await next(timur));
  await rowsIn(anna).getByText('следующий у коллеги').waitFor();
  await shot(anna, '12-two');
  await press(olga, 'Настройки списка');
  await lists(olga).getByText('доб. 101 · ждёт звонка').waitFor();
  await shot(olga, '13-team');
  await press(olga, 'Остановить всех');
  for (const agent of [anna, timur])
    await lists(agent).getByRole('button', { name: 'Начать обзвон' }).waitFor();
});

it('goes out as a file and comes back from one, and says which lines it could not take', async () => {
  const anna = await at(ANNA);
  await anna.openPanel();
  await anna.panel.getByRole('tab', { name: 'Обзвон' }).click();
  const [chooser] = await Promise.all([anna.page.waitForEvent('filechooser'), press(anna, 'Загрузить CSV')]);
  const lines = [
    'Имя;Телефон;Компания',
    '=1+1;8 998 700-00-01;"ООО; Тень"',
    'Без номера;;',
    '<img src=x onerror=alert(1)>;+79987000002;',
  ];
  const buffer = Buffer.from(lines.join('\r\n'));
  await chooser.setFiles({ name: 'список.csv', mimeType: 'text/csv', buffer });
  await lists(anna).getByText('Добавлено номеров: 2').waitFor();
  expect(await lists(anna).locator('.tel-note').first().innerText()).toContain('Не похоже на номер: 1. 3:2');
  await rowsIn(anna).getByText('<img src=x onerror=alert(1)>').waitFor();
  const [download] = await Promise.all([anna.page.waitForEvent('download'), press(anna, 'CSV')]);
  const saved = readFileSync(await download.path(), 'utf8').split('\r\n');
  expect(saved.slice(0, 2)).toEqual([
    '\uFEFFИмя;Компания;Телефон;Итог;Когда;Звонков',
    `"'=1+1";"ООО; Тень";"'+79987000001";;;0`,
  ]);
  expect(anna.complaints).toEqual([]);
});
