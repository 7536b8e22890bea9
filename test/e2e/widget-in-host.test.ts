import type { Browser, BrowserContext, Page } from 'playwright-core';
import { startAmoHost, type AmoHost } from '../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { callId, callView, colleague, missed } from '../support/call-view-builder';
import { agentState, FakeGateway } from '../support/fake-gateway';
import { buildWidget } from '../widget/support/built-widget';

jest.setTimeout(60_000);

let browser: Browser;
let gateway: FakeGateway;
let host: AmoHost;
let agent: BrowserContext;

beforeAll(async () => {
  [gateway, browser] = await Promise.all([FakeGateway.start(), openBrowser()]);
  host = await startAmoHost({
    port: 0,
    widgets: [
      {
        code: DEMO_INTEGRATION.widgetCode,
        directory: await buildWidget(),
        clientUuid: DEMO_INTEGRATION.clientUuid,
        settings: { gateway_url: gateway.url, extensions: '{}', support_contact: '+7 495 000-00-00' },
      },
    ],
  });
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await host?.close();
  await gateway?.close();
});

beforeEach(async () => {
  gateway.state = agentState();
  agent = await browser.newContext({ viewport: { width: 1366, height: 768 } });
});
afterEach(() => agent.close());

const connected = async (count = 1): Promise<void> => {
  for (let tries = 0; gateway.connections !== count; tries += 1) {
    if (tries > 200) throw new Error(`There are ${gateway.connections} connections instead of ${count}.`);
    await new Promise((later) => setTimeout(later, 25));
  }
};

async function openTab(path = '/leads/list/'): Promise<Page> {
  const tab = await agent.newPage();
  await tab.goto(`${host.url}${path}`);
  return tab;
}

const rings = (change: Parameters<typeof callView>[0] = {}) =>
  gateway.push(callView({ startedAt: Date.now(), ...change }));

it('names the caller from amoCRM and opens his lead without a reload', async () => {
  const tab = await openTab('/contacts/list/');
  await connected();
  await tab.evaluate(() => Object.assign(window, { sameDocument: true }));
  rings();
  const card = tab.locator('.tel-card');
  await card.getByText('ООО «Северный свет»').waitFor();
  expect(await card.locator('h2').textContent()).toBe('Марина Ковалёва');
  await card.locator('a.tel-entity').click();
  await tab.waitForURL(/\/leads\/detail\/\d+/);
  expect(await tab.evaluate(() => 'sameDocument' in window)).toBe(true);
  expect(await card.count()).toBe(1);
});

it('puts the card beside the left menu, at the bottom, over nothing of the menu', async () => {
  const tab = await openTab();
  await connected();
  rings();
  const card = tab.locator('.tel-card');
  await card.getByText('Марина Ковалёва').waitFor();
  await card.evaluate((element) =>
    Promise.all(element.getAnimations().map((animation) => animation.finished)),
  );
  const box = await card.boundingBox();
  expect(box).toMatchObject({ x: 77, width: 360 });
  expect((box?.y ?? 0) + (box?.height ?? 0)).toBe(768 - 12);
});

/** Resolves when the lower edge of `what` is that far from the lower edge of the window. */
const standsAt = (tab: Page, what: string, bottom: number) =>
  tab.waitForFunction(
    ([selector, distance]) => {
      const box = document.querySelector(selector)?.getBoundingClientRect();
      return box && Math.abs(innerHeight - box.bottom - distance) < 1;
    },
    [what, bottom] as const,
  );

it('stands above the toasts of amoCRM, one or several, and comes down when they go', async () => {
  const tab = await openTab();
  await connected();
  const toast = (header: string) =>
    tab.evaluate((title) => {
      const { APP } = window as unknown as {
        APP: { notifications: { show_message_error(notice: object): void } };
      };
      APP.notifications.show_message_error({ header: title, text: 'Номера нет ни в одной карточке.' });
    }, header);
  await toast('Первое');
  const toasts = tab.locator('.notification-toast');
  await toasts.first().waitFor();
  const height = async () => (await tab.locator('.notifications-toasts').boundingBox())?.height ?? 0;
  const one = await height();
  rings();
  await standsAt(tab, '.tel-card', 12 + one + 8);
  await toast('Второе');
  await toasts.nth(1).waitFor();
  const two = await height();
  expect(two).toBeGreaterThan(one);
  await standsAt(tab, '.tel-card', 12 + two + 8);
  await tab.locator('.calls-list-toggler').click();
  await standsAt(tab, '.tel-panel', 12 + two + 8);
  expect((await tab.locator('.tel-panel').boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await toasts.first().getByLabel('Закрыть').click();
  await toasts.nth(1).waitFor({ state: 'detached' });
  await standsAt(tab, '.tel-panel', 12 + (await height()) + 8);
  await toasts.first().getByLabel('Закрыть').click();
  await standsAt(tab, '.tel-panel', 12);
});

it('knows toasts by their box whatever they are called, and minds nothing else', async () => {
  const tab = await openTab();
  await connected();
  rings();
  await standsAt(tab, '.tel-card', 12);
  const put = (style: string) =>
    tab.evaluate((css) => {
      const box = document.body.appendChild(document.createElement('div'));
      box.style.cssText = `position:fixed;z-index:999;${css}`;
      box.innerHTML = '<p>Новое сообщение</p>';
      Object.assign(window, { putBox: box });
    }, style);
  const remove = () => tab.evaluate(() => (window as unknown as { putBox: Element }).putBox.remove());
  await put('left: 72px; bottom: 24px; width: 340px; height: 90px');
  await standsAt(tab, '.tel-card', 24 + 90 + 8);
  await remove();
  await standsAt(tab, '.tel-card', 12);
  for (const none of ['inset: 0', 'left: 65px; top: 0; bottom: 0; width: 400px', 'left: 600px; bottom: 0']) {
    await put(none);
    await tab.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    await standsAt(tab, '.tel-card', 12);
    await remove();
  }
});

it('has the panel there before the first click, and fetches it once', async () => {
  const tab = await agent.newPage();
  const fetched: string[] = [];
  tab.on('request', (request) => fetched.push(request.url()));
  const ahead = tab.waitForResponse(/\/panel\.js/);
  await tab.goto(`${host.url}/leads/list/`);
  await (await ahead).finished();
  await tab.locator('.calls-list-toggler').click();
  await tab.locator('.tel-panel').waitFor();
  expect(fetched.filter((url) => url.includes('/panel.js'))).toHaveLength(1);
});

it('says that the panel could not be loaded, and opens it at the next click when it can', async () => {
  const tab = await agent.newPage();
  await tab.route(/\/panel\.js/, (route) => route.abort());
  const failed = tab.waitForEvent('requestfailed', (request) => request.url().includes('/panel.js'));
  await tab.goto(`${host.url}/leads/list/`);
  await failed;
  expect(await tab.locator('.notification-toast').count()).toBe(0);
  await tab.locator('.calls-list-toggler').click();
  await tab.getByText('Не загрузился файл телефона').waitFor();
  expect(await tab.locator('.tel-panel').count()).toBe(0);
  await tab.unroute(/\/panel\.js/);
  await tab.locator('.calls-list-toggler').click();
  await tab.locator('.tel-panel').waitFor();
});

it('tells a fault that lasts in the tab that the agent sees, though another one leads', async () => {
  const leader = await openTab();
  await connected();
  const seen = await openTab();
  await seen.locator('.calls-list-toggler').waitFor();
  await leader.evaluate(() => {
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  });
  gateway.pushState({ pbx: 'away' });
  await seen.getByText('Телефония потеряла связь с АТС').waitFor();
  expect(await leader.locator('.notification-toast').count()).toBe(0);
  gateway.pushState({ pbx: 'up' });
  await seen.getByText('Связь с АТС восстановлена').waitFor();
});

it('tells the notification centre of a missed call once, however many tabs are open', async () => {
  const first = await openTab();
  await connected();
  const second = await openTab();
  await second.locator('.calls-list-toggler').waitFor();
  rings();
  await Promise.all([first, second].map((tab) => tab.getByText('Марина Ковалёва').last().waitFor()));
  const told = () => host.requests.all().filter(({ path }) => path === '/ajax/v1/inbox/add/');
  const before = told().length;
  gateway.push(callView({ revision: 2, phase: missed(Date.now()) }));
  await Promise.all([first, second].map((tab) => tab.getByText('Пропущенный звонок').first().waitFor()));
  await first.waitForLoadState('networkidle');
  expect(told()).toHaveLength(before + 1);
  expect(gateway.connections).toBe(1);
});

it('lets the next tab take over when the leading one is closed', async () => {
  const first = await openTab();
  await connected();
  const second = await openTab();
  await second.locator('.calls-list-toggler').waitFor();
  rings();
  await second.getByText('Марина Ковалёва').last().waitFor();
  const tickets = gateway.ticketRequests.length;
  await first.close();
  await connected();
  gateway.push(
    callView({
      revision: 2,
      phase: { phase: 'taken', by: colleague('102', 'Тимур Галеев'), at: Date.now() },
    }),
  );
  await second.getByText('Разговаривает Тимур Галеев').waitFor();
  expect(gateway.ticketRequests.length).toBeGreaterThan(tickets);
});

it('calls a number that was clicked in a contact', async () => {
  gateway.answers = { placeCall: { ok: true, value: callId('call-9') } };
  const contact = [...host.state.entities('contacts').values()].find(
    ({ name }) => name === 'Марина Ковалёва',
  );
  const tab = await openTab(`/contacts/detail/${contact?.id}`);
  await connected();
  await tab.getByText('+7 998 444-55-66').first().click();
  await tab.getByText('Позвонить', { exact: true }).first().click();
  await tab.locator('.tel-panel').waitFor();
  expect(gateway.commands.at(-1)).toEqual({ name: 'placeCall', argument: { number: '+79984445566' } });
});

it('leaves a clean page when it is switched off', async () => {
  const tab = await openTab();
  await connected();
  await tab.evaluate((code) => {
    const { APP } = window as unknown as {
      APP: { widgets: { list: Record<string, { callbacks: { destroy(): void } }> } };
    };
    APP.widgets.list[code]?.callbacks.destroy();
  }, DEMO_INTEGRATION.widgetCode);
  await connected(0);
  expect(await tab.locator('.tel, link[href*="style.css"][href*="linia"], .calls-list-toggler').count()).toBe(
    0,
  );
});
