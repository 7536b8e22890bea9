import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import type { Office } from '../../dev/office/office';
import { amiClient } from '../dev/office/support/ami-client';
import { LINE_101, officeForTest } from '../dev/office/support/office-for-test';
import { until } from '../dev/office/support/until';
import type { OfficeAgentPage } from './support/office-agent-page';

declare global {
  interface Window {
    readonly officeAgent: OfficeAgentPage;
  }
}

let office: Office;
let browser: Browser;
let server: Server;
let address: string;

beforeAll(async () => {
  const bundled = await build({
    entryPoints: [`${__dirname}/support/office-agent-page.ts`],
    bundle: true,
    write: false,
    format: 'iife',
    tsconfigRaw: '{}',
  });
  const script = bundled.outputFiles[0]?.text ?? '';
  server = createServer((request, response) => {
    const isScript = request.url === '/page.js';
    response.setHeader('content-type', isScript ? 'text/javascript' : 'text/html; charset=utf-8');
    response.end(isScript ? script : '<!doctype html><title>agent</title><script src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await openBrowser();
}, 30_000);

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
});

beforeEach(async () => {
  office = await officeForTest();
});
afterEach(() => office.close());

async function agentPage(): Promise<Page> {
  const page = await browser.newPage();
  await page.goto(address);
  await page.evaluate((url) => window.officeAgent.register(url, '101', 'pass101'), office.sipUrl);
  return page;
}

const audio = (page: Page): ReturnType<OfficeAgentPage['audio']> =>
  page.evaluate(() => window.officeAgent.audio());
const heardByCustomer = (): number => office.control.calls()[0]?.heard ?? 0;

/** Both hear each other: the browser's energy grows, and so does what the customer hears. */
async function talk(page: Page): Promise<void> {
  const before = (await audio(page)).energy;
  await until(async () => (await audio(page)).energy > before + 0.001);
  await until(() => heardByCustomer() > 0.01);
}

it('lets a customer and an agent in Chromium hear each other, through hold, keys and a new network', async () => {
  const ami = await amiClient(office);
  const page = await agentPage();
  await office.control.customerCalls({ number: '79980000001', name: 'Ольга', line: LINE_101 });
  expect(await page.evaluate(() => window.officeAgent.answer())).toEqual({ from: 'Ольга' });
  await talk(page);

  await page.evaluate(() => window.officeAgent.hold(true));
  await ami.event((event) => event['Event'] === 'Hold');
  await page.evaluate(() => window.officeAgent.hold(false));
  await ami.event((event) => event['Event'] === 'Unhold');
  await talk(page);

  await page.evaluate(() => window.officeAgent.press('5'));
  expect((await ami.event((event) => event['Event'] === 'DTMFEnd'))['Digit']).toBe('5');

  await page.evaluate(() => window.officeAgent.restartIce());
  await talk(page);

  await page.evaluate(() => window.officeAgent.hangUp());
  const hungUp = await ami.event((event) => event['Event'] === 'HangupRequest');
  expect(hungUp['Cause']).toBe('31');
  await until(() => office.control.calls().length === 0);
  ami.close();
  await page.close();
}, 20_000);

it('rings the agent first when he clicks a number, then the customer, and both hear each other', async () => {
  const ami = await amiClient(office);
  const page = await agentPage();
  await ami.action([
    ['Action', 'Originate'],
    ['Channel', 'PJSIP/101'],
    ['Context', 'agents'],
    ['Exten', '79980000002'],
    ['Priority', '1'],
    ['Async', 'true'],
    ['ChannelId', 'crm-1'],
    ['Variable', 'PJSIP_HEADER(add,X-Call-Id)=crm-1'],
  ]);
  expect((await page.evaluate(() => window.officeAgent.answer())).callId).toBe('crm-1');
  await until(() => office.control.calls()[0]?.state === 'talking');
  await talk(page);
  await page.evaluate(() => window.officeAgent.hangUp());
  await until(() => office.load().channels === 0);
  ami.close();
  await page.close();
}, 20_000);

it('connects an agent in Chromium who dials a customer', async () => {
  const page = await agentPage();
  await page.evaluate(() => window.officeAgent.call('79980000003'));
  await until(() => office.control.calls()[0]?.state === 'talking');
  await talk(page);
  await page.evaluate(() => window.officeAgent.hangUp());
  await until(() => office.load().channels === 0);
  await page.close();
}, 20_000);
