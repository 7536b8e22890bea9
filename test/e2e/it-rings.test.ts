import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_INTEGRATION, DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { openBrowser } from '../../dev/demo/browser';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(60_000);

const WIDGET = join(__dirname, '../../dist/widget');
const shots = process.env['SHOTS'];
const [ANNA, TIMUR, IGOR] = DEMO_USERS.map(({ id }) => id) as [number, number, number];
const MARINA = '79984445566';
/** Of a contact called `<img src=x onerror=…>`. */
const HOSTILE = '79986660666';
const UNKNOWN = '79987770011';

let browser: Browser;
let demo: Demo;
let office: Office;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  [browser, demo] = await Promise.all([openBrowser(), startDemo({ port: 0, widgetDirectory: WIDGET })]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
});

afterEach(async () => {
  await Promise.all(windows.splice(0).map((window) => window.close()));
  await eventually('the office is quiet', () => office.load().channels === 0);
});

afterAll(async () => {
  await browser.close();
  await demo.close();
});

async function atThePhone(userId: number): Promise<AgentWindow> {
  const agent = await AgentWindow.atThePhone(browser, demo.urlFor(userId));
  windows.push(agent);
  return agent;
}

type Contact = Demo['host']['state']['contacts'] extends Map<number, infer Entity> ? Entity : never;

function contactWhere(fits: (contact: Contact) => boolean): Contact {
  const found = [...demo.host.state.contacts.values()].find(fits);
  if (!found) throw new Error('no such contact in the demo');
  return found;
}

const marina = (): Contact => contactWhere(({ name }) => name === 'Марина Ковалёва');

/** As an administrator's API client adds it. */
async function added(list: 'leads' | 'contacts', entity: object): Promise<number> {
  const answer = await fetch(`${demo.host.url}/api/v4/${list}`, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${DEMO_INTEGRATION.longLivedToken}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify([entity]),
  });
  const { _embedded } = (await answer.json()) as { _embedded: Record<string, { id: number }[]> };
  return _embedded[list]?.[0]?.id ?? 0;
}

const newContact = (name: string, phone: string): Promise<number> => {
  const values = [{ value: phone, enum_code: 'WORK' }];
  const field = { field_code: 'PHONE', values };
  return added('contacts', { name, responsible_user_id: ANNA, custom_fields_values: [field] });
};

const newLead = (name: string, contact: number): Promise<number> =>
  added('leads', {
    ...{ name, price: 14_200, responsible_user_id: ANNA },
    _embedded: { contacts: [{ id: contact }] },
  });

const callingStatus = ({ page }: AgentWindow): Promise<boolean> =>
  page.evaluate(() =>
    (window as unknown as { APP: { sdk: { getCallingStatus(): boolean } } }).APP.sdk.getCallingStatus(),
  );

const heardBy = (id: string): number => office.control.calls().find((call) => call.id === id)?.heard ?? 0;

it('shows who calls, is answered in the browser with sound both ways, and stands in the feed of the lead', async () => {
  const anna = await atThePhone(ANNA);
  const seen = await notesSoFar(demo);
  const { id } = await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });

  // The name by the index, the lead a moment later by the agent's own look-up.
  for (const text of ['Марина Ковалёва', 'Окна для коттеджа, 3 этажа'])
    await anna.card.getByText(text).waitFor();
  expect(await anna.card.innerText()).toMatch(
    /Входящий звонок[\s\S]*\+7 998 444-55-66[\s\S]*Окна для коттеджа, 3 этажа/,
  );
  await anna.answer();
  await waitUntilHeard(anna.page);
  await eventually('the customer hears the agent', () => heardBy(id) > 0.01);
  // amoCRM must not reload the page for a new release meanwhile.
  expect(await callingStatus(anna)).toBe(true);
  const talkedMs = Date.now();
  await anna.hangUp();
  await eventually('amoCRM may reload the page again', async () => !(await callingStatus(anna)));

  const note = await nextCallNote(demo, seen);
  const lead = [...demo.host.state.leads.values()].find(({ name }) => name === 'Окна для коттеджа, 3 этажа');
  expect(note).toMatchObject({ note_type: 'call_in', entityType: 'leads', entity_id: lead?.id });
  expect(note.params).toMatchObject({ phone: '+79984445566', call_responsible: ANNA, call_status: 4 });
  expect(Number(note.params['duration'])).toBeGreaterThanOrEqual(1);
  expect(Number(note.params['duration'])).toBeLessThan((Date.now() - talkedMs) / 1000 + 10);
  await anna.page.goto(`${demo.urlFor(ANNA)}/leads/detail/${lead?.id}`);
  await anna.page.locator('.feed-note-wrapper-call_in_out').first().waitFor();
  expect(anna.complaints).toEqual([]);
});

it('asks what the call is about when the caller has several open leads, and logs it there', async () => {
  const { host } = demo;
  const elena = await newContact('Елена Тихонова', '+79983182015');
  const leads = [await newLead('Замена фурнитуры', elena), await newLead('Москитные сетки, 6 шт.', elena)];
  const anna = await atThePhone(ANNA);
  const seen = await notesSoFar(demo);
  await office.control.customerCalls({ number: '79983182015', line: DEMO_LINES.anna });
  await anna.card.getByText('По какому поводу звонок?').waitFor();
  const topic = anna.card.getByRole('radio', { name: 'Москитные сетки, 6 шт.' });
  if (shots) await anna.page.screenshot({ path: join(shots, 'card-topics.png') });
  await topic.focus();
  await anna.page.keyboard.press('Space');
  await anna.card.locator('[role=radio][aria-checked=true]', { hasText: 'Москитные сетки' }).waitFor();
  if (shots) await anna.page.screenshot({ path: join(shots, 'card-topic-chosen.png') });
  await anna.answer();
  await waitUntilHeard(anna.page);
  await anna.hangUp();
  const note = await nextCallNote({ host, gateway: demo.gateway }, seen);
  expect(note).toMatchObject({ note_type: 'call_in', entityType: 'leads', entity_id: leads[1] });
});

it('leads from an unknown number to a new contact with the number filled in', async () => {
  const anna = await atThePhone(ANNA);
  const { id } = await office.control.customerCalls({ number: UNKNOWN, line: DEMO_LINES.anna });
  await anna.card.getByText('Создать контакт').click();
  await eventually('the number in the form', async () => {
    const values = await anna.page
      .locator('input')
      .evaluateAll((inputs) => inputs.map((input) => (input as HTMLInputElement).value));
    return values.some((value) => value.replace(/\D/g, '') === UNKNOWN);
  });
  // The card survived the change of page, and still answers.
  await anna.answer();
  await office.control.customerHangsUp(id);
  await anna.panel.locator('[data-act=hangUp]').waitFor({ state: 'detached' });
});

it('tells the ring group who took the call, and the card goes', async () => {
  const [anna, timur] = [await atThePhone(ANNA), await atThePhone(TIMUR)];
  await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.sales });
  await anna.card.getByText('Также звонит: Тимур Галеев').waitFor();
  await timur.answer();
  await anna.card.getByText('Разговаривает Тимур Галеев').waitFor();
  await anna.card.waitFor({ state: 'detached', timeout: 8000 });
  await timur.hangUp();
});

it('shows a missed call in every tab and notes it once in the notification centre', async () => {
  const anna = await atThePhone(ANNA);
  const second = await anna.context.newPage();
  await second.goto(demo.urlFor(ANNA));
  const before = demo.host.state.notifications.length;
  const { id } = await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await Promise.all(
    [anna.page, second].map((page) => page.locator('.tel-card').getByText('Марина Ковалёва').waitFor()),
  );
  await office.control.customerHangsUp(id);
  await Promise.all(
    [anna.page, second].map((page) => page.locator('.tel-card').getByText('Пропущенный звонок').waitFor()),
  );
  await eventually('the notice', () => demo.host.state.notifications.length > before);
  await second.locator('.tel-card').getByRole('button', { name: 'Закрыть' }).click();
  expect(demo.host.state.notifications).toHaveLength(before + 1);
});

it('declines with one click, and nobody else hears of it', async () => {
  const anna = await atThePhone(ANNA);
  await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await anna.card.locator('[data-act=decline]').click();
  await anna.card.locator('[data-act=answer]').waitFor({ state: 'detached' });
  await eventually('the customer is sent away', () => office.control.calls().length === 0);
});

it('calls a number by a click on it, through the browser', async () => {
  const anna = await atThePhone(ANNA);
  const seen = await notesSoFar(demo);
  office.control.setNextOutgoing('answers');
  await callFromCard(anna, marina());
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  await waitUntilHeard(anna.page);
  await anna.hangUp();
  const note = await nextCallNote(demo, seen);
  expect(note).toMatchObject({
    note_type: 'call_out',
    params: { phone: '+79984445566', call_responsible: ANNA },
  });
});

it('lists the last calls in the panel, missed ones too, and calls back by a click', async () => {
  const anna = await atThePhone(ANNA);
  const { id } = await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await anna.card.getByText('Марина Ковалёва').waitFor();
  await office.control.customerHangsUp(id);
  await eventually('no call rings', () => office.control.calls().length === 0);
  // What a customer of another test has left may stand there still.
  const close = anna.card.locator('[data-act=close]');
  await close.first().waitFor();
  for (let left = await close.count(); left > 0; left -= 1) await close.first().click();
  await anna.card.waitFor({ state: 'detached' });
  await anna.openPanel();
  const newest = anna.panel.locator('[data-slot=recent] button').first();
  await newest.getByText('Пропущенный').waitFor();
  if (shots) await anna.page.screenshot({ path: join(shots, 'recent-calls.png') });
  await newest.click();
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  await anna.hangUp();
});

it('says that the customer is busy', async () => {
  const anna = await atThePhone(ANNA);
  office.control.setNextOutgoing('busy');
  await callFromCard(anna, marina());
  await anna.panel.getByText(/занят/i).first().waitFor();
});

it('rings the desk phone first when the agent has one', async () => {
  const igor = await AgentWindow.open(browser, demo.urlFor(IGOR));
  windows.push(igor);
  const seen = await notesSoFar(demo);
  office.control.setNextOutgoing('answers');
  const customer = contactWhere((contact) => contact.responsible_user_id === IGOR);
  await callFromCard(igor, customer);
  await igor.panel.getByText('Разговор', { exact: true }).waitFor();
  await igor.hangUp();
  expect(await nextCallNote(demo, seen)).toMatchObject({
    note_type: 'call_out',
    params: { call_responsible: IGOR },
  });
});

it('shows a hostile name as the text it is', async () => {
  const anna = await atThePhone(ANNA);
  const { id } = await office.control.customerCalls({ number: HOSTILE, line: DEMO_LINES.anna });
  await anna.card.getByText('<img').waitFor();
  expect(await anna.card.locator('img').count()).toBe(0);
  await office.control.customerHangsUp(id);
  await anna.card.getByText('Пропущенный звонок').first().waitFor();
  expect(await anna.page.locator('.notification-toast img').count()).toBe(0);
});

async function callFromCard(agent: AgentWindow, contact: Contact): Promise<void> {
  await agent.page.goto(`${new URL(agent.page.url()).origin}/contacts/detail/${contact.id}`);
  await agent.page.locator('.js-phone-value').first().click();
  await agent.page.locator('.tips-item', { hasText: 'Позвонить' }).click();
}
