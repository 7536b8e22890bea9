import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startAmoHost, type AmoHost, type AmoHostOptions } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';
import { openBrowser } from '../../support/browser';

const ANNA = 504141;
const OLGA_ADMIN = 504144;

interface Witness {
  calls: string[];
  renders?: unknown;
  saves?: unknown;
  release?: (value: unknown) => void;
  [fact: string]: unknown;
}
/** The globals of the page, as the tests read them inside the browser. */
declare const window: {
  witness: Witness & {
    self: Record<string, (...args: unknown[]) => unknown> & { ns: string };
    Modal: new (options: object) => { destroy(): void };
  };
  leaving: string[];
  APP: {
    widgets: {
      list: Record<string, unknown>;
      loaded: boolean;
      notificationsPhone(o: object): void;
      destroyNotificationsPhone(o: object): void;
    };
    router: { navigate(url: string, options: object): void };
    notifications: Record<string, (fields: object, outcome?: object) => void>;
    sdk: { setCallingStatus(on: boolean): string; showUserStatus(which?: unknown): unknown };
    data: {
      current_card: { id: number; element_type: number } | false;
      current_list: { where(o: object): { id: unknown; get(k: string): unknown }[] };
    };
    constant(key: string): Record<string, unknown>;
    addNotificationCallback(code: string, callback: (payload: unknown) => void): void;
    getWidgetsArea(): string;
    getV3WidgetsArea(): string;
    isCard(): boolean;
  };
  AMOCRM: unknown;
  [fact: string]: unknown;
};
declare const $: (what: unknown) => {
  trigger(name: string): unknown;
  on(name: string, handler: () => void): unknown;
  length: number;
  text(): string;
};

const widget = (code: string) => ({
  code,
  directory: join(process.cwd(), 'test/fixtures/widgets', code),
  clientUuid: DEMO_INTEGRATION.clientUuid,
  settings: { address: 'https://pbx.example', phones: { [ANNA]: '101' } },
});

let browser: Browser;
let host: AmoHost;
let context: BrowserContext;
beforeAll(async () => {
  browser = await openBrowser({ microphone: false });
});
afterAll(() => browser.close());
afterEach(async () => {
  await context.close();
  await host.close();
});

/** Opens the stand-in as a user; `before` runs in the page ahead of everything else. */
async function opened(
  userId: number,
  { path = '', before, ...options }: Partial<AmoHostOptions> & { path?: string; before?: () => void } = {},
): Promise<Page> {
  host = await startAmoHost({ port: 0, widgets: [widget('witness')], rateLimit: false, ...options });
  context = await browser.newContext();
  const page = await context.newPage();
  if (before) await page.addInitScript(before);
  await page.goto(host.urlFor(userId) + path);
  await settled(page);
  return page;
}

const settled = (page: Page) => page.waitForFunction(() => window.APP?.widgets.loaded === true);

async function goTo(page: Page, url: string): Promise<void> {
  await page.evaluate((to) => {
    window.APP.widgets.loaded = false;
    window.APP.router.navigate(to, { trigger: true });
  }, url);
  await settled(page);
}

const calls = (page: Page) => page.evaluate(() => window.witness.calls);
const contactId = (name: string): number =>
  [...host.state.contacts.values()].find((each) => each.name === name)?.id ?? 0;
const leadId = (name: string): number =>
  [...host.state.leads.values()].find((each) => each.name === name)?.id ?? 0;

describe('the loader', () => {
  it('calls render, init, bind_actions when render() is true', async () => {
    const page = await opened(ANNA);
    expect(await calls(page)).toEqual(['constructor', 'render', 'init', 'bind_actions']);
  });

  it('calls bind_actions at once and init later when render() promises', async () => {
    const page = await opened(ANNA, {
      before: () => {
        const witness: Witness = { calls: [] };
        witness.renders = new Promise((resolve) => (witness.release = resolve));
        Object.assign(window, { witness });
      },
    });
    expect(await calls(page)).toEqual(['constructor', 'render', 'bind_actions']);
    await page.evaluate(() => window.witness.release?.(true));
    expect(await calls(page)).toEqual(['constructor', 'render', 'bind_actions', 'init']);
  });

  it('never calls init when render() is false', async () => {
    const page = await opened(ANNA, {
      before: () => Object.assign(window, { witness: { calls: [], renders: false } }),
    });
    expect(await calls(page)).toEqual(['constructor', 'render', 'bind_actions']);
  });

  it('gives texts and settings only after construction, but the inherited members at once', async () => {
    const page = await opened(ANNA);
    const facts = await page.evaluate(() => ({
      before: window.witness['inConstructor'],
      modules: window.witness['modules'],
      name: window.witness.self['i18n']?.('widget.name'),
      missing: window.witness.self['i18n']?.('no.such.text'),
      settings: window.witness.self['get_settings']?.(),
      ns: window.witness.self.ns,
      once: window.witness.self['init_once'] as unknown,
    }));
    expect(facts.before).toMatchObject({
      langs: '{}',
      settings: '{}',
      system: { amouser_id: String(ANNA), area: 'llist' },
    });
    expect(facts.modules).toEqual({
      jquery: '2.1.3',
      underscore: '1.9.1',
      twig: 'function',
      neighbour: 'neighbour',
    });
    expect([facts.name, facts.missing]).toEqual(['Свидетель', undefined]);
    expect(facts.settings).toMatchObject({
      widget_code: 'witness',
      path: '/widgets/witness',
      images_path: '/widgets/witness/images',
      version: '1.2.3',
      widget_active: 'Y',
      oauth_client_uuid: DEMO_INTEGRATION.clientUuid,
      address: 'https://pbx.example',
      phones: JSON.stringify({ [ANNA]: '101' }),
    });
    expect([facts.ns, facts.once]).toEqual(['.widget:witness', 'Y']);
  });

  it('keeps an init_once widget across pages and only renders it again; no document is loaded', async () => {
    const page = await opened(ANNA);
    await page.evaluate(() => {
      Object.assign(window, { sameDocument: true, pageChanges: 0 });
      $(document).on('page:changed', () => (window['pageChanges'] = Number(window['pageChanges']) + 1));
    });
    await goTo(page, '/contacts/list/contacts/');
    await goTo(page, `/contacts/detail/${contactId('Марина Ковалёва')}`);
    expect(await calls(page)).toEqual(['constructor', 'render', 'init', 'bind_actions', 'render', 'render']);
    expect(await page.evaluate(() => [window['sameDocument'], window['pageChanges']])).toEqual([true, 2]);
  });

  it('starts a card widget on cards only and leaves nothing of it behind', async () => {
    const page = await opened(ANNA, { widgets: [widget('leaving')] });
    expect(await page.evaluate(() => window.leaving)).toBeUndefined();
    await goTo(page, `/contacts/detail/${contactId('Марина Ковалёва')}`);
    expect(await page.locator('#widgets_block .card-widgets__widget-leaving p').innerHTML()).toBe(
      '&lt;b&gt;',
    );
    expect(await page.evaluate(() => window.leaving)).toEqual(['render', 'init', 'bind_actions']);
    await goTo(page, '/leads/list/');
    await page.locator('h1').click();
    expect(await page.evaluate(() => window.leaving)).toEqual(['render', 'init', 'bind_actions', 'destroy']);
    expect(await page.evaluate(() => Object.keys(window.APP.widgets.list))).toEqual([]);
  });

  it('goes on when widgets throw, cannot be extended, do not parse, lack callbacks or lack files', async () => {
    const broken = ['throwing', 'arrow', 'syntax', 'incomplete'].map(widget);
    const page = await opened(ANNA, {
      widgets: [
        ...broken,
        { ...widget('witness'), code: 'gone', directory: '/nonexistent' },
        widget('witness'),
      ],
    });
    expect(await calls(page)).toEqual(['constructor', 'render', 'init', 'bind_actions']);
    expect((await page.evaluate(() => Object.keys(window.APP.widgets.list))).sort()).toEqual([
      'throwing',
      'witness',
    ]);
    expect(await page.locator('#list_table').count()).toBe(1);
  });
});

describe('a widget in the page', () => {
  it('is offered in the menu of a phone number and gets the number as the card stores it', async () => {
    const page = await opened(ANNA, { path: '/' });
    await goTo(page, `/contacts/detail/${contactId('Павел Гусев')}`);
    await page.getByText('8 (998) 301-12-47').click();
    await page.getByRole('menuitem', { name: 'Позвонить свидетелем' }).click();
    expect(await page.evaluate(() => window.witness['dialled'])).toEqual({
      value: '8 (998) 301-12-47',
      got: '8 (998) 301-12-47',
    });
    await page.locator('.tips').waitFor({ state: 'detached' });
  });

  it('gets the ticked rows of a list; a lead brings the numbers of its contacts', async () => {
    const page = await opened(ANNA);
    await page.getByLabel('Выбрать: Окна для коттеджа, 3 этажа').check();
    await page.getByLabel('Выбрать: Балкон под ключ, Мурино').check();
    await page.getByRole('button', { name: 'Ещё' }).click();
    await page.getByRole('menuitem', { name: 'Свидетель' }).click();
    expect(await page.evaluate(() => window.witness['selection'])).toEqual({
      selected: [
        { id: leadId('Окна для коттеджа, 3 этажа'), type: 'lead', emails: [], phones: ['+7 998 444-55-66'] },
        {
          id: leadId('Балкон под ключ, Мурино'),
          type: 'lead',
          emails: [],
          phones: ['8 (998) 301-12-47', '+79983011248'],
        },
      ],
      summary: { items: 2, emails: 0, phones: 3 },
      count_selected: { items: 2, emails: 0, phones: 3 },
    });
    expect(
      await page.evaluate(() =>
        window.APP.data.current_list.where({ checked: true }).map((model) => model.get('element_type')),
      ),
    ).toEqual([2, 2]);
  });

  it('sees where it is by every name that amoCRM has for it', async () => {
    const page = await opened(ANNA);
    const place = () =>
      page.evaluate(() => [
        window.APP.getWidgetsArea(),
        window.APP.getV3WidgetsArea(),
        (window.witness.self['system']?.() as { area: string }).area,
        window.APP.isCard(),
        window.APP.data.current_card && window.APP.data.current_card.element_type,
      ]);
    expect(await place()).toEqual(['leads', 'leads.list', 'llist', false, false]);
    await goTo(page, `/leads/detail/${leadId('Окна для коттеджа, 3 этажа')}`);
    expect(await place()).toEqual(['leads_card', 'leads.card', 'lcard', true, 2]);
    await goTo(page, '/contacts/add/?phone=%2B79981112233');
    expect(await place()).toEqual(['contacts_card', 'contacts.card', 'ccard', true, 1]);
    expect(await page.locator('[name=phone]').inputValue()).toBe('+79981112233');
    expect(await page.evaluate(() => window.APP === window.AMOCRM)).toBe(true);
  });

  it('reaches its own server with a disposable token of the signed-in user', async () => {
    const page = await opened(ANNA);
    const sent = page.waitForRequest('**/echo');
    await page.evaluate(
      () => void window.witness.self['$authorizedAjax']?.({ url: '/echo', method: 'POST' }),
    );
    const token = (await sent).headers()['x-auth-token'] ?? '';
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as object;
    expect(claims).toMatchObject({ user_id: ANNA, client_uuid: DEMO_INTEGRATION.clientUuid });
  });

  it('renders twig texts, controls of the host and its own template files', async () => {
    const page = await opened(ANNA);
    const rendered = await page.evaluate(async () => {
      const { self } = window.witness;
      const template = (await self['render']?.({
        href: '/templates/greeting.twig',
        base_path: '/widgets/witness',
        v: '1',
        promised: true,
      })) as { render(p: object): string };
      return [
        self['render']?.({ data: '{{ word|e }}!' }, { word: '<i>' }),
        self['render']?.({ ref: '/tmpl/controls/button.twig' }, { text: 'Жми', class_name: 'mine' }),
        template.render({ name: 'Анна' }).trim(),
      ];
    });
    expect(rendered[0]).toBe('&lt;i&gt;!');
    expect(rendered[1]).toMatch(
      /<button[^>]*class="button-input mine[^]*button-input-inner[^]*button-input-inner__text">Жми</,
    );
    expect(rendered[2]).toBe('Здравствуйте, Анна!');
  });

  it('owns the phone icon until another one takes it; a missing field is ignored', async () => {
    const page = await opened(ANNA);
    await page.evaluate(() => {
      const seen: string[] = [];
      Object.assign(window, { seen });
      window.APP.widgets.notificationsPhone({ click: () => seen.push('no namespace') });
      window.APP.widgets.notificationsPhone({ ns: '.first', click: () => seen.push('first') });
      window.APP.widgets.notificationsPhone({
        ns: '.second',
        click(this: Element) {
          seen.push(this.className);
        },
      });
    });
    expect(await page.locator('#left_menu .nav__notifications .calls-list-toggler').count()).toBe(1);
    await page.locator('.calls-list-toggler__icon').click();
    expect(await page.evaluate(() => window['seen'])).toEqual(['calls-list-toggler']);
    await page.evaluate(() => window.APP.widgets.destroyNotificationsPhone({ ns: '.first' }));
    expect(await page.locator('.calls-list-toggler').count()).toBe(1);
    await page.evaluate(() => window.APP.widgets.destroyNotificationsPhone({ ns: '.second' }));
    expect(await page.locator('.calls-list-toggler').count()).toBe(0);
  });
});

describe('notifications', () => {
  it('posts add_call, changes the object it got, and shows the notice in the tabs of this user only', async () => {
    const page = await opened(ANNA);
    const other = await context.newPage();
    await other.goto(host.urlFor(504142));
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
    expect(host.state.notifications).toMatchObject([
      { userId: ANNA, type: 'call', request: { duration: '01:15', from: '+79981112233' } },
    ]);
    expect(await other.locator('.notification-toast').count()).toBe(0);
    await toast.locator('a').click();
    expect(await page.locator('[name=phone]').inputValue()).toBe('+79981112233');
  });

  it('takes add_call without anything, and tells add_error that it failed', async () => {
    const page = await opened(ANNA);
    await page.evaluate(() => window.APP.notifications['add_call']?.({ text: 'Просто текст' }));
    await page.getByText('Просто текст').waitFor();
    host.faults.setStorm({ status: 500, path: '/ajax/v1/inbox' });
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
    const page = await opened(ANNA);
    await page.evaluate(() =>
      window.APP.notifications['show_message_error']?.({ header: 'Телефония', text: 'Нет микрофона' }),
    );
    await page.getByText('Нет микрофона').waitFor();
    expect(host.state.notifications).toEqual([]);
    await page.evaluate(() =>
      window.APP.notifications['add_error']?.({ header: 'Телефония', text: 'Звонок не записан' }),
    );
    await page.locator('.nav__notifications__counter').filter({ hasText: '1' }).waitFor();
    await page.locator('.js-notifications-toggler').click();
    await page.locator('.notifications-centre').getByText('Звонок не записан').waitFor();
  });

  it('hands every notification to the callback of an init_once widget, and to no other', async () => {
    const page = await opened(ANNA);
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
    const page = await opened(ANNA);
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
    const page = await opened(ANNA, { before: () => Object.assign(window, { veto: true }) });
    await openModal(page);
    await page.keyboard.press('Escape');
    expect([await page.locator('.modal').count(), await log(page)]).toEqual([1, ['destroy']]);
    await page.evaluate(() => Object.assign(window, { veto: false }));
    await page.keyboard.press('Escape');
    expect(await page.locator('.modal').count()).toBe(0);
  });

  it('presses the accept button by Enter, unless a field has the focus', async () => {
    const page = await opened(ANNA);
    await openModal(page);
    await page.locator('.modal [name=f]').focus();
    await page.keyboard.press('Enter');
    expect(await log(page)).toEqual([]);
    await page.locator('.modal [name=f]').blur();
    await page.keyboard.press('Enter');
    expect(await log(page)).toEqual(['accept']);
  });

  it('keeps keys and clicks to itself when told so, and closes with the page unless can_destroy is false', async () => {
    const page = await opened(ANNA);
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

describe('settings', () => {
  const openSettings = async (page: Page) => {
    await page.locator('.widget-tile').click();
    await page.locator('.widget-settings').waitFor();
  };

  it('collects the form, asks onSave, stores it and starts the widget anew with it', async () => {
    const page = await opened(OLGA_ADMIN, { path: '/settings/widgets/' });
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
    expect(host.state.widgets.get('witness')?.settings['phones']).toMatchObject({ 504142: '102' });
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
    const page = await opened(OLGA_ADMIN, { path: '/settings/widgets/' });
    await page.evaluate((how) => {
      window.witness.saves = how === 'false' ? false : Promise.reject(new Error('no'));
      (window.witness.saves as Promise<unknown>).catch?.(() => undefined);
    }, answer);
    await openSettings(page);
    await page.locator('[name=address]').fill('https://other.example');
    await page.locator('.js-widget-save').click();
    await page.getByText('Виджет не принял настройки').waitFor();
    expect(host.state.widgets.get('witness')?.settings['address']).toBe('https://pbx.example');
  });

  it('refuses an empty required field', async () => {
    const page = await opened(OLGA_ADMIN, { path: '/settings/widgets/' });
    await openSettings(page);
    await page.locator('[name=address]').fill('');
    await page.locator('.js-widget-save').click();
    await page.getByText('Заполните поле «Адрес сервера»').waitFor();
    expect(await calls(page)).not.toContain('onSave');
  });

  it('switches off by onSave and then destroy, and installs again by onInstall', async () => {
    const page = await opened(OLGA_ADMIN, { path: '/settings/widgets/' });
    await openSettings(page);
    await page.getByRole('button', { name: 'Отключить' }).click();
    await page.locator('.widget-settings').waitFor({ state: 'detached' });
    expect((await calls(page)).slice(-2)).toEqual(['onSave', 'destroy']);
    expect(await page.evaluate(() => (window.witness['saved'] as { active: string }).active)).toBe('N');
    expect(host.state.widgets.get('witness')?.active).toBe(false);
    await openSettings(page);
    await page.locator('.js-widget-install').click();
    await page.locator('.widget-settings').waitFor({ state: 'detached' });
    expect(await calls(page)).toEqual(expect.arrayContaining(['onInstall']));
    expect(host.state.widgets.get('witness')?.active).toBe(true);
  });
});

describe('a release of amoCRM', () => {
  const mark = (page: Page) => page.evaluate(() => Object.assign(window, { sameDocument: true }));
  const isSame = (page: Page) => page.evaluate(() => window['sameDocument'] === true);

  it('reloads the page at the next navigation, but not during a call', async () => {
    const page = await opened(ANNA);
    await mark(page);
    expect(await page.evaluate(() => window.APP.sdk.setCallingStatus(true))).toBe('calling_status - true');
    host.releaseCore('frontend');
    host.releaseCore('backend');
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

describe('cards', () => {
  it('show a logged call at once, with its status, length and recording', async () => {
    const page = await opened(ANNA);
    await goTo(page, `/leads/detail/${leadId('Окна для коттеджа, 3 этажа')}`);
    await fetch(`${host.url}/api/v4/calls`, {
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
          link: `${host.url}/1.mp3`,
          call_responsible: ANNA,
        },
      ]),
    });
    const note = page.locator('.feed-note-wrapper-call_in_out');
    await note.waitFor();
    expect(await note.locator('.feed-note__call-duration').textContent()).toBe('2:16');
    expect(await note.locator('.feed-note__call-status').textContent()).toBe('разговор состоялся');
    expect(await note.locator('.feed-note__call-result').textContent()).toBe('Ждут <b>расчёт</b>');
    expect(await note.locator('audio').getAttribute('src')).toBe(`${host.url}/1.mp3`);
    expect(await note.textContent()).toContain('Анна Белова');
  });

  it('show a hostile name as text', async () => {
    const page = await opened(ANNA);
    const hostile = [...host.state.contacts.values()].find(({ name }) => name.startsWith('<img'));
    await goTo(page, `/contacts/detail/${hostile?.id}`);
    expect(await page.locator('.card-name').textContent()).toBe(hostile?.name);
    expect(await page.title()).not.toContain('взломано');
  });

  it('tell a user nothing of what his rights hide', async () => {
    const page = await opened(504145);
    await goTo(page, `/contacts/detail/${contactId('Марина Ковалёва')}`);
    expect(await page.locator('h1').textContent()).toBe('Карточка не найдена');
  });
});

it('keeps two users apart in two windows of one browser, and knows who is online', async () => {
  const page = await opened(ANNA);
  const other = await context.newPage();
  await other.goto(host.urlFor(504142));
  await settled(other);
  const id = (of: Page) => of.evaluate(() => window.APP.constant('user')['id']);
  expect([await id(page), await id(other)]).toEqual([ANNA, 504142]);
  await page.waitForFunction(() => (window.APP.sdk.showUserStatus('online') as string[]).length === 2);
  await other.close();
  await page.waitForFunction(() => window.APP.sdk.showUserStatus(504142) === false);
  expect(await page.evaluate(() => window.APP.sdk.showUserStatus(504141))).toBe(true);
});
