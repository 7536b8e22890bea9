import { join } from 'node:path';
import type { Browser, Dialog } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { heardEnergy } from '../support/peer-connections';
import { AmiWitness, type AmiBlock } from '../support/real/ami-witness';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import { ListeningCustomer } from '../support/real/listening-customer';

/*
 * The agent's page goes away in a talk, against a real Asterisk with the dialplan of docs/asterisk: the customer says what
 * he hears. The times are printed: they are the proof that "back within 3 s" is true.
 */

jest.setTimeout(60_000);

const [ANNA] = DEMO_USERS.map(({ id }) => id) as [number];
const MARINA = '79984445566';
/** Line of `from-trunk` that keeps its customers. */
const KEPT_LINE = '74950000901';
/** Instead of half a minute. */
const HOLD_SEC = 4;

let asterisk: RealAsterisk;
let browser: Browser;
let demo: Demo;
let witness: AmiWitness;
const windows: AgentWindow[] = [];
const customers: ListeningCustomer[] = [];

beforeAll(async () => {
  [asterisk, browser] = await Promise.all([
    // What agents dial is kept too, without a digit before it.
    startAsterisk((text) =>
      text
        .replace('CRM_HOLD_SEC=30', `CRM_HOLD_SEC=${HOLD_SEC}`)
        .replace('exten => _7XXXXXXXXXX,', 'exten => _6XXXXXXXXXX,')
        .replace('exten => _0X.,', 'exten => _7XXXXXXXXXX,')
        .replace('PJSIP/${EXTEN:1}@trunk,30,F', 'PJSIP/${EXTEN}@trunk,30,F'),
    ),
    openBrowser(),
  ]);
  witness = await AmiWitness.connect(asterisk.witness);
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: { ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
  });
});

afterEach(async () => {
  customers.splice(0).forEach((customer) => customer.hangUp());
  await Promise.all(windows.splice(0).map((window) => window.close()));
});

afterAll(async () => {
  witness.close();
  await browser.close();
  await demo.close();
  await asterisk.close();
});

async function annaAtThePhone(): Promise<AgentWindow> {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  windows.push(anna);
  return anna;
}

async function inTalk(line = KEPT_LINE) {
  const anna = await annaAtThePhone();
  const customer = await ListeningCustomer.calls(asterisk, MARINA, line);
  customers.push(customer);
  await anna.answer();
  await customer.hears('agent');
  return { anna, customer };
}

/** The page asks whether to leave, and the agent leaves. */
async function reloads({ page }: AgentWindow): Promise<{ readonly at: number; readonly asked: boolean }> {
  let asked = false;
  let at = Date.now();
  const leave = (dialog: Dialog): void => {
    asked = dialog.type() === 'beforeunload';
    at = Date.now();
    void dialog.accept();
  };
  page.on('dialog', leave);
  await page.reload();
  page.off('dialog', leave);
  return { at, asked };
}

/** When the page is heard again by the customer, and hears him. */
async function bothHear(anna: AgentWindow, customer: ListeningCustomer, from: number): Promise<number> {
  const [byCustomer, byAgent] = await Promise.all([
    customer.hears('agent', from),
    eventually(
      'the agent hears the customer',
      async () => (await heardEnergy(anna.page)) > 0.0005 && Date.now(),
    ),
  ]);
  return Math.max(byCustomer, byAgent);
}

/** Legs of the agent that ended so, with a Q.850 cause: 41 = by the gateway, 44 = Asterisk heard nothing any more. */
const endsOfAnna = (from: number, cause: string): readonly AmiBlock[] =>
  witness
    .events('Hangup')
    .slice(from)
    .filter((block) => block['Channel']?.startsWith('PJSIP/101-') && block['Cause'] === cause);
const endsSoFar = (): number => witness.events('Hangup').length;

const report = (what: string, times: Readonly<Record<string, number>>): void => {
  process.stdout.write(`${what}: ${JSON.stringify(times)} ms
`);
};

it('a reload in a talk: the customer hears music, then the agent again; one call in the log', async () => {
  const seen = await notesSoFar(demo);
  const { anna, customer } = await inTalk();
  const { at, asked } = await reloads(anna);
  expect(asked).toBe(true);
  const music = await customer.hears('music', at);
  const back = await bothHear(anna, customer, music);
  report('reload, incoming', { music: music - at, back: back - at });
  expect(back - at).toBeLessThan(3_000);
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();

  const clicked = Date.now();
  await anna.hangUp();
  const gone = await eventually('the office hung up', () => customer.hungUpAt);
  report('hang-up by the button', { customer: gone - clicked });
  expect(gone - clicked).toBeLessThan(500);
  const { params } = await nextCallNote(demo, seen);
  expect(params).toMatchObject({ phone: `+${MARINA}`, call_responsible: ANNA, call_status: 4 });
});

it('a reload in a talk that the agent has dialled: the same', async () => {
  const seen = await notesSoFar(demo);
  const anna = await annaAtThePhone();
  const customer = await ListeningCustomer.isThere(asterisk);
  customers.push(customer);
  await anna.openPanel();
  await anna.panel.locator('input[name=number]').fill(`+${MARINA}`);
  await anna.panel.locator('[data-act=call]').click();
  await customer.hears('agent');
  const { at } = await reloads(anna);
  const music = await customer.hears('music', at);
  const back = await bothHear(anna, customer, music);
  report('reload, outgoing', { music: music - at, back: back - at });
  expect(back - at).toBeLessThan(3_000);
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  const clicked = Date.now();
  await anna.hangUp();
  expect((await eventually('the office hung up', () => customer.hungUpAt)) - clicked).toBeLessThan(500);
  const { params, note_type } = await nextCallNote(demo, seen);
  expect({ note_type, ...params }).toMatchObject({
    ...{ note_type: 'call_out', phone: `+${MARINA}`, call_responsible: ANNA, call_status: 4 },
  });
});

it('a tab that is closed and opened again: the customer waits in the music and is back', async () => {
  const { anna, customer } = await inTalk();
  const at = Date.now();
  await anna.close();
  const music = await customer.hears('music', at);
  const openedAt = Date.now();
  const again = await AgentWindow.open(browser, demo.urlFor(ANNA));
  windows.push(again);
  const back = await bothHear(again, customer, openedAt);
  report('tab closed, then opened', { music: music - at, 'back after opening': back - openedAt });
  expect(back - openedAt).toBeLessThan(3_000);
});

it('a tab that is closed for good: after the time of the dialplan the customer goes to the fallback; one call', async () => {
  const seen = await notesSoFar(demo);
  const { anna, customer } = await inTalk();
  const at = Date.now();
  await anna.close();
  const music = await customer.hears('music', at);
  const over = await eventually('the fallback is over', () => customer.hungUpAt, 15_000);
  report('tab closed for good', { music: music - at, fallback: over - music });
  expect(over - music).toBeGreaterThan((HOLD_SEC - 1) * 1000 - 300);
  expect(over - music).toBeLessThan((HOLD_SEC + 1) * 1000);
  expect(witness.events('UserEvent').filter((event) => event['UserEvent'] === 'CrmFallback')).toHaveLength(1);
  const { params } = await nextCallNote(demo, seen);
  expect(params).toMatchObject({ call_responsible: ANNA, call_status: 4 });
  expect(Number(params['duration'])).toBeLessThanOrEqual(Math.ceil((music - at) / 1000) + 2);
});

it('says that the talk is coming back while the phone is not there yet, and the agent can end it', async () => {
  const { anna, customer } = await inTalk();
  await anna.context.routeWebSocket(asterisk.wsUrl, (socket) => void socket.close());
  await reloads(anna);
  await anna.panel.getByText('Возвращаем разговор').waitFor();
  const clicked = Date.now();
  await anna.panel.locator('[data-act=hangUp]').click();
  expect((await eventually('the office hung up', () => customer.hungUpAt)) - clicked).toBeLessThan(500);
  await anna.panel.locator('[data-act=hangUp]').waitFor({ state: 'detached' });
});

it('a second browser of the same agent does not take the talk from the first', async () => {
  const { customer } = await inTalk();
  const before = endsSoFar();
  const pages = witness.events('ContactStatus').length;
  windows.push(await AgentWindow.open(browser, demo.urlFor(ANNA)));
  await eventually('the second registered', () => witness.events('ContactStatus').length > pages);
  const from = Date.now();
  await new Promise((listened) => setTimeout(listened, 3_000));
  await customer.hears('agent', from + 2_000);
  expect(customer.heard.filter(({ at, what }) => at > from && what === 'music')).toEqual([]);
  expect(endsOfAnna(before, '41')).toEqual([]);
});

it('a line without the snippet: the gateway ends nothing, Asterisk does as it did before', async () => {
  const { anna, customer } = await inTalk(DEMO_LINES.anna);
  const before = endsSoFar();
  await reloads(anna);
  await eventually('the office hung up', () => customer.hungUpAt, 15_000);
  await eventually('told', () => endsOfAnna(before, '44')[0]);
  expect(endsOfAnna(before, '41')).toEqual([]);
});
