import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_INTEGRATION, DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { NO_ANSWER } from '../../dev/amo-host/standin/request-log';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { openBrowser } from '../../dev/demo/browser';
import { callNotes, nextCallNote, notesSoFar } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(60_000);

const WIDGET = join(__dirname, '../../dist/widget');
const ANNA = DEMO_USERS[0]?.id ?? 0;
const MARINA = { number: '79984445566', line: DEMO_LINES.anna };

let browser: Browser;
let folder: string;
let demo: Demo;
let office: Office;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'linia-'));
  const started = startDemo({ port: 0, widgetDirectory: WIDGET, storePath: join(folder, 'gateway.db') });
  [browser, demo] = await Promise.all([openBrowser(), started]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
  await eventually('the index is filled', () => indexIs('filled'), 30_000);
});

afterEach(async () => {
  demo.host.faults.apply({ latencyMs: 0, down: false, storm: null });
  await Promise.all(windows.splice(0).map((window) => window.close()));
  await eventually('the office is quiet', () => office.load().channels === 0);
});

afterAll(async () => {
  await browser.close();
  await demo.close();
  rmSync(folder, { recursive: true });
});

const indexIs = (state: string): boolean =>
  Object.values(demo.gateway.health()).every(({ phoneIndex }) => phoneIndex === state);
const phoneField = (value: string) => ({ field_code: 'PHONE', values: [{ value, enum_code: 'WORK' }] });

const kept = (agent: AgentWindow): AgentWindow => {
  windows.push(agent);
  return agent;
};

it('shows the card of a stranger with the number at once while amoCRM takes its time, and rings all the same', async () => {
  const anna = kept(await AgentWindow.atThePhone(browser, demo.urlFor(ANNA)));
  demo.host.faults.apply({ latencyMs: 20_000 });
  const { id } = await office.control.customerCalls({ ...MARINA, number: '79987770099' });
  await anna.card.getByText('Ищем в amoCRM').waitFor();
  expect(await anna.card.innerText()).toContain('+7 998 777-00-99');
  await anna.card.getByText('amoCRM не отвечает').waitFor({ timeout: 4000 });
  await anna.answer();
  await office.control.customerHangsUp(id);
});

it.each([
  ['answers in 20 seconds', { latencyMs: 20_000 }],
  ['is down', { down: true }],
  ['says 429 to everything', { storm: { status: 429 } }],
])('names a customer at once, from the index, while amoCRM %s', async (_, fault) => {
  const anna = kept(await AgentWindow.atThePhone(browser, demo.urlFor(ANNA)));
  demo.host.faults.apply(fault);
  const { id } = await office.control.customerCalls(MARINA);
  // The missed call of the test before may still stand below.
  await anna.card.first().getByText('Марина Ковалёва').waitFor({ timeout: 3_000 });
  await anna.card.first().getByText('Окна для коттеджа, 3 этажа').waitFor();
  await office.control.customerHangsUp(id);
});

it('names a customer whose number was entered a moment ago', async () => {
  const anna = kept(await AgentWindow.atThePhone(browser, demo.urlFor(ANNA)));
  const contact = { name: 'Новая Клиентка', custom_fields_values: [phoneField('8 998 777-00-98')] };
  const headers = {
    authorization: `Bearer ${DEMO_INTEGRATION.longLivedToken}`,
    'content-type': 'application/json',
  };
  await eventually('amoCRM takes the contact', async () => {
    const answer = await fetch(`${demo.host.url}/api/v4/contacts`, {
      ...{ method: 'POST', headers },
      body: JSON.stringify([contact]),
    });
    return answer.status === 200;
  });
  const { id } = await office.control.customerCalls({ ...MARINA, number: '79987770098' });
  await anna.card.getByText('Новая Клиентка').waitFor();
  await office.control.customerHangsUp(id);
});

it('logs the call later, once, when amoCRM was down at its end', async () => {
  const anna = kept(await AgentWindow.atThePhone(browser, demo.urlFor(ANNA)));
  const seen = await notesSoFar(demo);
  const { id } = await office.control.customerCalls(MARINA);
  await anna.answer();
  demo.host.faults.apply({ down: true });
  await office.control.customerHangsUp(id);
  await eventually('a try that failed', () =>
    demo.host.requests.to('POST', '/api/v4/calls').some(({ status }) => status === NO_ANSWER),
  );
  expect(outbox().waiting).toBe(1);
  expect(callNotes(demo.host)).toEqual(seen);
  demo.host.faults.apply({ down: false });
  await nextCallNote(demo, seen);
  await eventually('nothing left to deliver', () => outbox().waiting === 0);
});

it('finds the call again when the gateway is restarted in the middle of it', async () => {
  const anna = kept(await AgentWindow.atThePhone(browser, demo.urlFor(ANNA)));
  const seen = await notesSoFar(demo);
  await office.control.customerCalls(MARINA);
  await anna.answer();
  await demo.stopGateway();
  await anna.panel.getByText('Нет связи').first().waitFor();
  await waitUntilHeard(anna.page);
  await demo.startGateway();
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  expect(await anna.panel.innerText()).toContain('Марина Ковалёва');
  await anna.hangUp();
  const note = await nextCallNote(demo, seen);
  expect(note.params).toMatchObject({ phone: '+79984445566', call_responsible: ANNA, call_status: 4 });
});

it('works by long polling where WebSocket to the gateway is blocked', async () => {
  const anna = kept(await AgentWindow.open(browser, 'about:blank'));
  await anna.context.routeWebSocket(/socket\.io/, (socket) => socket.close());
  await anna.page.goto(demo.urlFor(ANNA));
  await anna.openPanel();
  await anna.panel.getByText('На связи').waitFor({ timeout: 30_000 });
  await anna.closePanel();
  const { id } = await office.control.customerCalls(MARINA);
  await anna.card.getByText('Марина Ковалёва').waitFor();
  await anna.answer();
  await office.control.customerHangsUp(id);
});

it('explains what to do when the microphone is denied, and the call goes on ringing', async () => {
  const deaf = await openBrowser({ microphone: false });
  const anna = await AgentWindow.atThePhone(deaf, demo.urlFor(ANNA));
  const { id } = await office.control.customerCalls(MARINA);
  await anna.card.locator('[data-act=answer]').click();
  await anna.page
    .getByText(/микрофон/i)
    .first()
    .waitFor();
  await anna.page.locator('[data-act=answer]').first().waitFor();
  const toasts = anna.page.locator('.notification-toast');
  await toasts.getByText('Браузер не даёт доступ к микрофону').waitFor();
  await anna.page.waitForTimeout(1_000);
  expect(await toasts.count()).toBe(1);
  await office.control.customerHangsUp(id);
  await deaf.close();
});

it('keeps the talk alive when the line to the PBX is cut, and can still hang up', async () => {
  const anna = kept(await AgentWindow.open(browser, 'about:blank'));
  let cut = (): void => undefined;
  await anna.context.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer();
    cut = () => {
      void server.close();
      void socket.close();
    };
  });
  await anna.page.goto(demo.urlFor(ANNA));
  await anna.openPanel();
  await anna.panel.getByText('На связи').waitFor();
  await anna.closePanel();
  await office.control.customerCalls(MARINA);
  await anna.answer();
  cut();
  await waitUntilHeard(anna.page);
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  await anna.hangUp();
  await eventually('the customer is gone', () => office.control.calls().length === 0);
});

function outbox() {
  const [health] = Object.values(demo.gateway.health());
  if (!health) throw new Error('the gateway has no account');
  return health.outbox;
}
