import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { heardEnergy, waitUntilHeard } from '../support/peer-connections';
import { AmiWitness } from '../support/real/ami-witness';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import type { SippCall } from '../support/real/sipp-run';

/* What an agent does with a talk, against a real Asterisk: sound is proved by energy after every step. */

jest.setTimeout(60_000);

const [ANNA, TIMUR] = DEMO_USERS.map(({ id }) => id) as [number, number];

let asterisk: RealAsterisk;
let browser: Browser;
let demo: Demo;
let witness: AmiWitness;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  [asterisk, browser] = await Promise.all([startAsterisk(), openBrowser()]);
  witness = await AmiWitness.connect(asterisk.witness);
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: { ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
  });
});

afterEach(() => Promise.all(windows.splice(0).map((window) => window.close())));

afterAll(async () => {
  witness.close();
  await browser.close();
  await demo.close();
  await asterisk.close();
});

async function atThePhone(userId: number): Promise<AgentWindow> {
  const agent = await AgentWindow.atThePhone(browser, demo.urlFor(userId));
  windows.push(agent);
  return agent;
}

/** A customer who stays on the line calls Anna and is answered. */
async function inTalk(): Promise<{ readonly anna: AgentWindow; readonly customer: SippCall }> {
  const anna = await atThePhone(ANNA);
  const line = DEMO_LINES.anna;
  const customer = await asterisk.call({ does: 'calls', number: '79984445566', line, talkMs: 60_000 });
  await anna.answer();
  await waitUntilHeard(anna.page);
  return { anna, customer };
}

const does = (agent: AgentWindow, act: string): Promise<void> =>
  agent.panel.locator(`[data-act=${act}]`).click();
const timurIn = (agent: AgentWindow) => agent.panel.getByRole('row', { name: 'Тимур Галеев' });
const told = (event: string, more: Readonly<Record<string, string>> = {}) =>
  witness.waitFor(
    (block) =>
      block['Event'] === event && Object.entries(more).every(([name, value]) => block[name] === value),
    event,
    10_000,
  );

it('holds with music: the agent hears nothing, then the customer again', async () => {
  const { anna } = await inTalk();
  const held = told('Hold');
  await does(anna, 'hold');
  await held;
  await anna.panel.getByText('На удержании', { exact: true }).waitFor();
  const before = await heardEnergy(anna.page);
  await anna.page.waitForTimeout(1_500);
  expect((await heardEnergy(anna.page)) - before).toBeLessThan(0.0001);
  const resumed = told('Unhold');
  await does(anna, 'hold');
  await resumed;
  await waitUntilHeard(anna.page);
  await anna.hangUp();
});

it('sends every tone of a fast hand, as Asterisk hears them', async () => {
  const { anna } = await inTalk();
  const heard = Promise.all([...'204#'].map((Digit) => told('DTMFEnd', { Digit, Direction: 'Received' })));
  await anna.panel.press('2');
  await anna.page.keyboard.type('04#');
  await heard;
  await waitUntilHeard(anna.page);
  await anna.hangUp();
});

it('hands the customer over to a second browser; one log, of the colleague', async () => {
  const seen = await notesSoFar(demo);
  const timur = await atThePhone(TIMUR);
  const { anna } = await inTalk();
  await does(anna, 'transfer');
  await timurIn(anna).getByText('Свободен').waitFor();
  await anna.panel.locator('input[name=find]').fill('тимур');
  await anna.page.keyboard.press('Enter');
  await timur.answer();
  await anna.panel.getByText('На связи').waitFor();
  await waitUntilHeard(timur.page);
  await timur.hangUp();
  const { params } = await nextCallNote(demo, seen);
  expect(params).toMatchObject({ phone: '+79984445566', call_responsible: TIMUR, call_status: 4 });
});

it('asks a second browser first, then puts the two together; one log, of the colleague', async () => {
  const seen = await notesSoFar(demo);
  const timur = await atThePhone(TIMUR);
  const { anna } = await inTalk();
  await does(anna, 'transfer');
  await timurIn(anna).click();
  await timurIn(anna).getByText('Сначала спросить').click();
  await timur.answer();
  await Promise.all([waitUntilHeard(timur.page), waitUntilHeard(anna.page)]);
  await does(anna, 'connect');
  await anna.panel.getByText('На связи').waitFor();
  await waitUntilHeard(timur.page);
  await timur.hangUp();
  const { params } = await nextCallNote(demo, seen);
  expect(params).toMatchObject({ phone: '+79984445566', call_responsible: TIMUR, call_status: 4 });
});

it('answers a second customer while the first waits, and takes the first up again', async () => {
  const { anna } = await inTalk();
  const line = DEMO_LINES.anna;
  await asterisk.call({ does: 'calls', number: '79981159022', line, talkMs: 60_000 });
  await anna.panel.getByRole('button', { name: 'Ответить, первый удержать' }).click();
  await anna.panel.getByText('На удержании, слышит музыку').waitFor();
  await waitUntilHeard(anna.page);
  await does(anna, 'swap');
  await anna.panel.locator('.tel-who').getByText('Марина Ковалёва').waitFor();
  await waitUntilHeard(anna.page);
  await does(anna, 'hangUp');
  await anna.panel.locator('.tel-who').getByText('+7 998 115-90-22').waitFor();
  await does(anna, 'hold');
  await waitUntilHeard(anna.page);
  // The second click of a double one is ignored for 600 ms.
  await anna.page.waitForTimeout(600);
  await anna.hangUp();
});

it('keeps the customer when the number to hand him over to does not exist', async () => {
  const { anna } = await inTalk();
  await does(anna, 'transfer');
  await anna.panel.locator('input[name=find]').fill('999');
  await anna.page.keyboard.press('Enter');
  await anna.page.getByText('Перевести не получилось').first().waitFor();
  await waitUntilHeard(anna.page);
  await anna.hangUp();
});

it('is over for the agent too when the PBX lost the customer on the way', async () => {
  const { anna, customer } = await inTalk();
  await does(anna, 'transfer');
  // The dialplan knows such extensions, and nobody has this one.
  await anna.panel.locator('input[name=find]').fill('209');
  await anna.page.keyboard.press('Enter');
  await customer.over;
  await anna.panel.locator('[data-act=hangUp]').waitFor({ state: 'detached' });
});
