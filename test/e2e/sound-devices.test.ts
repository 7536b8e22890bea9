import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';
import { makeDevicesUnpluggable, sentMicrophones, unplug } from './support/sound-devices-of-page';

jest.setTimeout(60_000);

const ANNA = DEMO_USERS[0]?.id ?? 0;
const MARINA = { number: '79984445566', line: DEMO_LINES.anna };
const HEADSET = 'Fake Audio Input 2';
const shots = process.env['SHOTS'];

let browser: Browser;
let demo: Demo;
let office: Office;
let anna: AgentWindow;

beforeAll(async () => {
  if (shots) mkdirSync(shots, { recursive: true });
  const widgetDirectory = join(__dirname, '../../dist/widget');
  [browser, demo] = await Promise.all([openBrowser(), startDemo({ port: 0, widgetDirectory })]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
});

beforeEach(async () => {
  anna = await AgentWindow.open(browser, 'about:blank');
  await makeDevicesUnpluggable(anna.context);
  await arrive();
});

afterEach(async () => {
  expect(anna.complaints).toEqual([]);
  await anna.close();
  await eventually('the office is quiet', () => office.load().channels === 0);
});

afterAll(async () => {
  await browser.close();
  await demo.close();
});

async function arrive(): Promise<void> {
  await anna.page.goto(demo.urlFor(ANNA));
  await anna.openPanel();
  await anna.panel.getByText('На связи').waitFor();
}

const openSetup = (): Promise<void> => anna.panel.getByTitle('Звук и устройства').click();
const chosen = (role: string): Promise<string> =>
  anna.panel.locator(`select[data-role=${role}] option:checked`).innerText();
const closeSetup = (): Promise<void> => anna.panel.locator('.tel-setup [data-act=close]').click();
const shoot = async (name: string): Promise<void> => {
  if (shots) await anna.page.screenshot({ path: join(shots, `${name}.png`) });
};

async function choose(role: string, label: string): Promise<void> {
  await anna.panel.locator(`select[data-role=${role}]`).selectOption({ label });
}

/** Marina calls and is answered. */
async function talk(): Promise<void> {
  await office.control.customerCalls(MARINA);
  await anna.answer();
  await waitUntilHeard(anna.page);
}

it('shows that the microphone hears, and remembers at this computer what was chosen', async () => {
  await openSetup();
  await anna.panel.locator('.tel-meter i.is-on').first().waitFor();
  await choose('microphone', HEADSET);
  await choose('ringer', 'Fake Audio Output 1');
  await anna.panel.locator('.tel-meter i.is-on').first().waitFor();
  await shoot('devices');
  await anna.panel.getByTitle('Назад').click();
  await anna.panel.getByText('На связи').waitFor();
  await eventually('the microphone of the meter is closed', () =>
    anna.page.evaluate(() =>
      (window as unknown as { opened: MediaStreamTrack[] }).opened.every(
        ({ readyState }) => readyState === 'ended',
      ),
    ),
  );
  await arrive();
  await openSetup();
  expect(await chosen('microphone')).toBe(HEADSET);
  expect(await chosen('ringer')).toBe('Fake Audio Output 1');
  expect(await chosen('speaker')).toBe('Как в системе');
  await closeSetup();
  await talk();
  expect(await sentMicrophones(anna.page)).toEqual([HEADSET]);
  await anna.hangUp();
});

it('goes on with another microphone when the headset is unplugged in a talk, says so, and takes it again', async () => {
  await openSetup();
  await choose('microphone', HEADSET);
  await choose('speaker', 'Fake Audio Output 2');
  await closeSetup();
  await talk();
  await unplug(anna.page, HEADSET, 'Fake Audio Output 2');
  const words = anna.panel.getByText('Микрофон отключился. Вас слышно через «Fake Default Audio Input»');
  await words.waitFor();
  expect(await sentMicrophones(anna.page)).toEqual(['Fake Default Audio Input']);
  await shoot('unplugged');
  const [call] = office.control.calls();
  await eventually(
    'the customer hears the agent',
    () => (office.control.calls().find(({ id }) => id === call?.id)?.heard ?? 0) > 0.01,
  );
  await waitUntilHeard(anna.page);
  await unplug(anna.page);
  await words.waitFor({ state: 'detached' });
  expect(await sentMicrophones(anna.page)).toEqual([HEADSET]);
  await anna.hangUp();
});

it('changes the microphone in the middle of a talk, with the hang-up button at hand', async () => {
  await anna.closePanel();
  await talk();
  expect(await sentMicrophones(anna.page)).toEqual(['Fake Default Audio Input']);
  await openSetup();
  await choose('microphone', HEADSET);
  await eventually('the other microphone', async () => (await sentMicrophones(anna.page))[0] === HEADSET);
  await shoot('devices-in-a-talk');
  await anna.hangUp();
});

it('says how the talk sounds, and what to do when the network loses packets', async () => {
  await anna.context.addInitScript(() => {
    const getStats = Object.getOwnPropertyDescriptor(RTCPeerConnection.prototype, 'getStats')
      ?.value as () => Promise<RTCStatsReport>;
    // Every sixth packet is lost from the moment on that the test says so.
    RTCPeerConnection.prototype.getStats = async function (this: RTCPeerConnection) {
      const report = await getStats.call(this);
      const since = (window as unknown as { losesSince?: number }).losesSince;
      const entries = new Map<string, { type: string; packetsReceived?: number; packetsLost?: number }>();
      report.forEach((entry: { id: string; type: string; packetsReceived?: number }) => {
        const lost = Math.max(0, Math.round(((entry.packetsReceived ?? 0) - (since ?? Infinity)) / 5));
        entries.set(entry.id, entry.type === 'inbound-rtp' ? { ...entry, packetsLost: lost } : entry);
      });
      return entries;
    };
  });
  await arrive();
  await anna.closePanel();
  await talk();
  await anna.panel.getByText('Связь хорошая').waitFor();
  await shoot('good');
  await anna.page.evaluate(() => Object.assign(window, { losesSince: 250 }));
  await anna.panel.getByText('Ваш Wi-Fi или сеть теряет звук собеседника.').waitFor();
  await shoot('losses');
  await anna.page.evaluate(() => (document.documentElement.dataset['colorScheme'] = 'dark'));
  await shoot('losses-dark');
  await anna.panel.locator('[data-act=hold]').click();
  await anna.panel.getByText('На удержании', { exact: true }).waitFor();
  await anna.panel.locator('.tel-quality').waitFor({ state: 'detached' });
  await anna.hangUp();
});

it('answers, mutes and hangs up by the keys of a headset, and leaves them to others without a call', async () => {
  await anna.context.addInitScript(() => {
    const keys: Record<string, unknown> = {};
    Object.assign(window, { keys });
    navigator.mediaSession.setActionHandler = (key, handler) => void (keys[key] = handler);
  });
  await arrive();
  await anna.closePanel();
  const press = (key: string): Promise<void> =>
    anna.page.evaluate(
      (name) => (window as unknown as { keys: Record<string, () => void> }).keys[name]?.(),
      key,
    );
  await office.control.customerCalls(MARINA);
  await anna.card.locator('[data-act=answer]').waitFor();
  await press('play');
  await waitUntilHeard(anna.page);
  await anna.openPanel();
  await press('togglemicrophone');
  await anna.panel.getByText('Микрофон выключен, вас не слышно').waitFor();
  await press('pause');
  await anna.panel.getByText('Микрофон выключен, вас не слышно').waitFor({ state: 'detached' });
  await press('hangup');
  await eventually('the office is quiet', () => office.load().channels === 0);
  await eventually('the keys are free', () =>
    anna.page.evaluate(() =>
      Object.values((window as unknown as { keys: object }).keys).every((handler) => handler === null),
    ),
  );
});
