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
