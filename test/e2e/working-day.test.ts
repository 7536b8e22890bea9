/*
 * A working day of one agent in minutes: he goes through amoCRM from page to page without a reload, one of his tabs sleeps
 * and wakes, customers call, some are answered and get a result, some hang up. Every call shows its card, and in the
 * evening his tab holds no more memory, nodes and listeners than in the morning.
 */
import { join } from 'node:path';
import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core';
import { openBrowser } from '../../dev/demo/browser';
import { DEMO_LINES, DEMO_USERS } from '../../dev/demo/demo-account';
import { startDemo, type Demo } from '../../dev/demo/demo';
import type { Office } from '../../dev/office/office';
import { callNotes } from '../support/call-notes';
import { eventually } from '../support/eventually';
import { chances, rounds } from '../support/rounds';

const ANNA = DEMO_USERS[0]?.id ?? 0;
/** Both have a card: what is missed of a stranger stays with the gateway. */
const CALLERS = ['79984445566', '79985550355'];
/** A page every 30 s, a call every three minutes: 160 of them are eight hours. */
const PAGES = ['/leads/list/', '/contacts/list/', '/dashboard/', '/todo/', '/companies/list/', '/mail/'];
const LOOP = rounds({ test: { count: 12, timeoutMs: 180_000 }, soak: { count: 160, timeoutMs: 1_800_000 } });
/** Until then everything that comes late has come, and every cache has what it holds. */
const WARM = Math.max(8, LOOP.count / 4);
/** What is kept of a call on purpose (told notices, calls without a result) is some hundred bytes. */
const HEAP_A_CALL_KB = 20;
const HEAP_NOISE_KB = 2_000;
const LISTENERS_NOISE = 15;
/** RFC 3261: a transaction is kept for 32 s after its end; a day in minutes has many of them at once. */
const SIP_FORGETS_MS = 60_000;
const { random, label } = chances();

let browser: Browser;
let demo: Demo;
let office: Office;
let context: BrowserContext;

beforeAll(async () => {
  const widgetDirectory = join(__dirname, '../../dist/widget');
  const settings = { result_after: '0' };
  [browser, demo] = await Promise.all([openBrowser(), startDemo({ port: 0, widgetDirectory, settings })]);
  if (!demo.office) throw new Error('the demo came without its office');
  office = demo.office;
  context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'ru' });
}, 60_000);

afterAll(async () => {
  await browser?.close();
  await demo?.close();
});

async function openTab(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(demo.urlFor(ANNA));
  await page.locator('.calls-list-toggler').waitFor();
  return page;
}

const go = (page: Page, path: string): Promise<unknown> =>
  page.evaluate(async (to) => {
    const { APP } = window as unknown as {
      APP: { router: { navigate(path: string, how: object): void } };
    };
    APP.router.navigate(to, { trigger: true });
    await new Promise(requestAnimationFrame);
  }, path);

interface Weight {
  readonly heapKb: number;
  readonly listeners: number;
  readonly nodes: number;
}

/** Of the tab at a page that is the same each time, with nothing left that only waits to be collected. */
async function weigh(page: Page, session: CDPSession): Promise<Weight> {
  await go(page, '/dashboard/');
  for (let twice = 0; twice < 2; twice += 1) await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN;
  return {
    heapKb: Math.round(of('JSHeapUsedSize') / 1024),
    listeners: of('JSEventListeners'),
    nodes: of('Nodes'),
  };
}

/** Shows its card in the tab that he sees; answered and given a result, or missed. */
async function call(page: Page, round: number): Promise<void> {
  const number = CALLERS[(round >> 1) % CALLERS.length] ?? '';
  const { id } = await office.control.customerCalls({ number, line: DEMO_LINES.anna });
  const card = page.locator('.tel-card--ringing');
  await card.waitFor();
  if (round % 2 === 0) {
    await card.locator('[data-act=answer]').click();
    await page.locator('.tel-panel [data-act=hangUp]').click();
    const result = page.locator('.tel-result');
    await result.locator('.tel-chip').first().click();
    await result.press('Control+Enter');
    await result.waitFor({ state: 'detached' });
  } else {
    await office.control.customerHangsUp(id);
    await page.locator('.tel-card [data-act=close]').first().click();
  }
  await page.locator('.tel-card').waitFor({ state: 'detached' });
  await eventually('the office is quiet', () => office.load().channels === 0);
}

it(
  `weighs in the evening what it weighed in the morning, and no call came without its card (${label})`,
  async () => {
    const page = await openTab();
    const sleeper = await openTab();
    await page.bringToFront();
    const [session, sleep] = [await context.newCDPSession(page), await context.newCDPSession(sleeper)];
    await session.send('Performance.enable');
    let morning: Weight | undefined;
    for (let round = 1; round <= LOOP.count; round += 1) {
      await sleep.send('Page.setWebLifecycleState', { state: random.chance(0.5) ? 'frozen' : 'active' });
      for (const path of PAGES) await go(page, path);
      await call(page, round);
      if (round === WARM) morning = await weigh(page, session);
    }
    const before = morning ?? (await weigh(page, session));
    const evening = await eventually(
      'no more listeners than in the morning',
      async () => {
        const now = await weigh(page, session);
        return now.listeners < before.listeners + LISTENERS_NOISE && now;
      },
      SIP_FORGETS_MS,
    );
    process.stdout.write(`${LOOP.count} calls: ${JSON.stringify(before)} → ${JSON.stringify(evening)}\n`);
    expect(evening.nodes / before.nodes).toBeLessThan(1.2);
    const calls = LOOP.count - WARM;
    expect(evening.heapKb - before.heapKb).toBeLessThan(HEAP_NOISE_KB + HEAP_A_CALL_KB * calls);
    await eventually('every call in amoCRM', () => callNotes(demo.host).length === LOOP.count, 60_000);
  },
  LOOP.timeoutMs,
);
