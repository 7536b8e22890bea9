import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DEFAULT_SETTINGS, type ListId } from '../src/call/dial-list';
import type { AccountId, UserId } from '../src/call/ids';
import type { NewRow } from '../src/gateway/dialling/dial-store';
import { openDatabase } from '../src/gateway/store/database';
import { SqliteDialLists } from '../src/gateway/store/sqlite-dial-lists';
import { openBrowser } from '../dev/demo/browser';
import { DEMO_ACCOUNT, DEMO_USERS } from '../dev/demo/demo-account';
import { startDemo } from '../dev/demo/demo';
import { keepRows, times } from './bench-row';

/*
 * P10: a dial list of 10,000 and of 100,000 rows, from the click on its tab in a fresh page until its rows are painted, beside a window
 * of rows of one height filled from memory in the same page; and what the tab's memory and the gateway's store need.
 *   npm run bench dial-list
 */

const ACCOUNT = String(DEMO_ACCOUNT.id) as AccountId;
const ANNA = (DEMO_USERS[0]?.id ?? 0) as UserId;
const ROUNDS = 9;
const MUST = { window: 3, growth: 2 };

async function main(): Promise<void> {
  const results = [];
  for (const rows of [10_000, 100_000]) results.push(await measure(rows));
  const [small, large] = results;
  for (const { rows, fillMs, drawMs, paintMs, floorMs, heapMb } of results)
    console.log(
      `${rows} rows: added to the store in ${fillMs} ms, one drawn in ${drawMs} ms; to paint ${paintMs} ms, ` +
        `bare window ${floorMs} ms = ${(paintMs / floorMs).toFixed(2)}×; heap of the tab ${heapMb} MB`,
    );
  if (!small || !large) return;
  const growth = large.paintMs / small.paintMs;
  console.log(`100,000 beside 10,000: ${times(growth)} (must: ${MUST.growth})`);
  for (const { rows, paintMs, floorMs } of [small, large])
    keepRows({
      ...{ id: 'P10', what: `dial list of ${rows} rows to paint`, ours: `${paintMs} ms` },
      ...{ beside: `window of rows of one height ${floorMs} ms`, ratio: times(paintMs / floorMs) },
      ...{ must: `≤ ${MUST.window}×`, holds: paintMs <= MUST.window * floorMs },
    });
  keepRows({
    ...{ id: 'P10', what: 'dial list of 100,000 rows beside one of 10,000', ours: `${large.paintMs} ms` },
    ...{ beside: `${small.paintMs} ms`, ratio: times(growth), must: `≤ ${MUST.growth}×` },
    holds: growth <= MUST.growth,
  });
}

async function measure(rows: number) {
  const storePath = join(mkdtempSync(join(tmpdir(), 'linia-')), 'store.sqlite');
  const { fillMs, drawMs } = await fill(storePath, rows);
  const widgetDirectory = join(__dirname, '../../dist/widget');
  const demo = await startDemo({ port: 0, widgetDirectory, storePath });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    const paints: number[] = [];
    const floors: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      // A fresh page: rows come from the gateway, nothing is drawn yet.
      await page.goto(demo.urlFor(ANNA));
      await page.locator('.calls-list-toggler').click();
      await page.getByRole('tab', { name: 'Обзвон' }).waitFor();
      paints.push(await page.evaluate(paintList));
      floors.push(await page.evaluate(paintBare, rows));
    }
    const heapMb = await heapOf(page);
    return { rows, fillMs, drawMs, paintMs: median(paints), floorMs: median(floors), heapMb };
  } finally {
    await browser.close();
    await demo.close();
  }
}

async function fill(storePath: string, rows: number) {
  const db = openDatabase(storePath);
  const store = new SqliteDialLists(db);
  const listId = 'bench' as ListId;
  const settings = { ...DEFAULT_SETTINGS, hours: { fromMin: 0, toMin: 24 * 60 } };
  await store.saveList(ACCOUNT, {
    id: listId,
    name: 'Bench',
    owner: ANNA,
    members: [ANNA],
    settings,
    createdAt: 1,
  });
  const began = performance.now();
  for (let from = 0; from < rows; from += 100)
    await store.add(
      ACCOUNT,
      listId,
      Array.from({ length: 100 }, (_, index) => rowAt(from + index)),
    );
  const fillMs = Math.round(performance.now() - began);
  const drawn = performance.now();
  const row = await store.draw(ACCOUNT, listId, ANNA, Date.now(), await store.zones(ACCOUNT, listId));
  const drawMs = Math.round((performance.now() - drawn) * 100) / 100;
  if (row) await store.change(ACCOUNT, row, { ...row, state: 'waiting' });
  db.close();
  return { fillMs, drawMs };
}

function rowAt(index: number): NewRow {
  const zone = ['Europe/Moscow', 'Asia/Omsk', 'Asia/Vladivostok'][index % 3] ?? '';
  return {
    number: `+7998${String(1_000_000 + index)}`,
    name: `Клиент ${index}`,
    company: 'ООО «Тень»',
    links: [],
    zone,
  };
}

/** In the page: from the click until the frame with the rows. */
async function paintList(): Promise<number> {
  const tab = [...document.querySelectorAll<HTMLElement>('.tel-tab')].find(
    ({ dataset }) => dataset['tab'] === 'list',
  );
  const began = performance.now();
  tab?.click();
  while (!document.querySelector('.tel-lrow[data-row]')) await new Promise(requestAnimationFrame);
  await new Promise(requestAnimationFrame);
  return performance.now() - began;
}

/** In the page: a window of rows of one height, out of an array. */
async function paintBare(count: number): Promise<number> {
  const rows = Array.from({ length: count }, (_, index) => `Клиент ${index}`);
  const place = document.createElement('div');
  place.style.cssText = 'position:fixed;right:0;top:0;width:384px;height:400px;overflow:auto';
  document.body.append(place);
  const began = performance.now();
  place.innerHTML = `<div style="height:${count * 53}px">${rows
    .slice(0, 20)
    .map((name) => `<div style="height:53px"><b>${name}</b><br>+7 998 100-00-00 · ООО «Тень»</div>`)
    .join('')}</div>`;
  await new Promise(requestAnimationFrame);
  const took = performance.now() - began;
  place.remove();
  return took;
}

async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  return Math.round(usedSize / 100_000) / 10;
}

const median = (values: readonly number[]): number =>
  Math.round(([...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0) * 10) / 10;

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
