import type { Page } from 'playwright-core';
import type { HostQuery, HostWindow } from './host-window';
import { OLGA_ADMIN, PageDriver, calls } from './page-driver';

declare const window: HostWindow;
declare const $: HostQuery;

const driver = new PageDriver();

describe('settings', () => {
  const openSettings = async (page: Page) => {
    await page.locator('.widget-tile').click();
    await page.locator('.widget-settings').waitFor();
  };

  it('collects the form, asks onSave, stores it and starts the widget anew with it', async () => {
    const page = await driver.opened(OLGA_ADMIN, { path: '/settings/widgets/' });
    await openSettings(page);
    expect(await calls(page)).toContain('settings');
    await expect(page.locator('.js-widget-save').isDisabled()).resolves.toBe(true);
    await page.locator('[name="phones[504142]"]').fill('102');
    await page.evaluate(() => {
      $('#witness_custom').trigger('change');
    });
    await page.locator('.js-widget-save').click();
    await page.locator('.widget-settings').waitFor({ state: 'detached' });
    const saved = (await page.evaluate(() => window.witness['saved'])) as {
      active: string;
      fields: Record<string, string>;
    };
    expect(saved.active).toBe('Y');
    expect(JSON.parse(saved.fields['phones'] ?? '')).toMatchObject({
      504141: '101',
      504142: '102',
      504143: '',
    });
    expect(driver.host.state.widgets.get('witness')?.settings['phones']).toMatchObject({ 504142: '102' });
    await page.waitForFunction(
      () => window.witness.calls.lastIndexOf('init') > window.witness.calls.indexOf('destroy'),
    );
    expect((await calls(page)).slice(-6)).toEqual([
      'onSave',
      'destroy',
      'constructor',
      'render',
      'init',
      'bind_actions',
    ]);
  });

  it.each([
    ['answers false', 'false'],
    ['rejects', 'rejection'],
  ])('stores nothing when onSave %s', async (_how, answer) => {
    const page = await driver.opened(OLGA_ADMIN, { path: '/settings/widgets/' });
    await page.evaluate((how) => {
      window.witness.saves = how === 'false' ? false : Promise.reject(new Error('no'));
      (window.witness.saves as Promise<unknown>).catch?.(() => undefined);
    }, answer);
    await openSettings(page);
    await page.locator('[name=address]').fill('https://other.example');
    await page.locator('.js-widget-save').click();
    await page.getByText('Виджет не принял настройки').waitFor();
    expect(driver.host.state.widgets.get('witness')?.settings['address']).toBe('https://pbx.example');
  });

  it('refuses an empty required field', async () => {
    const page = await driver.opened(OLGA_ADMIN, { path: '/settings/widgets/' });
    await openSettings(page);
    await page.locator('[name=address]').fill('');
    await page.locator('.js-widget-save').click();
    await page.getByText('Заполните поле «Адрес сервера»').waitFor();
    expect(await calls(page)).not.toContain('onSave');
  });

  it('switches off by onSave and then destroy, and installs again by onInstall', async () => {
    const page = await driver.opened(OLGA_ADMIN, { path: '/settings/widgets/' });
    await openSettings(page);
    await page.getByRole('button', { name: 'Отключить' }).click();
    await page.locator('.widget-settings').waitFor({ state: 'detached' });
    expect((await calls(page)).slice(-2)).toEqual(['onSave', 'destroy']);
    expect(await page.evaluate(() => (window.witness['saved'] as { active: string }).active)).toBe('N');
    expect(driver.host.state.widgets.get('witness')?.active).toBe(false);
    await openSettings(page);
    await page.locator('.js-widget-install').click();
    await page.locator('.widget-settings').waitFor({ state: 'detached' });
    expect(await calls(page)).toEqual(expect.arrayContaining(['onInstall']));
    expect(driver.host.state.widgets.get('witness')?.active).toBe(true);
  });
});
