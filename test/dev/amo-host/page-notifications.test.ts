import type { HostWindow } from './host-window';
import { ANNA, PageDriver, TIMUR, settled } from './page-driver';

declare const window: HostWindow;

const driver = new PageDriver();

describe('notifications', () => {
  it('posts add_call, changes the object it got, and shows the notice in the tabs of this user only', async () => {
    const page = await driver.opened(ANNA);
    const other = await driver.context.newPage();
    await other.goto(driver.host.urlFor(TIMUR));
    await settled(other);
    const changed = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const call: Record<string, unknown> = {
            text: 'Звонил <a href="/contacts/add/?phone=+79981112233">+79981112233</a><img src=x onerror="window.hacked=1">',
            header: 'Входящий звонок',
            from: '+79981112233',
            duration: 75,
            phone: '+79981112233',
          };
          window.APP.notifications['add_call']?.(call, {
            done: (...args: unknown[]) => resolve({ call, args: args.length }),
          });
        }),
    );
    expect(changed).toMatchObject({ call: { duration: '01:15', title: '+79981112233' }, args: 0 });
    expect(changed).not.toHaveProperty('call.phone');
    const toast = page.locator('.notification-toast_call');
    await toast.waitFor();
    expect(await toast.locator('a').getAttribute('href')).toBe('/contacts/add/?phone=%2B79981112233');
    expect(await page.evaluate(() => window['hacked'])).toBeUndefined();
    expect(driver.host.state.notifications).toMatchObject([
      { userId: ANNA, type: 'call', request: { duration: '01:15', from: '+79981112233' } },
    ]);
    expect(await other.locator('.notification-toast').count()).toBe(0);
    await toast.locator('a').click();
    expect(await page.locator('[name=phone]').inputValue()).toBe('+79981112233');
  });

  it('takes add_call without anything, and tells add_error that it failed', async () => {
    const page = await driver.opened(ANNA);
    await page.evaluate(() => window.APP.notifications['add_call']?.({ text: 'Просто текст' }));
    await page.getByText('Просто текст').waitFor();
    driver.host.faults.setStorm({ status: 500, path: '/ajax/v1/inbox' });
    const told = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const seen: string[] = [];
          window.APP.notifications['add_error']?.(
            { text: 'Нет связи' },
            {
              done: () => seen.push('done'),
              fail: () => seen.push('fail'),
              always: () => resolve([...seen, 'always']),
            },
          );
        }),
    );
    expect(told).toEqual(['fail', 'always']);
  });

  it('keeps add_error in the centre; show_message_error is for this tab alone', async () => {
    const page = await driver.opened(ANNA);
    await page.evaluate(() =>
      window.APP.notifications['show_message_error']?.({ header: 'Телефония', text: 'Нет микрофона' }),
    );
    await page.getByText('Нет микрофона').waitFor();
    expect(driver.host.state.notifications).toEqual([]);
    await page.evaluate(() =>
      window.APP.notifications['add_error']?.({ header: 'Телефония', text: 'Звонок не записан' }),
    );
    await page.locator('.nav__notifications__counter').filter({ hasText: '1' }).waitFor();
    await page.locator('.js-notifications-toggler').click();
    await page.locator('.notifications-centre').getByText('Звонок не записан').waitFor();
  });

  it('hands every notification to the callback of an init_once widget, and to no other', async () => {
    const page = await driver.opened(ANNA);
    await page.evaluate(() => {
      const heard: unknown[] = [];
      Object.assign(window, { heard });
      window.APP.addNotificationCallback('witness', (payload) => heard.push(payload));
      window.APP.addNotificationCallback('nobody', () => heard.push('nobody'));
    });
    await page.evaluate(() => window.APP.notifications['add_call']?.({ header: 'Звонок', text: 'x' }));
    await page.waitForFunction(() => (window['heard'] as unknown[]).length > 0);
    const [payload, ...others] = await page.evaluate(() => window['heard'] as unknown[]);
    expect(payload).toMatchObject({ notification: true, body: { title: 'Звонок', icon: { call: true } } });
    expect(others).toEqual([]);
  });
});
