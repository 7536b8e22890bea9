import type { ListId, RowId } from '../../../src/call/dial-list';
import type { AccountId, CallId, UserId } from '../../../src/call/ids';
import type { DialHistory, ListedCall } from '../../../src/gateway/dialling/dial-history';

const ONE = '1' as AccountId;
const TWO = '2' as AccountId;
const LIST = 'list' as ListId;
const OTHER = 'other' as ListId;
const ANNA = 11 as UserId;
const TIMUR = 12 as UserId;

const call = (id: string, at: number, changes: Partial<ListedCall> = {}): ListedCall => ({
  ...{ callId: id as CallId, rowId: 1 as RowId, number: '+79981000001', name: 'Марина', by: ANNA },
  ...{ run: 100, at, ...changes },
});
const ids = (calls: readonly { readonly callId: string }[]) => calls.map(({ callId }) => callId);

/** What every history of dial lists keeps to; `open` gives an empty one. */
export function keepsToTheDialHistory(open: () => Promise<DialHistory>): void {
  const told = async () => {
    const history = await open();
    await history.began(ONE, LIST, call('c1', 101));
    await history.ended(ONE, 'c1' as CallId, { outcome: 4, talkMs: 60_000, at: 200 });
    await history.began(ONE, LIST, call('c2', 210, { gapMs: 10 }));
    await history.ended(ONE, 'c2' as CallId, { outcome: 7, talkMs: 0, at: 220 });
    await history.began(ONE, LIST, call('c3', 250, { gapMs: 30 }));
    await history.began(ONE, LIST, call('c4', 300, { by: TIMUR, run: 290 }));
    await history.ended(ONE, 'c4' as CallId, { outcome: 'unknown', talkMs: 0, at: 301 });
    await history.began(ONE, OTHER, call('c5', 400));
    await history.began(TWO, LIST, call('c6', 500));
    return history;
  };

  it('sums by agent what he has called, how long he talked and how long he waited between calls', async () => {
    const history = await told();
    expect(await history.tallies(ONE, LIST)).toEqual([
      { by: ANNA, calls: 2, talks: 1, talkMs: 60_000, gaps: 2, gapMs: 40 },
      { by: TIMUR, calls: 1, talks: 0, talkMs: 0, gaps: 0, gapMs: 0 },
    ]);
  });

  it('tells runs, the newest first, with their outcomes', async () => {
    const history = await told();
    const [last, first, ...more] = await history.runs(ONE, LIST, { from: 0, count: 10 });
    expect(more).toEqual([]);
    expect(last).toMatchObject({
      by: TIMUR,
      began: 290,
      lastAt: 300,
      outcomes: [{ outcome: 'unknown', calls: 1 }],
    });
    expect(first).toMatchObject({ by: ANNA, began: 100, lastAt: 250, calls: 2 });
    expect(first?.outcomes).toEqual([
      { outcome: 4, calls: 1 },
      { outcome: 7, calls: 1 },
    ]);
    expect(await history.runs(ONE, LIST, { from: 1, count: 1 })).toEqual([first]);
  });

  it('tells calls page by page, of a list or of one run, and which of them are on', async () => {
    const history = await told();
    const page = await history.calls(ONE, LIST, { count: 2 });
    expect(ids(page)).toEqual(['c4', 'c3']);
    expect(page[1]?.end).toBeUndefined();
    const rest = await history.calls(ONE, LIST, { count: 9, before: page[1]?.place ?? 0 });
    expect(ids(rest)).toEqual(['c2', 'c1']);
    expect(rest[1]).toMatchObject({ name: 'Марина', end: { outcome: 4, talkMs: 60_000, at: 200 } });
    const run = { by: ANNA, began: 100 };
    expect(ids(await history.calls(ONE, LIST, { count: 9, run }))).toEqual(['c3', 'c2', 'c1']);
  });

  it('forgets a call that was never made, and knows what the agent corrects', async () => {
    const history = await told();
    await history.notMade(ONE, 'c3' as CallId);
    await history.corrected(ONE, 'c1' as CallId, 2);
    await history.corrected(TWO, 'c2' as CallId, 2);
    const calls = await history.calls(ONE, LIST, { count: 9 });
    expect(calls.map(({ end }) => end?.outcome)).toEqual(['unknown', 7, 2]);
  });

  it('keeps the length of a talk when its end is told again after a crash', async () => {
    const history = await told();
    await history.ended(ONE, 'c1' as CallId, { outcome: 4, talkMs: 0, at: 900 });
    const [first] = (await history.calls(ONE, LIST, { count: 9 })).slice(-1);
    expect(first?.end).toMatchObject({ talkMs: 60_000 });
  });

  it('drops a list and old calls', async () => {
    const history = await told();
    expect(await history.dropBefore(250)).toBe(2);
    await history.dropList(ONE, LIST);
    expect(await history.calls(ONE, LIST, { count: 9 })).toEqual([]);
    expect(ids(await history.calls(ONE, OTHER, { count: 9 }))).toEqual(['c5']);
    expect(ids(await history.calls(TWO, LIST, { count: 9 }))).toEqual(['c6']);
  });
}
