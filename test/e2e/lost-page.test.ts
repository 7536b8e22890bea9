import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

/* The agent's page goes away in a talk, with the office of `npm start`; test/real does the same with an Asterisk. */

jest.setTimeout(60_000);

const [ANNA] = DEMO_USERS.map(({ id }) => id) as [number];
const MARINA = '79984445566';

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

async function arrives(): Promise<AgentWindow> {
  const anna = await AgentWindow.open(browser, demo.urlFor(ANNA));
  windows.push(anna);
  return anna;
}

async function inTalk(): Promise<{ readonly anna: AgentWindow; readonly marina: string }> {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  windows.push(anna);
  const { id } = await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await anna.answer();
  await waitUntilHeard(anna.page);
  return { anna, marina: id };
}

const onTheLine = (): readonly string[] => office.control.calls().map(({ id }) => id);

it('brings the customer back to a page that was reloaded; the button then ends the call, and it is one in the log', async () => {
  const seen = await notesSoFar(demo);
  const { anna, marina } = await inTalk();
  anna.page.on('dialog', (dialog) => void dialog.accept());
  await anna.page.reload();
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  await waitUntilHeard(anna.page);
  expect(onTheLine()).toEqual([marina]);
  await anna.hangUp();
  await eventually('the customer is gone', () => onTheLine().length === 0);
  const { params } = await nextCallNote(demo, seen);
  expect(params).toMatchObject({ phone: `+${MARINA}`, call_responsible: ANNA, call_status: 4 });
});

it('keeps the customer whose agent has closed the tab, until it is opened again', async () => {
  const { anna, marina } = await inTalk();
  await anna.close();
  const again = await arrives();
  await again.panel.getByText('Разговор', { exact: true }).waitFor();
  await waitUntilHeard(again.page);
  expect(onTheLine()).toEqual([marina]);
});

it('brings the customer back to the page that was reloaded though there is another tab, and ends the talk there', async () => {
  const { anna, marina } = await inTalk();
  const other = await anna.context.newPage();
  await other.goto(demo.urlFor(ANNA));
  await other.locator('.calls-list-toggler').waitFor();
  anna.page.on('dialog', (dialog) => void dialog.accept());
  const reloadedAt = Date.now();
  await anna.page.reload();
  await waitUntilHeard(anna.page);
  process.stdout.write(`two tabs, back after ${Date.now() - reloadedAt} ms\n`);
  expect(onTheLine()).toEqual([marina]);
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  await anna.hangUp();
  await eventually('the customer is gone', () => onTheLine().length === 0);
});

it('lets the customer go who hangs up in the music', async () => {
  const { anna, marina } = await inTalk();
  await anna.close();
  await eventually('the gateway has lost the agent', () => office.load().sipLegs === 0);
  await office.control.customerHangsUp(marina);
  await eventually('the office is quiet', () => office.load().channels === 0);
});
