import type { Page } from 'playwright-core';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import type { HostWindow } from './host-window';
import { ANNA, PageDriver, TIMUR, goTo, settled } from './page-driver';

declare const window: HostWindow;

const driver = new PageDriver();

describe('cards', () => {
  it('show a logged call at once, with its status, length and recording', async () => {
    const page = await driver.opened(ANNA);
    await goTo(page, `/leads/detail/${driver.leadId('Окна для коттеджа, 3 этажа')}`);
    await fetch(`${driver.host.url}/api/v4/calls`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${DEMO_INTEGRATION.longLivedToken}`,
      },
      body: JSON.stringify([
        {
          direction: 'inbound',
          duration: 136,
          source: 't',
          phone: '89984445566',
          call_status: 4,
          call_result: 'Ждут <b>расчёт</b>',
          link: `${driver.host.url}/1.mp3`,
          call_responsible: ANNA,
        },
      ]),
    });
    const note = page.locator('.feed-note-wrapper-call_in_out');
    await note.waitFor();
    expect(await note.locator('.feed-note__call-duration').textContent()).toBe('2:16');
    expect(await note.locator('.feed-note__call-status').textContent()).toBe('разговор состоялся');
    expect(await note.locator('.feed-note__call-result').textContent()).toBe('Ждут <b>расчёт</b>');
    expect(await note.locator('audio').getAttribute('src')).toBe(`${driver.host.url}/1.mp3`);
    expect(await note.textContent()).toContain('Анна Белова');
  });

  it('show a hostile name as text', async () => {
    const page = await driver.opened(ANNA);
    const hostile = [...driver.host.state.contacts.values()].find(({ name }) => name.startsWith('<img'));
    await goTo(page, `/contacts/detail/${hostile?.id}`);
    expect(await page.locator('.card-name').textContent()).toBe(hostile?.name);
    expect(await page.title()).not.toContain('взломано');
  });

  it('tell a user nothing of what his rights hide', async () => {
    const page = await driver.opened(504145);
    await goTo(page, `/contacts/detail/${driver.contactId('Марина Ковалёва')}`);
    expect(await page.locator('h1').textContent()).toBe('Карточка не найдена');
  });
});

describe('a release of amoCRM', () => {
  const mark = (page: Page) => page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const isSame = (page: Page) => page.evaluate(() => window['sameDocument'] === true);

  it('reloads the page at the next navigation, but not during a call', async () => {
    const page = await driver.opened(ANNA);
    await mark(page);
    expect(await page.evaluate(() => window.APP.sdk.setCallingStatus(true))).toBe('calling_status - true');
    driver.host.releaseCore('frontend');
    driver.host.releaseCore('backend');
    await goTo(page, '/contacts/list/contacts/');
    expect(await isSame(page)).toBe(true);
    await page.evaluate(() => window.APP.sdk.setCallingStatus(false));
    const reload = page.waitForEvent('load');
    await page.evaluate(() => window.APP.router.navigate('/leads/list/', { trigger: true }));
    await reload;
    await settled(page);
    expect(await isSame(page)).toBe(false);
  });
});

it('keeps two users apart in two windows of one browser, and knows who is online', async () => {
  const page = await driver.opened(ANNA);
  const other = await driver.context.newPage();
  await other.goto(driver.host.urlFor(TIMUR));
  await settled(other);
  const id = (of: Page) => of.evaluate(() => window.APP.constant('user')['id']);
  expect([await id(page), await id(other)]).toEqual([ANNA, 504142]);
  await page.waitForFunction(() => (window.APP.sdk.showUserStatus('online') as string[]).length === 2);
  await other.close();
  await page.waitForFunction(() => window.APP.sdk.showUserStatus(504142) === false);
  expect(await page.evaluate(() => window.APP.sdk.showUserStatus(504141))).toBe(true);
});
