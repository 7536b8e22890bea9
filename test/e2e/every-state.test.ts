/*
 * A walk through the states of the widget: axe looks at each of them, light and dark, and finds nothing serious.
 * With SHOTS=DIR each state is written there as a picture; `npm run gallery` makes those of docs/gallery.md so.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Locator, Page } from 'playwright-core';
import { LANGUAGES, type Language } from '../../dev/amo-host/account/platform';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_INTEGRATION, DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(120_000);

const [ANNA, , IGOR, OLGA] = DEMO_USERS.map(({ id }) => id) as [number, number, number, number];
const MARINA = '79984445566';
const PAVEL = '79981159022';
const STRANGER = '79982104408';
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['SHOTS'];
/** `SHOTS_TYPE=jpeg`: a third of the bytes, for the documents. */
const TYPE = process.env['SHOTS_TYPE'] === 'jpeg' ? 'jpeg' : 'png';
/** `SHOTS_LANGUAGE`: one of the four; the walk itself is the same. */
const LANGUAGE: Language = LANGUAGES.find((code) => code === process.env['SHOTS_LANGUAGE']) ?? 'ru';
/** `SHOTS_VIEW`: `1366x768`; half of it is what a zoom of 200 % leaves. */
const [WIDTH = 1366, HEIGHT = 768] = (process.env['SHOTS_VIEW'] ?? '').split('x').map(Number).filter(Boolean);
const THEMES = ['light', 'dark'] as const;

let browser: Browser;
let demo: Demo;
let office: Office;

beforeAll(async () => {
  const widgetDirectory = join(__dirname, '../../dist/widget');
  const settings = { result_after: '0' };
  [browser, demo] = await Promise.all([
    openBrowser(),
    startDemo({ port: 0, widgetDirectory, settings, language: LANGUAGE }),
  ]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
  if (SHOTS) mkdirSync(SHOTS, { recursive: true });
});

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

/** The hands of the stand-in hide what the agent would see. */
const WITHOUT_HANDS = 'aside.office, aside.faults { visibility: hidden }';

const wear = (page: Page, theme: string): Promise<unknown> =>
  page.evaluate((scheme) => {
    document.documentElement.dataset['colorScheme'] = scheme;
    // Colours must be there, not on their way.
    for (const animation of document.getAnimations()) {
      if (animation.effect?.getComputedTiming().iterations === Infinity) animation.cancel();
      else animation.finish();
    }
  }, theme);

/** What axe holds for serious or worse in the widget's own nodes. */
async function serious(page: Page, root: string): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  const { violations } = await page.evaluate(
    (selector) =>
      (window as unknown as { axe: { run(where: string): Promise<AxeResults> } }).axe.run(selector),
    root,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)} ${failureSummary ?? ''}`),
    );
}

const found: string[] = [];
afterEach(async () => {
  await Promise.all(browser.contexts().map((context) => context.close()));
  for (const { id } of office.control.calls()) await office.control.customerHangsUp(id);
  await eventually('the office is quiet', () => office.load().channels === 0);
  expect(found.splice(0)).toEqual([]);
});

async function look(page: Page, state: string, root = '.tel'): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
  for (const theme of THEMES) {
    await wear(page, theme);
    found.push(...(await serious(page, root)).map((finding) => `${state}, ${theme}: ${finding}`));
    if (SHOTS)
      await page.screenshot({
        path: join(SHOTS, `${state}-${theme}.${TYPE === 'jpeg' ? 'jpg' : 'png'}`),
        type: TYPE,
        ...(TYPE === 'jpeg' && { quality: 62 }),
        animations: 'disabled',
        style: WITHOUT_HANDS,
      });
  }
  await wear(page, 'light');
}

it('has nothing serious for axe in the settings', async () => {
  const olga = await AgentWindow.open(browser, `${demo.urlFor(OLGA)}/settings/widgets/`, undefined, LANGUAGE);
  await olga.page.locator('.widget-tile').first().click();
  await olga.page.getByRole('button', { name: olga.say('setup.check.button') }).click();
  await eventually(
    'six parts are well',
    async () => (await olga.page.locator('.tel-setup__checks > .is-ok').count()) === 6,
  );
  await look(olga.page, 'settings-checked');
});

const calls = (number: string, line: string = DEMO_LINES.anna): Promise<{ readonly id: string }> =>
  office.control.customerCalls({ number, line });
const press = (place: Locator, act: string): Promise<void> =>
  place.locator(`[data-act=${act}]`).first().click();
const tab = (place: Locator, name: string): Promise<void> =>
  place.locator(`[data-tab=${name}]`).first().click();

/** Calls that nobody took in the walk before are shown for twenty seconds. */
async function closeCards({ card }: AgentWindow): Promise<void> {
  await eventually('no card', async () => {
    await card.locator('[data-act=close]').evaluateAll((buttons) => {
      for (const button of buttons) (button as HTMLElement).click();
    });
    return (await card.count()) === 0;
  });
}

it('has nothing serious for axe while customers call', async () => {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA), undefined, LANGUAGE);
  for (const [state, number, head] of [
    ['card-known', MARINA, 'Марина Ковалёва'],
    ['card-stranger', STRANGER, '+7 998 210-44-08'],
  ] as const) {
    const { id } = await calls(number);
    await anna.card.locator('.tel-who').getByText(head).waitFor();
    await anna.card.locator('[data-act=answer]').waitFor();
    await look(anna.page, state);
    await office.control.customerHangsUp(id);
    await press(anna.card, 'close');
  }
  const [{ id: first }, { id: second }] = await Promise.all([calls(MARINA), calls(PAVEL, DEMO_LINES.sales)]);
  await eventually('two cards', async () => (await anna.card.count()) === 2);
  await look(anna.page, 'card-two');
  await Promise.all([first, second].map((id) => office.control.customerHangsUp(id)));
  await anna.card.getByText(anna.say('card.missed')).first().waitFor();
  // amoCRM's own notices of the missed calls stand below; the newest card is never pushed out of the window.
  await anna.page.locator('.notification-toast').nth(3).waitFor();
  await eventually('the cards make room for the notices', () =>
    anna.page.evaluate(() => {
      const root = document.querySelector<HTMLElement>('.tel-at--card')?.parentElement;
      return parseFloat(root?.style.getPropertyValue('--tel-lift') ?? '') > 300;
    }),
  );
  expect((await anna.card.first().boundingBox())?.y).toBeGreaterThanOrEqual(0);
  await look(anna.page, 'card-missed');
  await anna.close();

  const igor = await AgentWindow.open(browser, demo.urlFor(IGOR), undefined, LANGUAGE);
  const { id } = await calls(MARINA, DEMO_LINES.igor);
  await igor.card.locator('.tel-note').waitFor();
  await look(igor.page, 'card-desk-phone');
  await office.control.customerHangsUp(id);
});

it('has nothing serious for axe in a talk and after it', async () => {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA), undefined, LANGUAGE);
  const { page, panel } = anna;
  await closeCards(anna);
  await anna.openPanel();
  await look(page, 'phone-ready');
  await tab(panel, 'setup');
  await panel.locator('.tel-setup__head').waitFor();
  await look(page, 'phone-setup');
  await press(panel, 'back');
  await calls(MARINA);
  await press(page.locator('.tel-card--ringing'), 'answer');
  await waitUntilHeard(page);
  await look(page, 'talk');
  await press(panel, 'keys');
  await panel.locator('.tel-keys').waitFor();
  await look(page, 'talk-keys');
  await press(panel, 'transfer');
  await panel.getByRole('row').first().click();
  await panel.locator('[data-act=consult]').waitFor();
  await look(page, 'talk-transfer');
  await press(panel, 'transfer');
  await press(panel, 'mute');
  await panel.getByText(anna.say('panel.muted')).first().waitFor();
  await look(page, 'talk-muted');
  await press(panel, 'mute');
  await calls(PAVEL);
  const second = page.locator('.tel-card--ringing');
  await second.waitFor();
  await look(page, 'talk-second-call');
  await press(second, 'answer');
  await panel.locator('.tel-held').waitFor();
  await look(page, 'talk-first-held');
  for (const { id } of office.control.calls()) await office.control.customerHangsUp(id);
  const result = page.locator('.tel-result');
  await result.waitFor();
  await look(page, 'result-first');
  await page.keyboard.press('Escape');
  await eventually('the second window', async () => (await result.count()) === 1);
  await look(page, 'result-second');
  await page.keyboard.press('Escape');
  await result.waitFor({ state: 'detached' });
  if ((await panel.count()) === 0) await anna.openPanel();
  await panel.locator('.tel-waiting__row').first().waitFor();
  await look(page, 'phone-without-result');
});

it('has nothing serious for axe in dial lists', async () => {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA), undefined, LANGUAGE);
  const { page, panel } = anna;
  await closeCards(anna);
  await anna.openPanel();
  await tab(panel, 'list');
  const lists = page.locator('.tel-lists');
  await lists.locator('[data-act=contacts]').waitFor();
  await look(page, 'list-empty');
  await anna.closePanel();
  await page.locator('#left_menu a[data-entity="contacts"]').click();
  for (const row of [0, 1, 2, 3, 4, 5]) await page.locator('.list-row .js-tick').nth(row).check();
  await page.locator('.js-more').first().click();
  await page.getByRole('menuitem', { name: anna.say('widget.name') }).click();
  await lists.locator('.tel-lrow').first().waitFor();
  await look(page, 'list');
  await press(lists, 'settings');
  await lists.locator('[name=intervalSec]').waitFor();
  await look(page, 'list-settings');
});

it('has nothing serious for axe on the page of the administrator', async () => {
  const url = `${demo.urlFor(OLGA)}/settings/widgets/advanced/${DEMO_INTEGRATION.widgetCode}/`;
  const olga = await AgentWindow.open(browser, url, undefined, LANGUAGE);
  const tabs = olga.page.locator('.tel-page [data-act=tab]');
  await tabs.first().waitFor();
  for (let n = 0; n < (await tabs.count()); n += 1) {
    await tabs.nth(n).click();
    await eventually(
      'all is read',
      async () => (await olga.page.locator('.tel-page .tel-spin').count()) === 0,
    );
    await look(olga.page, `page-${(await tabs.nth(n).getAttribute('data-tab')) ?? n}`);
  }
});

it('is worked through by keys alone: answer, mute, hold, hang up, save', async () => {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA), undefined, LANGUAGE);
  const { page, panel, card } = anna;
  await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await card.locator('[data-act=answer]').waitFor();
  // The card takes no focus by itself: the agent may be typing.
  expect(await page.evaluate(() => document.activeElement?.closest('.tel-card') === null)).toBe(true);
  const pressByKey = async (place: typeof card, act: string): Promise<void> => {
    const button = place.locator(`[data-act=${act}]`);
    await button.waitFor();
    await button.focus();
    await page.keyboard.press('Enter');
  };
  const order = await card
    .locator('a[href], button')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-act') ?? 'link'));
  expect(order.indexOf('answer')).toBeLessThan(order.indexOf('decline'));
  await pressByKey(card, 'answer');
  await panel.getByText(anna.say('panel.head.talking'), { exact: true }).waitFor();
  await waitUntilHeard(page);
  await pressByKey(panel, 'mute');
  await panel.getByText(anna.say('panel.muted')).first().waitFor();
  await pressByKey(panel, 'hold');
  await panel.getByText(anna.say('panel.held')).first().waitFor();
  await pressByKey(panel, 'hangUp');
  const result = page.locator('.tel-result');
  await result.waitFor();
  // The note has the focus: what was said is typed at once.
  await eventually('the focus in the note', () =>
    page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'),
  );
  await page.keyboard.type('Перезвонит сам');
  await page.keyboard.press('Control+Enter');
  await result.waitFor({ state: 'detached' });
});
