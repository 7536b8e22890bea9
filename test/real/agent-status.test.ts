import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { openBrowser } from '../../dev/demo/browser';
import { startDemo, type Demo } from '../../dev/demo/demo';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import { AmiWitness } from '../support/real/ami-witness';
import type { Customer } from '../support/real/customer';
import { startAsterisk, type RealAsterisk } from '../support/real/asterisk';

/* Whoever does not want to be disturbed is rung by no group and no queue of Asterisk. */

jest.setTimeout(120_000);

const [ANNA, TIMUR] = DEMO_USERS.map(({ id }) => id) as [number, number];
const GROUP = '74950000710';
const QUEUE = '74950000800';

let asterisk: RealAsterisk;
let browser: Browser;
let demo: Demo;
let anna: AgentWindow;
let timur: AgentWindow;
let witness: AmiWitness | undefined;

beforeAll(async () => {
  [asterisk, browser] = await Promise.all([startAsterisk(), openBrowser()]);
  demo = await startDemo({
    port: 0,
    widgetDirectory: join(__dirname, '../../dist/widget'),
    pbx: { ami: asterisk.ami, sipUrl: asterisk.wsUrl, phonePassword: asterisk.phonePassword },
  });
  anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA));
  timur = await AgentWindow.atThePhone(browser, demo.urlFor(TIMUR));
  witness = await AmiWitness.connect(asterisk.witness);
});

afterAll(async () => {
  witness?.close();
  await browser.close();
  await demo.close();
  await asterisk.close();
});

async function annaChooses(status: string, word: string): Promise<void> {
  await anna.openPanel();
  await anna.panel.getByLabel('Мой статус').selectOption(status);
  await anna.panel.locator('.tel-panel__now').getByText(word).waitFor();
  await anna.closePanel();
}

const paused = (isPaused: boolean) =>
  witness?.waitFor(
    (block) =>
      block['Event'] === 'QueueMemberPause' &&
      block['Interface'] === 'PJSIP/101' &&
      block['Paused'] === (isPaused ? '1' : '0'),
    `QueueMemberPause ${isPaused}`,
  );

/** Which phones are rung for this customer. */
async function rungFor(customer: Customer): Promise<readonly string[]> {
  const dialled = () => witness?.events('DialBegin') ?? [];
  const before = dialled().length;
  const rung = () =>
    dialled()
      .slice(before)
      .map(({ DialString = '' }) => DialString.replace('PJSIP/', ''));
  const { over } = await asterisk.call(customer);
  await eventually('102 rings', () => rung().includes('102'));
  await over;
  return [...new Set(rung())].sort();
}

const toGroup = { does: 'gives-up', number: '79984445566', line: GROUP, ringMs: 1_000 } as const;
const toQueue = { does: 'calls', number: '79984445566', line: QUEUE, talkMs: 1_000 } as const;

it('rings the rest of the group and of the queue while she is not to be disturbed, and her again afterwards', async () => {
  const pausing = paused(true);
  await annaChooses('dnd', 'Не беспокоить');
  expect(await pausing).toMatchObject({ PausedReason: 'dnd' });
  expect(await rungFor(toGroup)).toEqual(['102']);
  expect(await rungFor(toQueue)).toEqual(['102']);
  const back = paused(false);
  await annaChooses('ready', 'На связи');
  await back;
  expect(await rungFor(toGroup)).toEqual(['101', '102']);
});

it('stands where a colleague looks for whom to hand his customer to; that she talks is said by Asterisk', async () => {
  const customer = { does: 'calls', number: '79984445566', talkMs: 60_000 } as const;
  await asterisk.call({ ...customer, line: DEMO_LINES.timur });
  await timur.answer();
  await timur.panel.locator('[data-act=transfer]').click();
  const hers = (words: string) =>
    timur.panel.getByRole('row', { name: 'Анна Белова' }).getByText(words).waitFor();
  await hers('Свободен');
  await annaChooses('away', 'Нет на месте');
  await hers('Нет на месте');
  await annaChooses('ready', 'На связи');
  await asterisk.call({ ...customer, number: '79981159022', line: DEMO_LINES.anna });
  await anna.answer();
  await hers('Разговаривает');
  await anna.hangUp();
  await hers('Свободен');
  await timur.hangUp();
});
