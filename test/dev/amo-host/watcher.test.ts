import type { Browser, Page } from 'playwright-core';
import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import type { RuleId } from '../../../dev/amo-host/page/watcher/rules';
import { openBrowser } from '../../../dev/demo/browser';
import { judged } from './judged-page';
import { OLGA_ADMIN, goTo, settled, widget } from './page-driver';

jest.setTimeout(60_000);

let browser: Browser;
let host: AmoHost;
let page: Page;

beforeAll(async () => {
  browser = await openBrowser({ microphone: false });
  page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  page.setDefaultTimeout(50_000);
  page.on('dialog', (dialog) => void dialog.accept());
  const widgets = ['rule-breaker', 'tidy'].map((code) => ({ ...widget(code), active: false, settings: {} }));
  host = await startAmoHost({ port: 0, widgets, rateLimit: false });
});
afterAll(async () => {
  await browser?.close();
  await host?.close();
});
/** Every document begins anew, and with it the watcher. */
afterEach(async () => {
  await page.goto('about:blank');
  for (const each of host.state.widgets.values())
    host.state.widgets.set(each.code, { ...each, active: false });
  host.findings.clear();
});

function install(code: string, settings: Record<string, unknown> = {}): void {
  const installed = host.state.widgets.get(code);
  if (installed) host.state.widgets.set(code, { ...installed, settings, active: true });
}

async function open(path = '/leads/list/'): Promise<void> {
  await page.goto(host.urlFor(OLGA_ADMIN) + path);
  await settled(page);
}

/** Rules, with what exactly was broken, as the server has heard of it. */
const told = async (): Promise<readonly string[]> => {
  await judged(page);
  return host.findings.all().map(({ rule, ru }) => `${rule} · ${ru.slice(ru.lastIndexOf(': ') + 2)}`);
};

const WHILE_IT_RUNS: readonly (readonly [string, RuleId, string])[] = [
  ['globals', 'global-variable', 'window.ruleBreakerState'],
  ['array_prototype', 'changed-built-in', 'Array.prototype.at'],
  ['jquery_plugin', 'changed-built-in', 'jQuery.fn.breakRules'],
  ['ajax_setup', 'changed-built-in', 'jQuery.ajaxSettings'],
  ['window_function', 'changed-built-in', 'window.fetch'],
  ['app_field', 'app-write', 'APP.lang_id'],
  ['app_constant', 'app-write', "APP.constant('account').name"],
  ['app_new_field', 'app-write', 'APP.data'],
  ['app_model', 'app-write', "model.set('name')"],
  ['app_list_of_page', 'app-write', 'APP.data.current_list'],
  ['app_method', 'app-write', 'APP.notifications.add_call'],
  ['no_namespace', 'listener-without-namespace', 'document · keydown'],
  ['foreign_script', 'foreign-script', 'http://elsewhere.localhost:1/library.js'],
  ['foreign_style', 'foreign-style', 'http://elsewhere.localhost:1/style.css'],
  ['script_tag', 'script-tag', 'script /widgets/rule-breaker/lib/extra.js'],
  ['css_element', 'global-css', 'button:hover'],
  ['css_file', 'global-css', '.button-input'],
  ['css_variable', 'host-css-variable', '.rule-breaker { --palette-text-primary }'],
  ['console_log', 'console', 'console.log'],
  ['console_trace', 'console-trace', 'console.trace'],
  ['sync_request', 'sync-request', 'GET /api/v4/account'],
  ['request_loop', 'request-loop', 'GET /api/v4/contacts/:id'],
  ['crm_post_loop', 'request-loop', 'crm_post /echo'],
  ['authorized_loop', 'request-loop', '$authorizedAjax /echo'],
  ['cover_menu', 'covered-control', 'a.nav__menu__item.js-navigate-link «Контакты»'],
  ['in_menu', 'left-menu', 'div.rule-breaker'],
  ['drop_area', 'drop-area', 'div.rule-breaker'],
  ['alert', 'dialog', 'alert()'],
  ['eval', 'eval', 'eval'],
  ['new_function', 'eval', 'new Function'],
  ['document_write', 'document-write', 'document.writeln'],
  ['cookie', 'cookie', 'rule_breaker'],
  ['storage', 'storage-key', 'state'],
];

describe('the rule watcher tells of a widget', () => {
  it.each(WHILE_IT_RUNS)('that breaks a rule while it runs: %s → %s', async (breach, rule, what) => {
    install('rule-breaker', { breach });
    await open();
    const seen = await told();
    expect([...new Set(seen)]).toEqual([`${rule} · ${what}`]);
    expect(host.findings.all().every((finding) => finding.widget === 'rule-breaker')).toBe(true);
  });

  it.each<readonly [string, RuleId, string]>([
    ['listener', 'listener-left', 'window · resize'],
    ['handler_property', 'listener-left', 'window · onbeforeunload'],
    ['jquery_handler', 'listener-left', 'div#left_menu · click'],
    ['interval', 'timer-left', 'setInterval, 60000 ms'],
    ['debounced', 'timer-left', 'setTimeout, 60000 ms'],
    ['node', 'node-left', 'p.rule-breaker'],
    ['style', 'style-left', 'link /widgets/rule-breaker/i18n/none.css'],
    ['socket', 'connection-left', 'WebSocket ws'],
    ['microphone', 'connection-left', 'MediaStreamTrack'],
    ['channel', 'connection-left', 'BroadcastChannel rule-breaker'],
  ])('that leaves something behind destroy: %s → %s', async (breach, rule, what) => {
    install('rule-breaker', { breach });
    await open();
    expect(await told()).toEqual([]);
    await goTo(page, '/dashboard/');
    const seen = await told();
    expect(seen).toHaveLength(1);
    expect(seen[0]).toContain(`${rule} · `);
    expect(host.findings.all()[0]?.ru).toContain(what);
  });
});

describe('the rule watcher sees the settings window', () => {
  it.each<readonly [string, RuleId, string]>([
    ['install_click', 'virtual-click', 'button.button-cancel.js-widget-uninstall'],
    ['save_trigger', 'virtual-click', 'button.button-input.button-input_blue.button-input-disabled'],
    [
      'cover_save',
      'covered-control',
      'button.button-input.button-input_blue.button-input-disabled «Сохранить»',
    ],
  ])('%s → %s', async (breach, rule, what) => {
    install('rule-breaker', { breach });
    await open('/settings/widgets/');
    await page.locator('.widget-tile[data-code=rule-breaker]').click();
    await page.locator('.widget_settings_block').waitFor();
    const seen = await told();
    expect(seen).toContain(`${rule} · ${what}`);
    expect(seen.filter((each) => !each.startsWith(rule))).toEqual([]);
  });
});

describe('the rule watcher is silent', () => {
  it('about a widget that keeps the rules, from its start through its settings to its end', async () => {
    install('tidy');
    await open();
    await page.locator('.tidy').waitFor();
    await goTo(page, '/dashboard/');
    await goTo(page, '/leads/list/');
    await goTo(page, '/settings/widgets/');
    await page.locator('.widget-tile[data-code=tidy]').click();
    await page.locator('.tidy-hint').waitFor();
    await page.locator('.js-widget-uninstall').click();
    await page.locator('.widget-settings').waitFor({ state: 'detached' });
    expect(await told()).toEqual([]);
    expect(await page.locator('.tidy').count()).toBe(0);
  });

  it('about the host and about what a tester does by hand', async () => {
    install('tidy');
    await open();
    await page.evaluate(() => {
      localStorage.setItem('state', '1');
      document.body.append(document.createElement('script'));
    });
    await page.locator('.js-user-menu').click();
    await page.locator('.js-theme').click();
    expect(await told()).toEqual([]);
  });
});

describe('a finding', () => {
  it('names widget, place, time and count, in Russian and in English', async () => {
    install('rule-breaker', { breach: 'console_log' });
    const warned = page.waitForEvent('console', (message) => message.text().includes('[правила]'));
    await open();
    await open();
    await told();
    expect(host.findings.all()).toEqual([
      {
        rule: 'console',
        severity: 'breaks',
        widget: 'rule-breaker',
        ru: 'Разрешён только console.debug, а виджет вызвал: console.log',
        en: 'Only console.debug is allowed, but the widget called: console.log',
        where: expect.stringMatching(/^\/widgets\/rule-breaker\/script\.js:\d+:\d+$/) as string,
        firstSeen: expect.any(Number) as number,
        count: 2,
      },
    ]);
    expect((await warned).text()).toContain('rule-breaker: Разрешён только console.debug');
    const served: unknown = await (await fetch(`${host.url}/__standin/findings`)).json();
    expect(served).toEqual({ findings: host.findings.all() });
  });

  it('is counted in the corner of the page and read there', async () => {
    install('rule-breaker', { breach: 'alert' });
    await open();
    await page.getByText('Правила: 1').click();
    await page.getByText('Окно браузера вместо окна amoCRM: alert()').waitFor();
  });

  it('of one widget is not laid upon another', async () => {
    install('tidy');
    install('rule-breaker', { breach: 'interval' });
    await open();
    await goTo(page, '/dashboard/');
    await told();
    expect(host.findings.all()).toMatchObject([{ rule: 'timer-left', widget: 'rule-breaker' }]);
  });

  it('of a trace without a stack is some widget, when there are two', async () => {
    install('tidy');
    install('rule-breaker', { breach: 'globals' });
    await open();
    await told();
    expect(host.findings.all()).toMatchObject([{ rule: 'global-variable', widget: null }]);
  });
});
