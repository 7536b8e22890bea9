import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { nextCallNote, notesSoFar } from '../support/call-notes';
import { waitUntilHeard } from '../support/peer-connections';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';

/* A call through a real Asterisk is recorded by MixMonitor, and its link stands in the log: amoCRM plays it and seeks. */

jest.setTimeout(60_000);

const [ANNA] = DEMO_USERS.map(({ id }) => id) as [number];
let asterisk: RealAsterisk;
let browser: Browser;
let demo: Demo;

beforeAll(async () => {
  [asterisk, browser] = await Promise.all([startAsterisk(), openBrowser()]);
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    settings: { result_after: '0' },
    pbx: {
      ...{ ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
      recordings: asterisk.recordings,
    },
  });
});
afterAll(async () => {
  await browser.close();
  await demo.close();
  await asterisk.close();
});

it('plays in the result window, and plays and seeks in Chromium from the link in the log', async () => {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  const seen = await notesSoFar(demo);
  const customer = await asterisk.call({
    does: 'calls',
    number: '79984445566',
    line: DEMO_LINES.anna,
    talkMs: 5000,
  });
  await anna.answer();
  await waitUntilHeard(anna.page);
  await customer.over;
  const result = anna.page.locator('.tel-result');
  await result.getByRole('button', { name: 'Слушать запись' }).click();
  await result.locator('.tel-player').getByText('0:01').waitFor();
  const shots = process.env['SHOTS'];
  if (shots) await anna.page.screenshot({ path: join(shots, 'player.png') });
  await anna.page.keyboard.press('Escape');
  const { params } = await nextCallNote(demo, seen);
  const link = String(params['link']);
  expect(link).toMatch(new RegExp(`^${demo.gateway.url}/recordings/`));

  const listener = await browser.newPage();
  const statuses: number[] = [];
  listener.on('response', (response) => void (response.url() === link && statuses.push(response.status())));
  await listener.goto(demo.host.url);
  const played = await listener.evaluate(async (url) => {
    const audio = new Audio(url);
    audio.muted = true;
    await audio.play();
    const moved = (from: number): Promise<number> =>
      new Promise((resolve) => {
        audio.ontimeupdate = () => audio.currentTime > from && resolve(audio.currentTime);
      });
    const first = await moved(0.2);
    audio.currentTime = 3;
    const sought = await moved(3.1);
    return { first, sought, duration: audio.duration };
  }, link);
  expect(played.first).toBeLessThan(3);
  expect(played.sought).toBeGreaterThan(3);
  expect(Math.abs(played.duration - Number(params['duration']))).toBeLessThanOrEqual(2);
  expect(statuses).toContain(206);
});
