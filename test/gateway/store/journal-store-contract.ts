import type { AccountId, CallId, Extension } from '../../../src/call/ids';
import type { JournalQuestion, JournalStore, KeptCall } from '../../../src/gateway/journal/journal-store';
import type { JournalStep } from '../../../src/protocol/journal';

const ONE = '1' as AccountId;
const TWO = '2' as AccountId;
const id = (text: string): CallId => text as CallId;

const kept = (callId: string, at: number, number = '+79984445566'): KeptCall => ({
  ...{ callId: id(callId), at, number, direction: 'inbound', talkMs: 0 },
  steps: [{ at, what: 'arrived', line: '101' }],
});
const delivery = (at: number, state: 'waiting' | 'delivered' | 'refused'): JournalStep => ({
  ...{ at, what: 'delivery', state, tries: 0, why: '' },
});
const anything: JournalQuestion = { digits: '', isUndelivered: false, isMissed: false, limit: 10 };

/** What every store of the journal keeps to; `open` gives an empty one. */
export function keepsToTheJournalStore(open: () => Promise<JournalStore>): void {
  const namesIn = async (store: JournalStore, question: Partial<JournalQuestion>, account = ONE) =>
    (await store.find(account, { ...anything, ...question })).map(({ callId }) => callId);

  it('keeps a call as it was told last, and accounts apart', async () => {
    const store = await open();
    await store.write(ONE, [kept('c1', 10)], []);
    const ended: KeptCall = { ...kept('c1', 10), disposition: 'answered', talkMs: 98_000 };
    await store.write(ONE, [ended], []);
    await store.write(TWO, [kept('c1', 20)], []);
    expect(await store.find(ONE, anything)).toEqual([ended]);
    expect(await store.read(TWO, id('c1'))).toEqual(kept('c1', 20));
    expect(await store.read(TWO, id('c2'))).toBeUndefined();
  });

  it('finds a number by its last digits, not by those in its middle', async () => {
    const store = await open();
    await store.write(
      ONE,
      [kept('c1', 1), kept('c2', 2, '+79984445567'), kept('c3', 3, '5566'), kept('c4', 4, '')],
      [],
    );
    expect(await namesIn(store, { digits: '5566' })).toEqual(['c3', 'c1']);
    expect(await namesIn(store, { digits: '+79984445566' })).toEqual(['c1']);
    expect(await namesIn(store, { digits: '4445' })).toEqual([]);
    expect(await namesIn(store, {})).toEqual(['c4', 'c3', 'c2', 'c1']);
  });

  it('gives page after page without a gap, also where calls began in the same millisecond', async () => {
    const store = await open();
    const names = Array.from({ length: 25 }, (_, n) => `c${String(n).padStart(2, '0')}`);
    await store.write(
      ONE,
      names.map((name, n) => kept(name, 100 + Math.floor(n / 10))),
      [],
    );
    const seen: string[] = [];
    for (let before: JournalQuestion['before']; ;) {
      const page = await store.find(ONE, { ...anything, limit: 7, ...(before && { before }) });
      seen.push(...page.map(({ callId }) => callId));
      before = page.at(-1);
      if (!before) break;
    }
    expect(seen).toEqual([...names].reverse());
  });

  it('puts what others told into the time line, each once, and knows what amoCRM does not have', async () => {
    const store = await open();
    const card: JournalStep = { at: 15, what: 'card', who: 'Анна', page: '/leads/' };
    await store.write(ONE, [kept('c1', 10), kept('c2', 10)], []);
    await store.write(
      ONE,
      [],
      [delivery(20, 'waiting'), card, card].map((step) => ({ callId: id('c1'), step })),
    );
    expect((await store.read(ONE, id('c1')))?.steps.map(({ what }) => what)).toEqual([
      ...['arrived', 'card', 'delivery'],
    ]);
    expect(await namesIn(store, { isUndelivered: true })).toEqual(['c1']);
    await store.write(ONE, [kept('c1', 10)], [{ callId: id('c1'), step: delivery(30, 'delivered') }]);
    expect((await store.read(ONE, id('c1')))?.delivery).toBe('delivered');
    expect(await namesIn(store, { isUndelivered: true })).toEqual([]);
  });

  it('picks the missed ones, those of an extension, and those of some hours', async () => {
    const store = await open();
    const who = (extension: string) => ({ who: { extension: extension as Extension, name: 'Анна' } });
    await store.write(
      ONE,
      [
        { ...kept('talked', 10), ...who('101'), disposition: 'answered' },
        { ...kept('missed', 20), ...who('102'), disposition: 'missed' },
        { ...kept('out', 30), ...who('101'), direction: 'outbound', disposition: 'no-answer' },
        kept('goes-on', 40),
      ],
      [],
    );
    expect(await namesIn(store, { isMissed: true })).toEqual(['missed']);
    expect(await namesIn(store, { extension: '101' as Extension })).toEqual(['out', 'talked']);
    expect(await namesIn(store, { since: 20, until: 40 })).toEqual(['out', 'missed']);
    const both = { extension: '101' as Extension, digits: '5566', until: 30 };
    expect(await namesIn(store, both)).toEqual(['talked']);
    const next = await store.find(ONE, { ...anything, extension: '101' as Extension, limit: 1 });
    expect(await namesIn(store, { extension: '101' as Extension, before: next[0] })).toEqual(['talked']);
  });

  it('drops what is too old, with all that was told of it', async () => {
    const store = await open();
    await store.write(
      ONE,
      [kept('old', 10), kept('new', 20)],
      [{ callId: id('old'), step: delivery(15, 'refused') }],
    );
    expect(await store.dropBefore(20)).toBe(1);
    expect(await namesIn(store, {})).toEqual(['new']);
    await store.write(ONE, [kept('old', 10)], []);
    expect((await store.read(ONE, id('old')))?.steps).toHaveLength(1);
  });
}
