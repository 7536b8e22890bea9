import type { Page } from 'playwright-core';
import type { HostWindow } from './host-window';
import { ANNA, PageDriver, settled } from './page-driver';
import { ask } from './rest-client';

declare const window: HostWindow;

const driver = new PageDriver();
const opened = async (): Promise<Page> => {
  const page = await driver.opened(ANNA);
  await page.getByRole('button', { name: 'Неполадки и запросы' }).click();
  return page;
};
const status = async () => (await ask(driver.host, 'GET', '/api/v4/account')).status;
/** The panel's request has been answered: what it asked for is in force. */
const applied = (page: Page) => page.waitForResponse((answer) => answer.url().endsWith('/__standin/faults'));

describe('the panel of faults', () => {
  it('is closed until somebody opens it', async () => {
    const page = await driver.opened(ANNA);
    await page.locator('.faults').waitFor();
    expect(await page.locator('.faults__body').isVisible()).toBe(false);
    expect(await page.locator('.faults__title').getAttribute('aria-expanded')).toBe('false');
  });

  it('starts a storm of 429 that ends by itself, and says so when closed', async () => {
    const page = await opened();
    await page.getByLabel('На сколько запросов').fill('2');
    const [,] = await Promise.all([applied(page), page.getByLabel('Ошибки API').selectOption('429')]);
    expect(await page.locator('.faults__now').innerText()).toBe('429');
    expect([await status(), await status(), await status()]).toEqual([429, 429, 200]);
  });

  it('breaks the connection and mends it', async () => {
    const page = await opened();
    await Promise.all([applied(page), page.getByLabel('Сервер рвёт соединение').check()]);
    await expect(status()).rejects.toThrow('fetch failed');
    await Promise.all([applied(page), page.getByLabel('Сервер рвёт соединение').uncheck()]);
    expect(await status()).toBe(200);
  });

  it('loses one answer after the work is done, says that it will, and lists it without a status', async () => {
    const page = await opened();
    const tasks = driver.host.state.tasks.size;
    await Promise.all([
      applied(page),
      page.getByRole('button', { name: 'Потерять следующий ответ' }).click(),
    ]);
    await page.locator('.faults__now').getByText('ответ пропадёт').waitFor();
    const write = () =>
      ask(driver.host, 'POST', '/api/v4/tasks', [{ text: 'Перезвонить', complete_till: 1_900_000_000 }]);
    await expect(write()).rejects.toThrow('fetch failed');
    expect(driver.host.state.tasks.size).toBe(tasks + 1);
    const row = page.locator('.requests__row_failed', { hasText: 'POST /api/v4/tasks' });
    expect(await row.locator('.requests__status').innerText()).toBe('нет');
    expect((await write()).status).toBe(200);
  });

  it('opens a second tab of the same user at the same place', async () => {
    const page = await opened();
    const [second] = await Promise.all([
      driver.context.waitForEvent('page'),
      page.getByRole('button', { name: 'Вторая вкладка' }).click(),
    ]);
    await settled(second);
    expect(second.url()).toBe(page.url());
    const userOf = (tab: Page) => tab.evaluate(() => window.APP.constant('user').id);
    expect(await userOf(second)).toBe(await userOf(page));
  });

  it('takes the tokens back', async () => {
    const page = await opened();
    await Promise.all([applied(page), page.getByLabel('Токены отозваны').check()]);
    expect(await status()).toBe(401);
  });

  it('lets the scripts of widgets come late', async () => {
    const page = await opened();
    await Promise.all([applied(page), page.getByLabel('Скрипты виджетов').selectOption('1000')]);
    const startedAt = Date.now();
    await page.reload();
    await settled(page);
    expect(Date.now() - startedAt).toBeGreaterThan(1000);
  });

  it('makes the tab look hidden and visible again', async () => {
    const page = await opened();
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      document.addEventListener('visibilitychange', () => seen.push(document.visibilityState));
    });
    await page.getByLabel('Вкладка будто скрыта').check();
    await page.getByLabel('Вкладка будто скрыта').uncheck();
    expect(await page.evaluate(() => window['seen'])).toEqual(['hidden', 'visible']);
  });

  it('lists the requests with who sent them', async () => {
    const page = await opened();
    await status();
    await ask(driver.host, 'GET', '/api/v4/users', undefined, 'nobody');
    const rows = page.locator('.requests');
    await rows.getByText('неизвестно кто').waitFor();
    expect(await rows.innerText()).toMatch(/GET \/api\/v4\/account\n.*интеграция/);
    expect(await rows.innerText()).toMatch(/POST \/ajax\/widgets\/list\n.*Анна Белова/);
    expect(await page.locator('.requests__row_failed').count()).toBe(1);
  });

  it('releases a new back-end, and the page reloads at the next answer', async () => {
    const page = await opened();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.getByRole('button', { name: 'Выпуск сервера' }).click();
    await page.evaluate(() => window.APP.router.navigate('/contacts/list/contacts/', { trigger: true }));
    await page.waitForFunction(() => window['sameDocument'] === undefined && window.APP?.widgets.loaded);
    expect(page.url()).toContain('/contacts/list/contacts/');
  });
});
