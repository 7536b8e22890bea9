import type { AccountId, CallId, Extension } from '../../../src/call/ids';
import type { OutboxStore } from '../../../src/gateway/outbox/outbox-store';
import { entry, rowOf } from '../outbox/entry-builder';

const ONE = '1' as AccountId;
const TWO = '2' as AccountId;
const id = (text: string): CallId => text as CallId;
const at = (ms: number, name: string) => ({ ...rowOf(entry({ id: name })), dueAt: ms, addedAt: ms });

/** What every store of the outbox keeps to; `open` gives an empty one. */
export function keepsToTheOutboxStore(open: () => Promise<OutboxStore>): void {
  it('takes a call once, and keeps accounts apart', async () => {
    const store = await open();
    expect(await store.add(ONE, at(1, 'c1'))).toBe(true);
    expect(await store.add(ONE, at(2, 'c1'))).toBe(false);
    expect(await store.add(TWO, at(3, 'c1'))).toBe(true);
    expect(await store.read(ONE, id('c1'))).toEqual(at(1, 'c1'));
    expect(await store.counts(ONE)).toEqual({ waiting: 1, delivered: 0, 'no-entity': 0, refused: 0 });
  });

  it('gives what is due to one worker at a time, the longest due first, until the lease ends', async () => {
    const store = await open();
    for (const [ms, name] of [
      [30, 'c3'],
      [10, 'c1'],
      [20, 'c2'],
      [900, 'later'],
    ] as const)
      await store.add(ONE, at(ms, name));
    const names = async (now: number, until: number, limit = 10) =>
      (await store.claim(ONE, now, until, limit)).map((row) => row.entry.call.id);
    expect(await names(100, 200, 2)).toEqual(['c1', 'c2']);
    expect(await names(100, 200)).toEqual(['c3']);
    expect(await names(150, 300)).toEqual([]);
    expect(await store.nextDue(ONE)).toBe(200);
    expect(await names(200, 300)).toEqual(['c1', 'c2', 'c3']);
    await store.releaseAll(ONE);
    expect(await names(201, 300)).toEqual(['c1', 'c2', 'c3']);
  });

  it('writes only over what was read, and a worker’s word ends his lease', async () => {
    const store = await open();
    await store.add(ONE, at(1, 'c1'));
    const [claimed] = await store.claim(ONE, 5, 100, 1);
    if (!claimed) throw new Error('nothing claimed');
    const wished = { ...claimed, revision: 2, why: 'changed by the agent' };
    expect(await store.write(ONE, [wished], 'other')).toEqual([]);
    expect(await store.write(ONE, [{ ...claimed, revision: 2 }], 'claimer')).toEqual(['c1']);
    expect(await store.claim(ONE, 6, 100, 1)).toEqual([]);
    expect(await store.write(ONE, [{ ...wished, revision: 3, attempts: 1 }], 'claimer')).toEqual([]);
    expect(await store.claim(ONE, 6, 100, 1)).toMatchObject([{ attempts: 1, why: 'changed by the agent' }]);
  });

  it('remembers a step that was begun, whatever the agent changes meanwhile', async () => {
    const store = await open();
    await store.add(ONE, at(1, 'c1'));
    const step = { do: 'create-contact' } as const;
    await store.begin(ONE, [{ callId: id('c1'), step }]);
    const row = await store.read(ONE, id('c1'));
    expect(row?.begun).toEqual(step);
    await store.write(ONE, [{ ...at(1, 'c1'), revision: 2 }], 'other');
    expect(await store.read(ONE, id('c1'))).toMatchObject({ revision: 2, begun: step });
  });

  it('lists what awaits a result of an extension, and what is not delivered', async () => {
    const store = await open();
    await store.add(ONE, at(10, 'old'));
    await store.add(ONE, at(20, 'c1'));
    await store.add(ONE, { ...at(30, 'c2'), awaitsResult: false, state: 'refused' });
    await store.add(ONE, { ...at(40, 'c3'), state: 'delivered' });
    const names = (rows: readonly { readonly entry: { readonly call: { readonly id: string } } }[]) =>
      rows.map((row) => row.entry.call.id);
    expect(names(await store.awaiting(ONE, '101' as Extension, 15, 10))).toEqual(['c3', 'c1']);
    expect(names(await store.awaiting(ONE, '102' as Extension, 0, 10))).toEqual([]);
    await store.add(ONE, { ...at(50, 'c4'), state: 'no-entity' });
    expect(names(await store.undelivered(ONE, { kind: 'waiting', limit: 10 }))).toEqual(['old', 'c1']);
    expect(names(await store.undelivered(ONE, { kind: 'held', limit: 10 }))).toEqual(['c2', 'c4']);
    const after = { addedAt: 30, callId: id('c2') };
    expect(names(await store.undelivered(ONE, { kind: 'held', after, limit: 10 }))).toEqual(['c4']);
    expect(names(await store.undelivered(TWO, { kind: 'held', limit: 10 }))).toEqual([]);
    expect(names(await store.addedSince(ONE, 20, 2))).toEqual(['c1', 'c2']);
    expect(await store.dropDelivered(41)).toBe(1);
  });
}
