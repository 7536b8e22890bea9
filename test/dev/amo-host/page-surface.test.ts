import type { HostWindow } from './host-window';
import { ANNA, OLGA_ADMIN, PageDriver, goTo, widget } from './page-driver';
import { ask } from './rest-client';

interface Seen {
  readonly modules: unknown;
  readonly self: Record<string, (...args: unknown[]) => unknown>;
  readonly [fact: string]: unknown;
}
declare const window: HostWindow & { commonjs: Seen };
declare const requirejs: (
  names: string[],
  done: (...modules: unknown[]) => void,
  failed: (e: unknown) => void,
) => void;

const driver = new PageDriver();
const own = { widgets: [{ ...widget('commonjs'), settings: { login: '100' } }] };
const ownSeen = (fact: string) =>
  (driver.context.pages()[0] as NonNullable<ReturnType<typeof driver.context.pages>[0]>).evaluate(
    (name) => window.commonjs[name],
    fact,
  );

describe('modules by name', () => {
  it('are there in the versions that amoCRM has', async () => {
    const page = await driver.opened(ANNA);
    const versions = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const names =
            'jquery underscore backbone vendor/backbone moment store pubsub accounting quill chartjs'.split(
              ' ',
            );
          type Versioned = Record<string, unknown> & { readonly fn: { readonly jquery: string } };
          requirejs(
            names,
            (...modules) => {
              const [$, _, Backbone, same, moment, store, pubsub, accounting, Quill, Chart] =
                modules as Versioned[];
              resolve({
                jquery: $?.fn.jquery,
                underscore: _?.['VERSION'],
                backbone: [Backbone?.['VERSION'], Backbone === same],
                moment: moment?.['version'],
                store: store?.['version'],
                pubsub: typeof pubsub?.['subscribe'],
                accounting: accounting?.['version'],
                quill: Quill?.['version'],
                chart: typeof Chart,
              });
            },
            reject,
          );
        }),
    );
    expect(versions).toEqual({
      jquery: '2.1.3',
      underscore: '1.9.1',
      backbone: ['1.1.2', true],
      moment: '2.24.0',
      store: '1.3.20',
      pubsub: 'function',
      accounting: '0.3.2',
      quill: '1.3.6',
      chart: 'function',
    });
  });

  it('load all of them, the host’s own too', async () => {
    const page = await driver.opened(ANNA);
    const missing = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const names = (
            'cocktail google-libphonenumber clipboard js-uuid cropperjs enquire rangeslider browser-detect ' +
            'lib/components/base/modal lib/components/base/confirm lib/components/base/notifications lib/common/cookie ' +
            'lib/common/urlparams lib/common/router lib/core/router lib/core/page lib/core/view lib/sdk/index ' +
            'lib/widgets/index lib/widgets/constants'
          ).split(' ');
          requirejs(
            names,
            (...modules) => resolve(names.filter((_name, index) => !modules[index])),
            (error) => resolve(String(error)),
          );
        }),
    );
    expect(missing).toEqual([]);
  });

  it('give jQuery the plug-ins that have no value of their own', async () => {
    const page = await driver.opened(ANNA);
    const type = await page.evaluate(
      () =>
        new Promise((resolve, reject) => {
          const take = ($: unknown): void =>
            resolve(typeof ($ as { fn: Record<string, unknown> }).fn['jPlayer']);
          requirejs(['jquery', 'jplayer'], take, reject);
        }),
    );
    expect(type).toBe('function');
  });

  it('give lists real Backbone models', async () => {
    const page = await driver.opened(ANNA, { path: '/contacts/list/contacts/' });
    const told = await page.evaluate(() => {
      interface Model {
        on(event: string, listener: (model: unknown, value: unknown) => void): void;
        set(key: string, value: unknown): void;
      }
      const list = window.APP.data.current_list as unknown as {
        at(index: number): Model;
        pluck(key: string): unknown[];
      };
      const heard: unknown[] = [];
      list.at(0).on('change:checked', (_model, value) => heard.push(value));
      list.at(0).set('checked', true);
      return [heard, list.pluck('element_type').length];
    });
    expect(told).toEqual([[true], 50]);
  });
});

describe('a widget written as a CommonJS module', () => {
  it('starts, although its constructor returns an object of its own', async () => {
    const page = await driver.opened(ANNA, own);
    expect(await ownSeen('modules')).toEqual(['function', '2.24.0']);
    expect(await page.evaluate(() => Object.keys(window.APP.widgets.list))).toEqual(['commonjs']);
  });

  it('has its own page in the left menu, with what was chosen there', async () => {
    const page = await driver.opened(ANNA, own);
    await page.getByRole('link', { name: 'Очередь' }).click();
    await page.getByText('Очередь пуста').waitFor();
    expect(await ownSeen('menuPage')).toEqual({
      location: 'widget_page',
      item_code: 'queue',
      subitem_code: '',
    });
    await page.getByRole('link', { name: 'Пропущенные' }).click();
    await page.waitForFunction(
      () => (window.commonjs['menuPage'] as { subitem_code?: string } | undefined)?.subitem_code === 'missed',
    );
    expect(await page.evaluate(() => window.APP.getWidgetsArea())).toBe('widget-page:commonjs');
  });

  it('has the head of its own page at a direct address too', async () => {
    const page = await driver.opened(ANNA, { ...own, path: '/widget_page/commonjs/queue/missed/' });
    await page.getByRole('heading', { name: 'Очередь' }).waitFor();
    expect(await ownSeen('menuPage')).toMatchObject({ item_code: 'queue', subitem_code: 'missed' });
  });

  it('has a page in the settings', async () => {
    const page = await driver.opened(OLGA_ADMIN, { ...own, path: '/settings/widgets/' });
    await page.getByRole('link', { name: 'Настройка очередей' }).click();
    await page.locator('#work-area-commonjs', { hasText: 'Очереди' }).waitFor();
    expect(await page.evaluate(() => window.APP.getV3WidgetsArea())).toBe('widget.advanced_settings');
  });

  it('lives on the pipeline board too', async () => {
    const page = await driver.opened(ANNA, { ...own, path: '/leads/pipeline/' });
    expect(
      await page.evaluate(() => [window.APP.getWidgetsArea(), Object.keys(window.APP.widgets.list)]),
    ).toEqual(['leads-pipeline', ['commonjs']]);
    expect(await page.locator('.board__lead').count()).toBeGreaterThan(20);
  });

  it('sends text messages from under the feed, and a note remembers them', async () => {
    const page = await driver.opened(ANNA, own);
    const id = driver.contactId('Марина Ковалёва');
    await goTo(page, `/contacts/detail/${id}`);
    await page.getByLabel('Куда написать').selectOption('SMS');
    await page.locator('.feed__compose textarea').fill('Замер завтра в 10');
    await page.getByRole('button', { name: 'Добавить' }).click();
    await page.locator('.feed__entries', { hasText: 'Замер завтра в 10' }).waitFor();
    expect(await ownSeen('sms')).toEqual({
      phone: '+7 998 444-55-66',
      message: 'Замер завтра в 10',
      contact_id: id,
    });
    expect(driver.host.state.notesOf({ type: 'contacts', id }).at(-1)).toMatchObject({
      note_type: 'sms_out',
    });
    await page.getByLabel('Куда написать').selectOption('Свой чат');
    expect(await page.locator('.feed__source-body').innerText()).toBe('Мой чат');
  });

  it('has a tab of its goods in a card', async () => {
    const page = await driver.opened(ANNA, own);
    const id = driver.leadId('Окна для коттеджа, 3 этажа');
    await goTo(page, `/leads/detail/${id}`);
    await page.getByRole('tab', { name: 'Обычный модуль' }).click();
    await page.locator('.sdk-tab__offers', { hasText: 'Подоконник' }).getByRole('button').click();
    await page.locator('.sdk-tab__linked', { hasText: 'Подоконник' }).waitFor();
    expect(await ownSeen('elementsOf')).toEqual([{ id: 2, type: 'lead' }, id]);
    expect(await ownSeen('links')).toEqual({
      link: [{ from: 'leads', from_id: id, quantity: 1, to_id: 2, to_widget_id: 'commonjs' }],
      unlink: [],
    });
    await page.getByLabel('Поиск товара').fill('Отлив');
    await page.locator('.sdk-tab__offers', { hasText: 'Отлив найден' }).waitFor();
  });

  it('gets the ticked tasks', async () => {
    const page = await driver.opened(ANNA, own);
    await ask(driver.host, 'POST', '/api/v4/tasks', [
      { text: 'Перезвонить', complete_till: 1_900_000_000, responsible_user_id: ANNA },
    ]);
    await goTo(page, '/todo/list/');
    await page.getByLabel('Выбрать: Перезвонить').check();
    await page.getByRole('button', { name: 'Ещё' }).click();
    await page.getByRole('menuitem', { name: 'Обычный модуль' }).click();
    expect(await ownSeen('tasks')).toMatchObject({ selected: [{ type: 'task' }], summary: { items: 1 } });
  });
});

describe('settings as amoCRM keeps them', () => {
  it('lose a text in a custom field that is no JSON, without a word', async () => {
    await driver.opened(OLGA_ADMIN, own);
    const save = (state: string) =>
      ask(
        driver.host,
        'POST',
        '/ajax/widgets/save',
        { code: 'commonjs', active: 'Y', fields: { login: '100', state } },
        { userId: OLGA_ADMIN },
      );
    await save('plain words');
    expect(driver.host.state.widgets.get('commonjs')?.settings['state']).toBe('');
    await save('{"a":1}');
    expect(driver.host.state.widgets.get('commonjs')?.settings['state']).toBe('{"a":1}');
  });

  it('are not configured while the required ones are empty', async () => {
    const page = await driver.opened(ANNA, { widgets: [{ ...widget('commonjs'), settings: {} }] });
    expect(await page.evaluate(() => window.commonjs.self['get_install_status']?.())).toBe('not_configured');
  });
});

describe('a number in a list', () => {
  it('comes to the phone action with the model of its row', async () => {
    const page = await driver.opened(ANNA, { path: '/contacts/list/contacts/' });
    await page.evaluate(() => {
      type Data = { readonly value: string; readonly model: { get(key: string): unknown } };
      window.witness.self['add_action']?.('phone', (data: Data) => {
        window.witness['dialled'] = [data.value, data.model.get('element_type'), data.model.get('name')];
      });
    });
    await page.getByText('8 (998) 301-12-47').click();
    await page.getByRole('menuitem', { name: 'Позвонить свидетелем' }).click();
    expect(await page.evaluate(() => window.witness['dialled'])).toEqual([
      '8 (998) 301-12-47',
      1,
      { text: 'Павел Гусев', url: `/contacts/detail/${driver.contactId('Павел Гусев')}` },
    ]);
  });
});

describe('a long list', () => {
  it('shows its fiftieth page as fast as its first, and ticks what is on it', async () => {
    const page = await driver.opened(ANNA);
    const { host } = driver;
    const names = Array.from({ length: 2500 }, (_, index) => ({ name: `Контакт ${index}` }));
    for (let from = 0; from < names.length; from += 250)
      expect((await ask(host, 'POST', '/api/v4/contacts', names.slice(from, from + 250))).status).toBe(200);
    await goTo(page, '/contacts/list/contacts/?page=50');
    expect(await page.locator('.list-row').count()).toBe(50);
    expect(await page.locator('.list-pager').innerText()).toMatch(/Страница 50 из 56/);
    await page.getByLabel('Выбрать все').check();
    expect(await page.locator('.list-head__selected').innerText()).toBe('Выбрано: 50');
  });

  it('lets an administrator delete what is ticked', async () => {
    const page = await driver.opened(OLGA_ADMIN, { path: '/leads/list/' });
    const id = driver.leadId('Москитные сетки');
    await page.getByLabel('Выбрать: Москитные сетки').check();
    await page.getByRole('button', { name: 'Ещё' }).click();
    await page.getByRole('menuitem', { name: 'Удалить' }).click();
    await page.getByLabel('Выбрать: Москитные сетки').waitFor({ state: 'detached' });
    const deleted = await ask(driver.host, 'GET', '/api/v4/leads?with=only_deleted');
    expect(deleted.body).toMatchObject({ _embedded: { leads: [{ id, is_deleted: true }] } });
  });
});
