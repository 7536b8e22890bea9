import type { Page } from 'playwright-core';
import type { HostWindow } from './host-window';
import { ANNA, PageDriver, goTo } from './page-driver';

declare const window: HostWindow;

const driver = new PageDriver();

describe('Modal', () => {
  const openModal = (page: Page, options = '{}') =>
    page.evaluate((text) => {
      const extra = JSON.parse(text) as object;
      const log: string[] = [];
      Object.assign(window, { log });
      new window.witness.Modal({
        ...extra,
        class_name: 'mine',
        init($body: {
          append(html: string): { trigger(n: string): { trigger(n: string): unknown } };
          on(n: string, s: string, f: () => void): void;
        }) {
          $body.on('click', '.js-modal-accept', () => log.push('accept'));
          $body
            .append(
              '<span class="modal-body__close">x</span><input name="f"><button class="js-modal-accept">ok</button>',
            )
            .trigger('modal:loaded')
            .trigger('modal:centrify');
        },
        destroy() {
          log.push('destroy');
          return window['veto'] ? false : undefined;
        },
      });
    }, options);
  const log = (page: Page) => page.evaluate(() => window['log']);

  it('closes by Esc, by its cross and by a click beside it', async () => {
    const page = await driver.opened(ANNA);
    await openModal(page);
    await page.keyboard.press('Escape');
    expect(await page.locator('.modal').count()).toBe(0);
    await openModal(page);
    await page.locator('.modal-body__close').click();
    expect(await page.locator('.modal').count()).toBe(0);
    await openModal(page);
    await page.locator('.modal-scroller').click({ position: { x: 5, y: 5 } });
    expect(await page.locator('.modal').count()).toBe(0);
  });

  it('stays when destroy() answers false', async () => {
    const page = await driver.opened(ANNA, { before: () => Object.assign(window, { veto: true }) });
    await openModal(page);
    await page.keyboard.press('Escape');
    expect([await page.locator('.modal').count(), await log(page)]).toEqual([1, ['destroy']]);
    await page.evaluate(() => Object.assign(window, { veto: false }));
    await page.keyboard.press('Escape');
    expect(await page.locator('.modal').count()).toBe(0);
  });

  it('presses the accept button by Enter, unless a field has the focus', async () => {
    const page = await driver.opened(ANNA);
    await openModal(page);
    await page.locator('.modal [name=f]').focus();
    await page.keyboard.press('Enter');
    expect(await log(page)).toEqual([]);
    await page.locator('.modal [name=f]').blur();
    await page.keyboard.press('Enter');
    expect(await log(page)).toEqual(['accept']);
  });

  it('keeps keys and clicks to itself when told so, and closes with the page unless can_destroy is false', async () => {
    const page = await driver.opened(ANNA);
    await openModal(page, '{"disable_escape_keydown":true,"disable_overlay_click":true}');
    await page.keyboard.press('Escape');
    await page.locator('.modal-scroller').click({ position: { x: 5, y: 5 } });
    expect(await page.locator('.modal').count()).toBe(1);
    await goTo(page, '/contacts/list/contacts/');
    expect(await page.locator('.modal').count()).toBe(0);
    await openModal(page, '{"can_destroy":false}');
    await goTo(page, '/leads/list/');
    expect(await page.locator('.modal').count()).toBe(1);
  });
});
