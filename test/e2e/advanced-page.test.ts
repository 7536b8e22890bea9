import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_INTEGRATION, DEMO_LINES } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import type { Extension } from '../../src/call/ids';
import { AgentWindow } from '../support/agent-window';
import { callNotes } from '../support/call-notes';
import { eventually } from '../support/eventually';

jest.setTimeout(90_000);

const ANNA = 504141;
const IGOR = 504143;
const OLGA = 504144;
const MARINA = '79984445566';
/** Of a contact called `<img src=x onerror=…>`. */
const HOSTILE = '79986660666';

let browser: Browser;
let demo: Demo;
let office: Office;
let context: BrowserContext;

const routing = {
  key: 'key of the dialplan 0001',
  rules: [
    { to: 'responsible' as const },
    { to: 'deputy' as const },
    { to: 'extensions' as const, extensions: ['101', '102'] as Extension[] },
  ],
  deputies: new Map(),
  hours: {
    days: Object.fromEntries([1, 2, 3, 4, 5].map((day) => [day, [[540, 1080]] as const])),
    holidays: [],
  },
};

beforeAll(async () => {
  browser = await openBrowser();
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    routing,
    settings: { supervisors: '201' },
  });
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await demo?.close();
});
beforeEach(async () => void (context = await browser.newContext({ viewport: { width: 1366, height: 768 } })));
afterEach(() => context.close());

const shots = process.env['SHOTS'];
async function shot(page: Page, name: string): Promise<void> {
  if (!shots) return;
  for (const scheme of ['light', 'dark']) {
    await page.evaluate((chosen) => (document.documentElement.dataset['colorScheme'] = chosen), scheme);
    await page.screenshot({ path: join(shots, `${name}-${scheme}.png`) });
  }
}

async function advancedPageOf(userId: number): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${demo.urlFor(userId)}/settings/widgets/advanced/${DEMO_INTEGRATION.widgetCode}/`);
  await page.locator('.tel-page').waitFor();
  return page;
}

/** A call that nobody takes. */
async function missedCall(number: string): Promise<void> {
  const { id } = await office.control.customerCalls({ number, line: DEMO_LINES.igor });
  await eventually('the desk phone rings', () => office.load().channels > 1);
  await office.control.customerHangsUp(id);
  await eventually('it is over', () => office.load().channels === 0);
}

const notesOf = (number: string) =>
  callNotes(demo.host).filter(({ params }) => String(params['phone']).endsWith(number.slice(1)));
const tab = (page: Page, name: string) => page.getByRole('tab', { name }).click();
const rows = (page: Page) => page.locator('.tel-table tbody > tr');

it('finds a number in the journal, tells its call in words and gives it as a file without secrets', async () => {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  await missedCall(HOSTILE);
  const { id } = await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.sales });
  await anna.answer();
  await office.control.customerHangsUp(id);
  await eventually('Marina’s call is in amoCRM', () => notesOf(MARINA).length > 0);
  await anna.close();

  const page = await advancedPageOf(OLGA);
  await page.getByRole('searchbox').fill('555-66');
  await page.getByText('Таких звонков нет').waitFor();
  await page.getByRole('searchbox').fill('8 (998) 444-55-66');
  await page.locator('.tel-line').getByText('Звонок записан в amoCRM').waitFor();
  await expect(rows(page).count()).resolves.toBe(1);
  const line = await page.locator('.tel-line').innerText();
  expect(line).toMatch(/Звонит телефон: Анна Белова, 101[\s\S]*Ответ: Анна Белова, 101/);
  expect(line).toMatch(/Карточка на экране: Анна Белова[\s\S]*Разговор окончен/);
  await shot(page, 'journal');

  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Скачать JSON' }).click(),
  ]);
  const text = readFileSync(await file.path(), 'utf8');
  expect(JSON.parse(text)).toMatchObject({
    number: expect.stringContaining('444') as string,
    disposition: 'answered',
  });
  expect(text).not.toMatch(/token|secret|password|https?:/i);

  await page.getByRole('searchbox').fill('0666');
  await page.locator('.tel-cell').getByText('<img src=x').waitFor();
  await page.locator('.tel-block__title').getByText('Пропущенный').waitFor();
  expect(
    await page.evaluate(() => 'hacked' in window || document.querySelector('.tel-page img') !== null),
  ).toBe(false);
  await page.getByRole('combobox', { name: 'Какие звонки' }).selectOption('undelivered');
  await page.getByText('Таких звонков нет').waitFor();
});

it('shows what amoCRM refused, sends it again by hand, and then it stands in amoCRM once', async () => {
  demo.host.faults.setStorm({ status: 400, path: '/api/v4/' });
  const before = notesOf(MARINA).length;
  await missedCall(MARINA);
  const page = await advancedPageOf(OLGA);
  await tab(page, 'Доставка в amoCRM');
  await page.getByText('Отказ amoCRM').waitFor();
  expect(await rows(page).first().innerText()).toContain('Марина Ковалёва');
  const note = page.locator('[data-fault="calls-refused"]');
  expect(await note.innerText()).toMatch(
    /amoCRM не принимает часть звонков как есть с \d\d:\d\d[\s\S]*Откройте вкладку/,
  );
  await shot(page, 'delivery');
  await page.locator('.tel-cell--link').first().click();
  await page.getByText('Почему нет в amoCRM: отказ').waitFor();
  await shot(page, 'journal-refused');
  await tab(page, 'Доставка в amoCRM');
  demo.host.faults.setStorm(undefined);
  // The stand-in's own panel may lie over it.
  await page.getByRole('button', { name: 'Отправить снова' }).press('Enter');
  await page.getByText('Решать нечего').waitFor();
  await eventually('it is in amoCRM', () => notesOf(MARINA).length === before + 1);
  await note.waitFor({ state: 'detached' });
  await shot(page, 'delivery-empty');
});

it('says who would get a call at some time, and why not the others', async () => {
  const page = await advancedPageOf(OLGA);
  await tab(page, 'Переадресация');
  await page.getByText('Кому направляем входящий').waitFor();
  const number = page.locator('.tel-page').getByLabel('Номер клиента');
  await number.fill('нет');
  await number.press('Enter');
  await page.getByText('Впишите номер клиента').waitFor();
  await number.fill('+7 998 444-55-66');
  await page.getByLabel('Когда, по часам аккаунта').fill('2026-11-27T12:00');
  await page.getByRole('button', { name: 'Кому уйдёт?' }).click();
  await page.locator('.tel-tests').getByText('Номер есть в amoCRM: Марина Ковалёва').waitFor();
  expect(await page.locator('.tel-tests').innerText()).toMatch(/телефон не на связи/);
  await shot(page, 'forwarding');
  await page.getByLabel('Когда, по часам аккаунта').fill('2026-11-28T12:00');
  await expect(page.locator('.tel-tests > li').count()).resolves.toBe(0);
  await page.getByRole('button', { name: 'Кому уйдёт?' }).click();
  await page.getByText('В это время аккаунт не работает').waitFor();
});

it('shows whose phone is there and who has amoCRM open', async () => {
  const page = await advancedPageOf(OLGA);
  await tab(page, 'Сотрудники');
  const row = rows(page).filter({ hasText: 'Ольга Мирская' });
  await row.getByText('Свободен').waitFor({ timeout: 20_000 });
  expect(await row.innerText()).toMatch(/103[\s\S]*в браузере[\s\S]*Открыта[\s\S]*Настройки шлюза/);
  expect(await rows(page).filter({ hasText: 'Игорь Савин' }).innerText()).toMatch(
    /Руководитель[\s\S]*Закрыта/,
  );
  await shot(page, 'staff');
});

it('shows a supervisor the journal, the phone tests and the dial lists, and an agent why he sees nothing', async () => {
  const igor = await advancedPageOf(IGOR);
  await rows(igor).first().waitFor();
  await igor.getByRole('tab', { name: 'Обзвон' }).waitFor();
  await igor.getByRole('tab', { name: 'Проверки телефонов' }).waitFor();
  await expect(igor.getByRole('tab').count()).resolves.toBe(3);
  const anna = await advancedPageOf(ANNA);
  await anna.getByText('Журнал звонков видят администраторы аккаунта и руководители').waitFor();
  await expect(anna.getByRole('tab').count()).resolves.toBe(0);
});

it('leaves nothing behind when amoCRM goes to another page, and comes back with it', async () => {
  const page = await advancedPageOf(OLGA);
  await rows(page).first().waitFor();
  const go = (path: string) =>
    page.evaluate(
      (to) =>
        (
          window as unknown as { APP: { router: { navigate(path: string, how: object): void } } }
        ).APP.router.navigate(to, { trigger: true }),
      path,
    );
  await go('/leads/');
  await page.locator('.tel-page').waitFor({ state: 'detached' });
  await go(`/settings/widgets/advanced/${DEMO_INTEGRATION.widgetCode}/`);
  await rows(page).first().waitFor();
  await expect(page.locator('.tel-page').count()).resolves.toBe(1);
});
