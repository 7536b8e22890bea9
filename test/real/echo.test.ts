import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';
import { checkPhone, findingOf } from '../support/self-test-in-panel';

jest.setTimeout(60_000);

const ANNA = DEMO_USERS[0]?.id ?? 0;

let asterisk: RealAsterisk;
let browser: Browser;
let demo: Demo;

beforeAll(async () => {
  [asterisk, browser] = await Promise.all([startAsterisk(), openBrowser()]);
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: { ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
  });
});

afterAll(async () => {
  await browser.close();
  await demo.close();
  await asterisk.close();
});

it('hears its echo through a real Asterisk, and measures loss and delay', async () => {
  const anna = await AgentWindow.open(browser, demo.urlFor(ANNA));
  await anna.openPanel();
  await anna.panel.getByText('На связи').waitFor();
  await checkPhone(anna);
  const echo = await findingOf(anna, 'echo');
  process.stdout.write(`echo through Asterisk: ${echo}\n`);
  expect(echo).toMatch(/^Слышно: потеряно [\d.]+ %, задержка \d+ мс, оценка [34]/);
  await anna.close();
});
