import {
  DEFAULT_SETTINGS,
  type DialList,
  type DialRow,
  type ListId,
  type RowId,
} from '../../../src/call/dial-list';
import { seatAt } from '../../../src/call/dial-seat';
import type { AccountId, CallId, UserId } from '../../../src/call/ids';
import type { DialStore, NewRow } from '../../../src/gateway/dialling/dial-store';

const ONE = '1' as AccountId;
const TWO = '2' as AccountId;
const LIST = 'list' as ListId;
const OTHER = 'other' as ListId;
const ANNA = 11 as UserId;
const TIMUR = 12 as UserId;
const MOSCOW = 'Europe/Moscow';
const OMSK = 'Asia/Omsk';

const list = (id: ListId, createdAt = 1): DialList => ({
  ...{ id, name: `Список ${id}`, owner: ANNA, members: [ANNA], settings: DEFAULT_SETTINGS, createdAt },
});
const fresh = (last: number, changes: Partial<NewRow> = {}): NewRow => ({
  ...{ number: `+7998100000${last}`, name: `Клиент ${last}`, company: '', links: [], zone: MOSCOW },
  ...changes,
});

/** What every store of dial lists keeps to; `open` gives an empty one. */
export function keepsToTheDialStore(open: () => Promise<DialStore>): void {
  const filled = async (rows: readonly NewRow[]): Promise<DialStore> => {
    const store = await open();
    await store.saveList(ONE, list(LIST));
    await store.add(ONE, LIST, rows);
    return store;
  };
  const all = async (store: DialStore, find = '') =>
    (await store.rows(ONE, LIST, { from: 0, count: 100, find })).rows;
  const names = async (store: DialStore) => (await all(store)).map(({ name }) => name);
  const idOf = async (store: DialStore, name: string): Promise<RowId> =>
    (await all(store)).find((row) => row.name === name)?.id ?? (0 as RowId);
  const draw = (store: DialStore, by: UserId, now = 1_000, zones: readonly string[] = [MOSCOW]) =>
    store.draw(ONE, LIST, by, now, zones);

  it('keeps lists by account, the oldest first, and drops one with its rows', async () => {
    const store = await filled([fresh(1)]);
    await store.saveList(ONE, list(OTHER, 0));
    await store.saveList(ONE, { ...list(LIST), name: 'Новое имя' });
    expect((await store.lists(ONE)).map(({ name }) => name)).toEqual(['Список other', 'Новое имя']);
    expect(await store.lists(TWO)).toEqual([]);
    expect(await store.counts(TWO, LIST)).toEqual({ total: 0, done: 0 });
    await store.dropList(ONE, LIST);
    expect(await store.list(ONE, LIST)).toBeUndefined();
    expect(await all(store)).toEqual([]);
  });

  it('has a number once in a list, with the links of all who brought it', async () => {
    const lead = { type: 'lead', id: 1, name: 'Окна' } as const;
    const contact = { type: 'contact', id: 2, name: 'Марина' } as const;
    const store = await filled([fresh(1, { links: [lead] }), fresh(2)]);
    expect(await store.add(ONE, LIST, [fresh(1, { links: [contact, lead] }), fresh(3)])).toBe(1);
    expect(await store.counts(ONE, LIST)).toEqual({ total: 3, done: 0 });
    expect((await all(store))[0]).toMatchObject({
      name: 'Клиент 1',
      links: [lead, contact],
      state: 'waiting',
    });
  });

  it('keeps each card of a number once, and no more than a row may have', async () => {
    const cards = [1, 2, 2, 3, 4, 5, 6].map((card) => ({ type: 'lead', id: card, name: '' }) as const);
    const store = await filled([fresh(1, { links: cards })]);
    expect((await all(store))[0]?.links.map((link) => link.id)).toEqual([1, 2, 3, 4, 5]);
  });

  it('finds rows by name in any case, by company and by digits, and takes signs as they stand', async () => {
    const store = await filled([
      fresh(1, { name: 'Константинопольский' }),
      fresh(2, { company: 'ООО «Тень»' }),
      fresh(3, { name: '100%_скидка' }),
    ]);
    const found = async (find: string) => (await all(store, find)).map(({ number }) => number.slice(-1));
    expect(await found('КОНСТАНТИНОП')).toEqual(['1']);
    expect(await found('тень')).toEqual(['2']);
    expect(await found('%_')).toEqual(['3']);
    expect(await found('8 998 100-00-02')).toEqual(['2']);
    expect(await found("' OR 1=1 --")).toEqual([]);
    expect((await store.rows(ONE, LIST, { from: 1, count: 1, find: '' })).total).toBe(3);
  });

  it('gives each agent another row, in the order of the list, and none twice', async () => {
    const store = await filled([fresh(1), fresh(2)]);
    expect(await draw(store, ANNA)).toMatchObject({ name: 'Клиент 1', state: 'taken', by: ANNA });
    expect(await draw(store, TIMUR)).toMatchObject({ name: 'Клиент 2', by: TIMUR });
    expect(await draw(store, ANNA)).toBeUndefined();
    expect((await store.busyRows(ONE)).map(({ row }) => row.by)).toEqual([ANNA, TIMUR]);
  });

  it('gives a number to one agent only, though two lists have it', async () => {
    const store = await filled([fresh(1)]);
    await store.saveList(ONE, list(OTHER));
    await store.add(ONE, OTHER, [fresh(1)]);
    await draw(store, ANNA);
    expect(await store.draw(ONE, OTHER, TIMUR, 1_000, [MOSCOW])).toBeUndefined();
  });

  it('gives a row first whose time has come again, and none before its time or out of its hours', async () => {
    const store = await filled([fresh(1), fresh(2), fresh(3, { zone: OMSK })]);
    const second = (await all(store))[1] as DialRow;
    await store.change(ONE, second, { ...second, dueAt: 5_000 });
    expect(await store.nextDue(ONE, LIST, ANNA)).toBe(0);
    expect(await draw(store, ANNA, 4_999)).toMatchObject({ name: 'Клиент 1' });
    expect(await draw(store, ANNA, 4_999)).toBeUndefined();
    expect(await store.nextDue(ONE, LIST, ANNA)).toBe(0);
    expect(await draw(store, ANNA, 5_000)).toMatchObject({ name: 'Клиент 2' });
    expect(await draw(store, ANNA, 5_000, [])).toBeUndefined();
    expect(await store.zones(ONE, LIST)).toEqual([OMSK]);
    expect(await draw(store, ANNA, 5_000, [OMSK])).toMatchObject({ name: 'Клиент 3' });
    expect(await store.nextDue(ONE, LIST, ANNA)).toBeUndefined();
  });

  it('changes a row only as it was read', async () => {
    const store = await filled([fresh(1)]);
    const row = (await draw(store, ANNA)) as DialRow;
    const called = { ...row, state: 'calling', tries: 1, callId: 'c1' as CallId } as const;
    expect(await store.change(ONE, row, called)).toBe(true);
    expect(await store.change(ONE, row, called)).toBe(false);
    expect(await store.change(TWO, called, row)).toBe(false);
    expect(await store.rowOfCall(ONE, 'c1' as CallId)).toEqual({ listId: LIST, row: called });
    expect(await store.rowOfCall(ONE, '' as CallId)).toBeUndefined();
    const done = { ...called, state: 'done', outcome: 4, at: 77 } as const;
    await store.change(ONE, called, done);
    expect(await store.row(ONE, row.id)).toEqual(done);
    expect(await store.counts(ONE, LIST)).toEqual({ total: 1, done: 1 });
    expect(await store.lastOutcomes(ONE, LIST, 5)).toEqual([77]);
    expect(await store.outcomes(ONE, LIST)).toEqual([{ outcome: 4, rows: 1 }]);
  });

  it('moves rows before others and to the end, as often as one likes', async () => {
    const store = await filled([fresh(1), fresh(2), fresh(3)]);
    const [one, two, three] = await Promise.all(
      ['Клиент 1', 'Клиент 2', 'Клиент 3'].map((name) => idOf(store, name)),
    );
    await store.move(ONE, LIST, three as RowId, one);
    expect(await names(store)).toEqual(['Клиент 3', 'Клиент 1', 'Клиент 2']);
    await store.move(ONE, LIST, three as RowId);
    expect(await names(store)).toEqual(['Клиент 1', 'Клиент 2', 'Клиент 3']);
    // Every move halves the room before the first row.
    for (let turn = 0; turn < 60; turn++)
      await store.move(ONE, LIST, (turn % 2 ? two : three) as RowId, turn % 2 ? three : two);
    expect(await names(store)).toEqual(['Клиент 1', 'Клиент 2', 'Клиент 3']);
  });

  it('keeps rows for one agent until he is none of the callers any more', async () => {
    const store = await filled([fresh(1), fresh(2)]);
    const [first, second] = (await all(store)).map(({ id }) => id) as [RowId, RowId];
    await store.keep(ONE, LIST, [first], TIMUR);
    await store.keep(TWO, LIST, [second], TIMUR);
    expect((await all(store)).map(({ keptFor }) => keptFor)).toEqual([TIMUR, undefined]);
    expect(await store.kept(ONE, LIST)).toEqual(new Map([[TIMUR, 1]]));
    expect(await draw(store, ANNA)).toMatchObject({ name: 'Клиент 2' });
    expect(await draw(store, ANNA)).toBeUndefined();
    expect(await store.nextDue(ONE, LIST, ANNA)).toBeUndefined();
    expect(await store.nextDue(ONE, LIST, TIMUR)).toBe(0);
    await store.keepFor(ONE, LIST, [ANNA, TIMUR]);
    expect(await draw(store, ANNA)).toBeUndefined();
    await store.keepFor(ONE, LIST, [ANNA]);
    expect(await draw(store, ANNA)).toMatchObject({ name: 'Клиент 1' });
  });

  it('removes what nobody is calling', async () => {
    const store = await filled([fresh(1), fresh(2), fresh(3)]);
    await draw(store, ANNA);
    await store.remove(ONE, LIST, [await idOf(store, 'Клиент 1'), await idOf(store, 'Клиент 2')]);
    expect(await names(store)).toEqual(['Клиент 1', 'Клиент 3']);
    await store.remove(ONE, LIST);
    expect(await names(store)).toEqual(['Клиент 1']);
  });

  it('remembers where agents stand, each in his account', async () => {
    const store = await open();
    await store.saveSeat(ONE, ANNA, seatAt(LIST, 5));
    await store.saveSeat(ONE, ANNA, seatAt(OTHER, 5));
    await store.saveSeat(TWO, TIMUR, seatAt(LIST, 5));
    expect(await store.seats(ONE)).toEqual(new Map([[ANNA, seatAt(OTHER, 5)]]));
    await store.saveSeat(ONE, ANNA, undefined);
    expect(await store.seats(ONE)).toEqual(new Map());
  });
}
