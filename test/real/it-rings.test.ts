import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { openBrowser } from '../../dev/demo/browser';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';
import { AmiWitness } from '../support/real/ami-witness';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import { CUSTOMER_TONE_HZ } from '../support/real/customer';
import { FAKE_MICROPHONE_HZ, wavLevel } from '../support/real/wav-level';

/*
 * sipp customer → trunk → a real Asterisk → gateway → stand-in of amoCRM and widget in a real Chromium.
 */

jest.setTimeout(60_000);

const [ANNA, TIMUR] = DEMO_USERS.map(({ id }) => id) as [number, number];
const MARINA = '79984445566';

let asterisk: RealAsterisk;
let browser: Browser;
let demo: Demo;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  [asterisk, browser] = await Promise.all([startAsterisk(), openBrowser()]);
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: { ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
  });
});

afterEach(() => Promise.all(windows.splice(0).map((window) => window.close())));

afterAll(async () => {
  await browser.close();
  await demo.close();
  await asterisk.close();
});

async function atThePhone(userId: number): Promise<AgentWindow> {
  const agent = await AgentWindow.atThePhone(browser, demo.urlFor(userId));
  windows.push(agent);
  return agent;
}

it('an answered call: card, sound both ways, one log with the right who, when and how long', async () => {
  const anna = await atThePhone(ANNA);
  const seen = await notesSoFar(demo);
  const startedAt = Date.now();
  const customer = await asterisk.call({
    does: 'calls',
    number: MARINA,
    line: DEMO_LINES.anna,
    talkMs: 5000,
  });
  await anna.card.getByText('Марина Ковалёва').waitFor();
  await anna.answer();
  const answeredAt = Date.now();
  await waitUntilHeard(anna.page);
  expect(await customer.over).toMatchObject({ asMeant: true });
  const talkedSec = (Date.now() - answeredAt) / 1000;

  const { params, ...note } = await nextCallNote(demo, seen);
  const lead = [...demo.host.state.leads.values()].find(({ name }) => name === 'Окна для коттеджа, 3 этажа');
  expect(note).toMatchObject({ note_type: 'call_in', entityType: 'leads', entity_id: lead?.id });
  expect(params).toMatchObject({ phone: '+79984445566', call_responsible: ANNA, call_status: 4 });
  expect(Math.abs(Number(params['duration']) - talkedSec)).toBeLessThanOrEqual(1);
  expect(Math.abs(note.created_at - startedAt / 1000)).toBeLessThanOrEqual(2);
  const level = wavLevel(await asterisk.recording(String(params['uniq'])));
  expect(level.hasTone(CUSTOMER_TONE_HZ)).toBe(true);
  expect(level.hasTone(FAKE_MICROPHONE_HZ)).toBe(true);
});

it('rings on in another tab when the one with the phone is closed, and is answered there: one call, missed by nobody', async () => {
  const anna = await atThePhone(ANNA);
  const other = await anna.context.newPage();
  await other.goto(demo.urlFor(ANNA));
  await other.locator('.calls-list-toggler').waitFor();
  const seen = await notesSoFar(demo);
  const customer = await asterisk.call({
    does: 'calls',
    number: MARINA,
    line: DEMO_LINES.anna,
    talkMs: 3_000,
  });
  await anna.card.getByText('Входящий звонок').waitFor();
  const witness = await AmiWitness.connect(asterisk.witness);
  const ringsAgain = witness.waitFor(({ Event }) => Event === 'DialState', 'DialState');
  const closedAt = Date.now();
  await anna.page.close();
  await ringsAgain;
  process.stdout.write(`tab closed while it rang: rings in another after ${Date.now() - closedAt} ms\n`);
  expect(Date.now() - closedAt).toBeLessThan(2_000);
  witness.close();
  await other.locator('.tel-card [data-act=answer]').click();
  await waitUntilHeard(other);
  expect(await other.getByText('Пропущенный звонок').count()).toBe(0);
  expect(await customer.over).toMatchObject({ asMeant: true });
  const { params } = await nextCallNote(demo, seen);
  expect(params).toMatchObject({ call_responsible: ANNA, call_status: 4, phone: '+79984445566' });
});

it('a ring group: the colleague answers, the other card says who and goes', async () => {
  const [anna, timur] = [await atThePhone(ANNA), await atThePhone(TIMUR)];
  const seen = await notesSoFar(demo);
  await asterisk.call({ does: 'calls', number: MARINA, line: DEMO_LINES.sales, talkMs: 2000 });
  await anna.card.getByText('Также звонит: Тимур Галеев').waitFor();
  await timur.answer();
  await anna.card.getByText('Разговаривает Тимур Галеев').waitFor();
  const { params } = await nextCallNote(demo, seen);
  expect(params).toMatchObject({ call_responsible: TIMUR, call_status: 4 });
});

const MISSED = { note_type: 'call_in', params: { duration: 0, call_status: 6, phone: '+79984445566' } };

it('missed, because nobody answered in time', async () => {
  const timur = await atThePhone(TIMUR);
  const seen = await notesSoFar(demo);
  await asterisk.call({ does: 'calls', number: MARINA, line: DEMO_LINES.timur, talkMs: 1000 });
  await timur.card.getByText('Входящий звонок').waitFor();
  await timur.card.getByText('Пропущенный звонок').waitFor();
  expect(await nextCallNote(demo, seen)).toMatchObject(MISSED);
});

it('missed, because the caller gave up', async () => {
  const anna = await atThePhone(ANNA);
  const seen = await notesSoFar(demo);
  await asterisk.call({ does: 'gives-up', number: MARINA, line: DEMO_LINES.anna, ringMs: 2000 });
  await anna.card.getByText('Входящий звонок').waitFor();
  await anna.card.getByText('Пропущенный звонок').waitFor();
  expect(await nextCallNote(demo, seen)).toMatchObject(MISSED);
});

it('missed, because the agent declined', async () => {
  const anna = await atThePhone(ANNA);
  const seen = await notesSoFar(demo);
  await asterisk.call({ does: 'calls', number: MARINA, line: DEMO_LINES.anna, talkMs: 1000 });
  await anna.card.locator('[data-act=decline]').click();
  await anna.card.locator('[data-act=answer]').waitFor({ state: 'detached' });
  expect(await nextCallNote(demo, seen)).toMatchObject(MISSED);
});

/** Asterisk knows no contact of this phone any more: the page that had it says good-bye in its own time. */
async function phoneIsOff(extension: string): Promise<void> {
  const witness = await AmiWitness.connect(asterisk.witness);
  await eventually(`${extension} is off`, async () => {
    const answer = await witness.send({ Action: 'Getvar', Variable: `PJSIP_AOR(${extension},contact)` });
    return answer['Response'] === 'Success' && answer['Value'] === '';
  });
  witness.close();
}

it('missed, because the agent was not there', async () => {
  const seen = await notesSoFar(demo);
  await phoneIsOff('102');
  await asterisk.call({ does: 'calls', number: MARINA, line: DEMO_LINES.timur, talkMs: 1000 });
  expect(await nextCallNote(demo, seen)).toMatchObject(MISSED);
});

it('click to call from the browser: the customer answers and hears the agent', async () => {
  const anna = await atThePhone(ANNA);
  const seen = await notesSoFar(demo);
  await asterisk.call({ does: 'answers', ringMs: 500, talkMs: 3000 });
  await dial(anna, '+7 998 444-55-66');
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  await waitUntilHeard(anna.page);
  const { note_type, params } = await nextCallNote(demo, seen);
  expect(note_type).toBe('call_out');
  expect(params).toMatchObject({ phone: '+79984445566', call_responsible: ANNA, call_status: 4 });
  expect(wavLevel(await asterisk.recording(String(params['uniq']))).hasTone(FAKE_MICROPHONE_HZ)).toBe(true);
});

it('click to call through the desk phone: the PBX rings it first (originate)', async () => {
  const igor = await AgentWindow.open(browser, demo.urlFor(DEMO_USERS[2]?.id ?? 0));
  windows.push(igor);
  const seen = await notesSoFar(demo);
  await asterisk.deskPhone({ does: 'answers', ringMs: 300, talkMs: 20_000 });
  await asterisk.call({ does: 'answers', ringMs: 300, talkMs: 3000 });
  await igor.openPanel();
  await dial(igor, '+7 998 444-55-66');
  await igor.panel.getByText('Разговор', { exact: true }).waitFor();
  const { note_type, params } = await nextCallNote(demo, seen);
  expect(note_type).toBe('call_out');
  expect(params).toMatchObject({ call_responsible: DEMO_USERS[2]?.id, call_status: 4 });
});

it('the customer is busy: the panel says so, and the log too', async () => {
  const anna = await atThePhone(ANNA);
  const seen = await notesSoFar(demo);
  await asterisk.call({ does: 'is-busy' });
  await dial(anna, '+7 998 444-55-66');
  await anna.panel.getByText(/занят/i).first().waitFor();
  expect(await nextCallNote(demo, seen)).toMatchObject({
    note_type: 'call_out',
    params: { call_status: 7 },
  });
});

async function dial(agent: AgentWindow, number: string): Promise<void> {
  if (!(await agent.panel.isVisible())) await agent.openPanel();
  await agent.panel.locator('input').fill(number);
  await agent.panel.locator('input').press('Enter');
}
