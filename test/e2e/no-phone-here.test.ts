import { join } from 'node:path';
import type { Browser, BrowserContext } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { DEMO_PHONE_PASSWORD } from '../../dev/demo/demo-office';
import { freePort } from '../../dev/demo/free-port';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import { isRegistered, isTalking } from '../support/network-cases';
import { PhonePage, servePhonePage, type ServedPage } from '../widget/softphone/phone-page';

/* An agent whose browser cannot call, or whose page may not: he is told once, and works with the desk phone of his extension. */

jest.setTimeout(60_000);

const ANNA = DEMO_USERS[0]?.id ?? 0;
const MARINA = { number: '79984445566', line: DEMO_LINES.anna };
/** A name that is no `localhost`: without https its pages get no microphone. */
const PLAIN_HOST = 'amo.test';

let browser: Browser;
let site: ServedPage;
let demo: Demo;
let office: Office;
let desk: PhonePage;

beforeAll(async () => {
  [browser, site] = await Promise.all([
    openBrowser({ flags: [`--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`] }),
    servePhonePage(),
  ]);
});

afterEach(async () => {
  await eventually('the office is quiet', () => office.load().channels === 0);
  await Promise.all([desk.close(), demo.close()]);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

/** Anna's amoCRM; a telephone with her extension stands beside it. Returns its address. */
async function amo(host: string): Promise<string> {
  const port = await freePort();
  const publicUrl = `http://${host}:${port}`;
  const widgetDirectory = join(__dirname, '../../dist/widget');
  demo = await startDemo({ port, widgetDirectory, ...(host === PLAIN_HOST && { publicUrl }) });
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
  desk = await PhonePage.open(browser, site.url);
  await desk.start(office.sipUrl, '101', DEMO_PHONE_PASSWORD);
  await desk.until(isRegistered);
  return host === PLAIN_HOST ? publicUrl : demo.urlFor(ANNA);
}

/** As old browsers are, and those whose administrator has switched WebRTC off. */
const withoutWebRtc = (context: BrowserContext): Promise<unknown> =>
  context.addInitScript(() => Reflect.deleteProperty(window, 'RTCPeerConnection'));

it.each([
  ['a browser without WebRTC', withoutWebRtc, 'Этот браузер не умеет звонить', 'localhost'],
  ['a page without https', async () => undefined, 'amoCRM открыта без https', PLAIN_HOST],
])('%s: said once, and the desk phone goes on', async (_, make, words, host) => {
  const url = await amo(host);
  const anna = await AgentWindow.open(browser, url, make);
  const toasts = anna.page.locator('.notification-toast');
  await toasts.getByText(words).waitFor();
  if (process.env.SHOTS)
    await anna.page.screenshot({ path: join(process.env.SHOTS, `no-phone-${host}.png`) });

  // Rings at the desk, is shown here.
  const { id } = await office.control.customerCalls(MARINA);
  await anna.card.getByText('Марина Ковалёва').waitFor();
  await anna.card.getByText('Снимите трубку настольного телефона, доб. 101').waitFor();
  await office.control.customerHangsUp(id);
  await anna.card.getByText('Пропущенный звонок').waitFor();

  // A click on a number rings the desk phone first, then the customer.
  await anna.page.reload();
  await anna.openPanel();
  await anna.panel.getByText('Настольный телефон', { exact: true }).waitFor();
  await anna.panel.getByText('Звонок начнётся с вашего настольного телефона, доб. 101').waitFor();
  await anna.panel.locator('input').fill('+7 998 444-55-66');
  await anna.panel.locator('input').press('Enter');
  await desk.until(isTalking);
  await anna.panel.getByText('Разговор', { exact: true }).waitFor();
  if (process.env.SHOTS)
    await anna.page.screenshot({ path: join(process.env.SHOTS, `no-phone-talk-${host}.png`) });
  await anna.panel.locator('[data-act=hangUp]').click();
  await desk.until(({ calls }) => calls.length === 0);

  // Told before the reload, and not again.
  expect(await toasts.getByText(words).count()).toBe(0);
  await anna.close();
});
