import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { callNotes, nextCallNote, type notesSoFar } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(60_000);

const [ANNA, TIMUR] = DEMO_USERS.map(({ id }) => id) as [number, number];
const MARINA = '79984445566';
const PAVEL = '79981159022';

let browser: Browser;
let demo: Demo;
let office: Office;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  const widgetDirectory = join(__dirname, '../../dist/widget');
  [browser, demo] = await Promise.all([openBrowser(), startDemo({ port: 0, widgetDirectory })]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
});

afterEach(async () => {
  for (const { id } of office.control.calls()) await office.control.customerHangsUp(id);
  await eventually('the office is quiet', () => office.load().channels === 0);
  await Promise.all(windows.splice(0).map((window) => window.close()));
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

/** Marina calls Anna and is answered. */
async function inTalk(): Promise<{ readonly anna: AgentWindow; readonly marina: string }> {
  const anna = await atThePhone(ANNA);
  const { id } = await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await anna.answer();
  await waitUntilHeard(anna.page);
  return { anna, marina: id };
}

const does = (agent: AgentWindow, act: string): Promise<void> =>
  agent.panel.locator(`[data-act=${act}]`).click();
/** What the customer heard during the last second. */
const heardBy = (id: string): number => office.control.calls().find((call) => call.id === id)?.heard ?? 0;

it('the customer waits with music and is heard again, as the PBX says', async () => {
  const { anna } = await inTalk();
  await does(anna, 'hold');
  await anna.panel.getByText('На удержании', { exact: true }).waitFor();
  await anna.panel.getByText('Вернуться', { exact: true }).click();
  await anna.panel.getByText('Удержать', { exact: true }).waitFor();
  await waitUntilHeard(anna.page);
});

it('a colleague who is free is found by name and gets the customer; the log names him', async () => {
  const { anna, marina } = await inTalk();
  const seen = await notesSoFarDuringTalk();
  const timur = await atThePhone(TIMUR);
  await does(anna, 'transfer');
  await anna.panel.locator('input[name=find]').fill('тим');
  const row = anna.panel.getByRole('row', { name: 'Тимур Галеев' });
  await row.getByText('Свободен').waitFor();
  await anna.page.keyboard.press('Enter');
  await timur.card.getByText('Марина Ковалёва').waitFor();
  await timur.answer();
  await anna.panel.getByText('На связи').waitFor();
  await waitUntilHeard(timur.page);
  await eventually('the customer hears the colleague', () => heardBy(marina) > 0.01);
  await timur.hangUp();
  const note = await nextCallNote(demo, seen);
  expect(note.params).toMatchObject({ phone: '+79984445566', call_responsible: TIMUR });
});

it('a colleague is asked first, then the two are put together', async () => {
  const { anna, marina } = await inTalk();
  const timur = await atThePhone(TIMUR);
  await does(anna, 'transfer');
  await anna.panel.getByRole('row', { name: 'Тимур Галеев' }).click();
  await anna.panel.getByRole('row', { name: 'Тимур Галеев' }).getByText('Сначала спросить').click();
  await timur.answer();
  await waitUntilHeard(timur.page);
  await anna.panel.getByText('На удержании, слышит музыку').waitFor();
  await does(anna, 'connect');
  await anna.panel.getByText('На связи').waitFor();
  await timur.panel.getByText('Марина Ковалёва').waitFor();
  await waitUntilHeard(timur.page);
  await eventually('the customer hears the colleague', () => heardBy(marina) > 0.01);
  await timur.hangUp();
});

it('the agent goes back to the customer when the colleague cannot take him', async () => {
  const { anna, marina } = await inTalk();
  const timur = await atThePhone(TIMUR);
  await does(anna, 'transfer');
  await anna.panel.getByRole('row', { name: 'Тимур Галеев' }).click();
  await anna.panel.getByRole('row', { name: 'Тимур Галеев' }).getByText('Сначала спросить').click();
  await timur.card.locator('[data-act=answer]').waitFor();
  await does(anna, 'back');
  await timur.card.locator('[data-act=answer]').waitFor({ state: 'detached' });
  await anna.panel.getByText('Марина Ковалёва').first().waitFor();
  await anna.panel.getByText('Удержать', { exact: true }).waitFor();
  await waitUntilHeard(anna.page);
  await eventually('the customer hears the agent', () => heardBy(marina) > 0.01);
  await anna.hangUp();
});

it('a second customer is answered while the first waits, and the first is taken up again', async () => {
  const { anna } = await inTalk();
  await office.control.customerCalls({ number: PAVEL, line: DEMO_LINES.anna });
  await anna.panel.getByRole('button', { name: 'Ответить, первый удержать' }).click();
  await anna.panel.getByText('На удержании, слышит музыку').waitFor();
  await waitUntilHeard(anna.page);
  await does(anna, 'swap');
  await anna.panel.locator('.tel-who').getByText('Марина Ковалёва').waitFor();
  await does(anna, 'hangUp');
  await anna.panel.locator('.tel-who').getByText('+7 998 115-90-22').waitFor();
  await anna.panel.getByText('Вернуться', { exact: true }).click();
  await anna.panel.getByText('Удержать', { exact: true }).waitFor();
  await waitUntilHeard(anna.page);
  // The second click of a double one is ignored for 600 ms.
  await anna.page.waitForTimeout(600);
  await anna.hangUp();
});

it('a second customer is answered and the first talk ends with one click', async () => {
  const { anna, marina } = await inTalk();
  await office.control.customerCalls({ number: PAVEL, line: DEMO_LINES.anna });
  await anna.panel.getByRole('button', { name: 'Завершить первый и ответить' }).click();
  await eventually(
    'the first customer is gone',
    () => !office.control.calls().some(({ id }) => id === marina),
  );
  await waitUntilHeard(anna.page);
  expect(await anna.panel.getByText('слышит музыку').count()).toBe(0);
  await anna.hangUp();
});

/** The talk that goes on is in no note yet. */
async function notesSoFarDuringTalk(): ReturnType<typeof notesSoFar> {
  await eventually('nothing left to deliver', () =>
    Object.values(demo.gateway.health()).every(({ outbox }) => outbox.waiting === 0),
  );
  return callNotes(demo.host);
}
