import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(60_000);

const ANNA = DEMO_USERS[0]?.id ?? 0;
const MARINA = { number: '79984445566', line: DEMO_LINES.anna };

let browser: Browser;
let demo: Demo;
let office: Office;
let anna: AgentWindow;

beforeAll(async () => {
  [browser, demo] = await Promise.all([
    openBrowser({ autoplay: 'as-users-have-it' }),
    startDemo({ port: 0, widgetDirectory: join(__dirname, '../../dist/widget') }),
  ]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
});

beforeEach(async () => {
  anna = await AgentWindow.open(browser, 'about:blank');
  await anna.context.addInitScript(() => {
    const contexts: AudioContext[] = [];
    const elements: HTMLAudioElement[] = [];
    const kept = <Made extends object>(list: Made[]) => ({
      construct: (Native: new () => Made) => {
        const made = new Native();
        list.push(made);
        return made;
      },
    });
    Object.assign(window, { contexts, elements });
    window.AudioContext = new Proxy(window.AudioContext, kept(contexts));
    window.Audio = new Proxy(window.Audio, kept(elements));
  });
  await arrive();
});

/** Anna's page is new and untouched, and her phone registered. */
async function arrive(): Promise<void> {
  await anna.page.goto(demo.urlFor(ANNA));
  await clickByScript(anna.page, '.calls-list-toggler');
  await shows(anna.page, 'На связи, без звука');
  await clickByScript(anna.page, '.tel-panel [data-act=close]');
}

afterEach(async () => {
  await anna.close();
  await eventually('the office is quiet', () => office.load().channels === 0);
});

afterAll(async () => {
  await browser.close();
  await demo.close();
});

/**
 * Every question of Playwright to a page counts as a gesture of its user (`userGesture` of Runtime.evaluate), so before
 * the first click the page is asked by the debugger's plain words.
 */
async function asked(page: Page, expression: string): Promise<unknown> {
  const debug = await page.context().newCDPSession(page);
  const { result } = await debug.send('Runtime.evaluate', { expression, returnByValue: true });
  await debug.detach();
  return result.value;
}

const shows = (page: Page, words: string) =>
  eventually(words, () => asked(page, `document.body?.innerText.includes(${JSON.stringify(words)})`));

const clickByScript = async (page: Page, selector: string): Promise<void> => {
  await eventually(selector, () => asked(page, `document.querySelector('${selector}') !== null`));
  await asked(page, `document.querySelector('${selector}').click()`);
};

const tones = (page: Page) => asked(page, 'contexts.map(({ state }) => state).join()');
const isPlaying = (page: Page) =>
  asked(page, 'elements.some(({ paused, srcObject }) => srcObject !== null && !paused)');
const isUntouched = (page: Page) => asked(page, '!navigator.userActivation.hasBeenActive');

it('shows the first call of the day though it may not ring, and is heard after the click that answers', async () => {
  await office.control.customerCalls(MARINA);
  await shows(anna.page, 'Марина Ковалёва');
  await shows(anna.page, 'Браузер не даёт включить звук');
  expect(await isUntouched(anna.page)).toBe(true);
  expect(await tones(anna.page)).toBe('suspended');
  await anna.answer();
  await waitUntilHeard(anna.page);
  expect(await isPlaying(anna.page)).toBe(true);
  expect(await anna.panel.getByText('Браузер не даёт включить звук').count()).toBe(0);
  await anna.hangUp();
  expect(anna.complaints).toEqual([]);
});

it('rings aloud from the first click anywhere on the page', async () => {
  const { id } = await office.control.customerCalls(MARINA);
  await shows(anna.page, 'Браузер не даёт включить звук');
  await anna.page.mouse.click(900, 500);
  await eventually('the tone', async () => (await tones(anna.page)) === 'running');
  await office.control.customerHangsUp(id);
  await shows(anna.page, 'Пропущенный звонок');
});

it('rings in the tab that the agent has clicked when the one with the phone was never touched', async () => {
  const other = await anna.context.newPage();
  await other.goto(demo.urlFor(ANNA));
  await other.mouse.click(900, 500);
  await shows(other, 'Сделки');
  const { id } = await office.control.customerCalls(MARINA);
  await eventually('the tone', async () => (await tones(other)) === 'running');
  expect(await isUntouched(anna.page)).toBe(true);
  expect(await tones(anna.page)).toBe('suspended');
  await office.control.customerHangsUp(id);
  await eventually('silence', async () => (await tones(other)) === 'suspended');
});

/** Another tab of the agent answers: the tab that holds the phone is never touched. */
async function answerElsewhere(): Promise<Page> {
  const other = await anna.context.newPage();
  await other.goto(demo.urlFor(ANNA));
  await other.locator('.calls-list-toggler').waitFor();
  await office.control.customerCalls(MARINA);
  await other.locator('.tel-card [data-act=answer]').click();
  await other.locator('.tel-panel').getByText('Разговор', { exact: true }).waitFor();
  return other;
}

it('plays the talk that another tab answered: whoever has the microphone may sound (Chromium)', async () => {
  const other = await answerElsewhere();
  await eventually('the sound is on', () => isPlaying(anna.page));
  expect(await isUntouched(anna.page)).toBe(true);
  expect(await other.locator('.tel-panel').getByText('Браузер не даёт включить звук').count()).toBe(0);
  await other.locator('[data-act=hangUp]').click();
  expect(anna.complaints).toEqual([]);
});

it('says in the panel that a stricter browser blocks the sound of the talk, and a click repairs it', async () => {
  await anna.context.addInitScript(() => {
    const play = Object.getOwnPropertyDescriptor(HTMLMediaElement.prototype, 'play')
      ?.value as () => Promise<void>;
    HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
      const allowed = navigator.userActivation.hasBeenActive;
      return allowed
        ? play.call(this)
        : Promise.reject(new DOMException('No gesture yet', 'NotAllowedError'));
    };
  });
  await arrive();
  const other = await answerElsewhere();
  const words = other.locator('.tel-panel').getByText('Браузер не даёт включить звук');
  await words.waitFor();
  expect(await isUntouched(anna.page)).toBe(true);
  expect(await isPlaying(anna.page)).toBe(false);
  await anna.page.mouse.click(900, 500);
  await words.waitFor({ state: 'detached' });
  await eventually('the sound is on', () => isPlaying(anna.page));
  await waitUntilHeard(anna.page);
  await other.locator('[data-act=hangUp]').click();
  expect(anna.complaints).toEqual([]);
});
