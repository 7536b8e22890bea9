import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { DEMO_INTEGRATION, DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { judged } from '../dev/amo-host/judged-page';
import { goTo } from '../dev/amo-host/page-driver';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';

jest.setTimeout(60_000);

const WIDGET = join(__dirname, '../../dist/widget');
const ANNA = DEMO_USERS[0]?.id ?? 0;
const OLGA_ADMIN = DEMO_USERS.find(({ isAdmin }) => isAdmin)?.id ?? 0;
const MARINA = '79984445566';

let browser: Browser;
let demo: Demo;
let agent: AgentWindow;

beforeAll(async () => {
  [browser, demo] = await Promise.all([openBrowser(), startDemo({ port: 0, widgetDirectory: WIDGET })]);
});
afterEach(() => agent.close());
afterAll(async () => {
  await browser.close();
  await demo.close();
});

/** Sentence and place of everything that breaks a rule or manners. */
async function told(page: Page): Promise<readonly string[]> {
  await judged(page);
  return demo.host.findings.all().map(({ severity, ru, where }) => `${severity} · ${ru} · ${where}`);
}

const switchOff = (page: Page): Promise<unknown> =>
  page.evaluate(
    (code) =>
      (window as unknown as { jQuery: JQueryStatic })
        .jQuery(document)
        .trigger('widget:removed', [code, undefined, true]),
    DEMO_INTEGRATION.widgetCode,
  );

it('keeps the rules of amoCRM through a call, a walk through the pages and its end', async () => {
  agent = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  await demo.office?.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await agent.card.getByText('Марина Ковалёва').waitFor();
  expect(await told(agent.page)).toEqual([]);
  await agent.answer();
  expect(await told(agent.page)).toEqual([]);
  await goTo(agent.page, '/contacts/list/');
  await agent.hangUp();
  await goTo(agent.page, '/dashboard/');
  expect(await told(agent.page)).toEqual([]);
  await eventually('the office is quiet', () => demo.office?.load().channels === 0);
  await switchOff(agent.page);
  expect(await told(agent.page)).toEqual([]);
});

it('keeps them with the panel as long as it gets without a call: keypad and last calls', async () => {
  agent = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  const { control } = demo.office ?? {};
  for (const number of [MARINA, '79981159022', '79985550001', '79985550002']) {
    const called = await control?.customerCalls({ number, line: DEMO_LINES.anna });
    await agent.card.locator('[data-act=decline]').waitFor();
    await control?.customerHangsUp(called?.id ?? '');
    await agent.card.locator('[data-act=close]').click();
    await agent.card.waitFor({ state: 'detached' });
    await agent.page.locator('.notification-toast__close').click();
  }
  await agent.openPanel();
  await agent.panel.locator('[data-slot=recent] button').nth(3).waitFor();
  if (process.env.SHOTS) await agent.page.screenshot({ path: join(process.env.SHOTS, 'longest-panel.png') });
  expect(await told(agent.page)).toEqual([]);
});

it('would be told of, did it leave without tidying up', async () => {
  agent = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  await agent.page.evaluate((code) => {
    const { APP } = window as unknown as {
      APP: { widgets: { list: Record<string, { callbacks: { destroy: () => void } }> } };
    };
    const widget = APP.widgets.list[code];
    if (widget) widget.callbacks.destroy = () => undefined;
  }, DEMO_INTEGRATION.widgetCode);
  await switchOff(agent.page);
  await told(agent.page);
  const rules = demo.host.findings.all().map(({ rule }) => rule);
  demo.host.findings.clear();
  // And what is left may cover something.
  expect(new Set(rules.filter((rule) => rule !== 'covered-control'))).toEqual(
    new Set(['connection-left', 'listener-left', 'node-left', 'style-left', 'timer-left']),
  );
});

it('keeps the rules of amoCRM in its settings, up to being switched off there', async () => {
  agent = await AgentWindow.open(browser, demo.urlFor(OLGA_ADMIN));
  await agent.page.locator('.calls-list-toggler').waitFor();
  await goTo(agent.page, '/settings/widgets/');
  await agent.page.locator(`.widget-tile[data-code="${DEMO_INTEGRATION.widgetCode}"]`).click();
  await agent.page.locator('.widget_settings_block').waitFor();
  expect(await told(agent.page)).toEqual([]);
  await agent.page.locator('.js-widget-uninstall').click();
  await agent.page.locator('.widget-settings').waitFor({ state: 'detached' });
  expect(await told(agent.page)).toEqual([]);
});
