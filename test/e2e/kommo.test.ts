/*
 * The same archive in a Kommo: pages of kommo.com, `APP` without its old name, no customers, users who read English,
 * Spanish and Portuguese. The whole suite of the browser was written for amoCRM; these are its main scenarios.
 */
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { Language } from '../../dev/amo-host/account/platform';
import { framedBrowserProgram, openBrowser } from '../../dev/demo/browser';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { freePort } from '../../dev/demo/free-port';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { leaves, wordsOf } from '../widget/support/words';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(60_000);

const [ANNA, , , OLGA] = DEMO_USERS.map(({ id }) => id) as [number, number, number, number];
const MARINA = '79984445566';
/** In amoCRM's demo account the customer of a contact; here a contact without anything open. */
const VIKTOR = '79985550355';
const STRANGER = '79982104408';

let browser: Browser;
let demo: Demo;
let office: Office;
let site: string;
const windows: AgentWindow[] = [];

beforeAll(async () => {
  const port = await freePort();
  site = `http://demo.kommo.com:${port}`;
  const flags = [
    '--host-resolver-rules=MAP *.kommo.com 127.0.0.1',
    // Kommo is HTTPS; the microphone wants that too.
    `--unsafely-treat-insecure-origin-as-secure=${site}`,
  ];
  [browser, demo] = await Promise.all([
    openBrowser({ flags, program: framedBrowserProgram() }),
    startDemo({
      port,
      platform: 'kommo',
      publicUrl: site,
      widgetDirectory: join(__dirname, '../../dist/widget'),
      settings: { result_after: '0' },
    }),
  ]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
});

afterEach(async () => {
  for (const { id } of office.control.calls()) await office.control.customerHangsUp(id);
  await Promise.all(windows.splice(0).map((window) => window.close()));
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

async function anna(language: Language): Promise<AgentWindow> {
  demo.host.state.setLanguage(ANNA, language);
  const agent = await AgentWindow.atThePhone(browser, `${site}/?user=${ANNA}`, undefined, language);
  windows.push(agent);
  return agent;
}

it('is where the page has `APP` only, and the API knows no customers', async () => {
  const agent = await anna('en');
  const global = (name: string) => agent.page.evaluate((key) => key in window, name);
  await expect(Promise.all(['APP', 'AMOCRM'].map(global))).resolves.toEqual([true, false]);
  const status = await agent.page.evaluate(async () => (await fetch('/api/v4/customers')).status);
  expect(status).toBe(404);
  expect(await agent.page.evaluate(() => location.origin)).toBe(site);
  expect(demo.host.findings.all()).toEqual([]);
});

it('says in Spanish who calls, and brings the call with its result into the lead', async () => {
  const agent = await anna('es');
  const seen = await notesSoFar(demo);
  const { id } = await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await agent.card.getByText('Марина Ковалёва').waitFor();
  await agent.card.getByText(agent.say('card.incoming')).first().waitFor();
  await agent.answer();
  await waitUntilHeard(agent.page);
  await office.control.customerHangsUp(id);
  const result = agent.page.locator('.tel-result');
  await result.getByLabel(agent.say('result.note')).fill('Pide un descuento del 3 %');
  await result.getByRole('button', { name: agent.say('result.save') }).click();
  await result.waitFor({ state: 'detached' });
  const note = await nextCallNote(demo, seen);
  expect(note).toMatchObject({ entityType: 'leads', params: { call_result: 'Pide un descuento del 3 %' } });
  expect(agent.complaints).toEqual([]);
});

it('puts the call of a contact without a lead on the contact, whatever he is in amoCRM', async () => {
  const agent = await anna('pt');
  const seen = await notesSoFar(demo);
  const { id } = await office.control.customerCalls({ number: VIKTOR, line: DEMO_LINES.anna });
  await agent.card.getByText('Виктор Самойлов').waitFor();
  await office.control.customerHangsUp(id);
  await agent.card.getByText(agent.say('card.missed')).waitFor();
  expect((await nextCallNote(demo, seen)).entityType).toBe('contacts');
  await eventually('the missed call in the centre', () =>
    demo.host.state.notifications.some(({ header }) => header === agent.say('card.missed')),
  );
});

it('makes a contact and a lead of a stranger', async () => {
  const agent = await anna('en');
  const { id } = await office.control.customerCalls({ number: STRANGER, line: DEMO_LINES.anna });
  await agent.answer();
  await waitUntilHeard(agent.page);
  await office.control.customerHangsUp(id);
  const result = agent.page.locator('.tel-result');
  await result.getByLabel(agent.say('result.contactName')).fill('Ann Stranger');
  await result.getByLabel(agent.say('result.leadName')).fill('Veranda');
  await result.getByRole('button', { name: agent.say('result.saveNew') }).click();
  await result.waitFor({ state: 'detached' });
  await eventually('the lead', () =>
    [...demo.host.state.leads.values()].some(({ name }) => name === 'Veranda'),
  );
});

it('is set up in the language of the profile, and follows when that changes', async () => {
  const olga = await AgentWindow.open(browser, `${site}/?user=${OLGA}`);
  windows.push(olga);
  for (const language of ['en', 'es', 'pt'] as const) {
    demo.host.state.setLanguage(OLGA, language);
    await olga.page.goto(`${site}/settings/widgets/`);
    await olga.page.locator('.widget-tile').first().click();
    const test = String(leaves(wordsOf(language)).get('setup.check.button'));
    await olga.page.getByRole('button', { name: test }).click();
  }
  await eventually(
    'six parts are well',
    async () => (await olga.page.locator('.tel-setup__checks > .is-ok').count()) === 6,
  );
});
