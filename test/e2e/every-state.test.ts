/*
 * A walk through the states of the widget: axe looks at each of them, light and dark, and finds nothing serious.
 * With SHOTS=DIR each state is written there as a picture; `npm run gallery` makes those of docs/gallery.md so.
 */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AxeResults } from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { LANGUAGES, type Language } from '../../dev/amo-host/account/platform';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { AgentWindow } from '../support/agent-window';
import { eventually } from '../support/eventually';
import { waitUntilHeard } from '../support/peer-connections';

jest.setTimeout(120_000);

const [ANNA, , , OLGA] = DEMO_USERS.map(({ id }) => id) as [number, number, number, number];
const MARINA = '79984445566';
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const SHOTS = process.env['SHOTS'];
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

async function look(page: Page, state: string, root = '.tel'): Promise<void> {
  await page.setViewportSize({ width: WIDTH, height: HEIGHT });
  for (const theme of THEMES) {
    await wear(page, theme);
    found.push(...(await serious(page, root)).map((finding) => `${state}, ${theme}: ${finding}`));
    if (SHOTS) await page.screenshot({ path: join(SHOTS, `${state}-${theme}.png`), animations: 'disabled' });
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
  await olga.close();
  expect(found.splice(0)).toEqual([]);
});

it('is worked through by keys alone: answer, mute, hold, hang up, save', async () => {
  const anna = await AgentWindow.atThePhone(browser, demo.urlFor(ANNA), undefined, LANGUAGE);
  const { page, panel, card } = anna;
  await office.control.customerCalls({ number: MARINA, line: DEMO_LINES.anna });
  await card.locator('[data-act=answer]').waitFor();
  // The card takes no focus by itself: the agent may be typing.
  expect(await page.evaluate(() => document.activeElement?.closest('.tel-card') === null)).toBe(true);
  const press = async (place: typeof card, act: string): Promise<void> => {
    const button = place.locator(`[data-act=${act}]`);
    await button.waitFor();
    await button.focus();
    await page.keyboard.press('Enter');
  };
  const order = await card
    .locator('a[href], button')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-act') ?? 'link'));
  expect(order.indexOf('answer')).toBeLessThan(order.indexOf('decline'));
  await press(card, 'answer');
  await panel.getByText(anna.say('panel.head.talking'), { exact: true }).waitFor();
  await waitUntilHeard(page);
  await press(panel, 'mute');
  await panel.getByText(anna.say('panel.muted')).first().waitFor();
  await press(panel, 'hold');
  await panel.getByText(anna.say('panel.held')).first().waitFor();
  await press(panel, 'hangUp');
  const result = page.locator('.tel-result');
  await result.waitFor();
  // The note has the focus: what was said is typed at once.
  await eventually('the focus in the note', () =>
    page.evaluate(() => document.activeElement?.tagName === 'TEXTAREA'),
  );
  await page.keyboard.type('Перезвонит сам');
  await page.keyboard.press('Control+Enter');
  await result.waitFor({ state: 'detached' });
  await anna.close();
});
