import 'fake-indexeddb/auto';
import type { CallId } from '../../../src/call/ids';
import { openResultBox } from '../../../src/widget/call-result/result-box';

const DAY_MS = 24 * 60 * 60_000;
const saved = { status: 4, note: '', link: { link: 'rule' } } as const;
const ids = async (box: ReturnType<typeof openResultBox>) => (await box.all()).map(({ callId }) => callId);

beforeAll(() => {
  // jsdom has none; what the box keeps is plain data.
  globalThis.structuredClone ??= <Value>(value: Value): Value => JSON.parse(JSON.stringify(value)) as Value;
});

it('keeps results of each agent apart, over a new page, until they are dropped', async () => {
  const [anna, timur] = ['anna', 'timur'].map((name) => openResultBox(name, () => 0, fail));
  await anna?.keep({ callId: 'c1' as CallId, at: 0, saved });
  const again = openResultBox('anna', () => 0, fail);
  expect(await ids(again)).toEqual(['c1']);
  expect(timur && (await ids(timur))).toEqual([]);
  await again.drop('c1' as CallId);
  expect(await ids(again)).toEqual([]);
});

it('forgets a draft that nobody came back to, and never a result that was not sent', async () => {
  let now = 0;
  const box = openResultBox('olga', () => now, fail);
  await box.keep({ callId: 'draft' as CallId, at: 0, draft: { note: 'Про' } });
  await box.keep({ callId: 'saved' as CallId, at: 0, saved });
  now = 30 * DAY_MS;
  expect(await ids(box)).toEqual(['saved']);
});

it('does without where the browser gives no database, and says so once', async () => {
  const { indexedDB } = globalThis;
  Object.defineProperty(globalThis, 'indexedDB', { value: undefined, configurable: true });
  const told: unknown[] = [];
  const box = openResultBox(
    'nobody',
    () => 0,
    (error) => told.push(error),
  );
  await box.keep({ callId: 'c1' as CallId, at: 0, saved });
  expect(await box.all()).toEqual([]);
  expect(told).toHaveLength(1);
  Object.defineProperty(globalThis, 'indexedDB', { value: indexedDB, configurable: true });
});

function fail(error: unknown): void {
  throw error;
}
