import type { AccountId, UserId } from '../../../src/call/ids';
import type {
  IndexedCustomer,
  IndexedLead,
  IndexedOwner,
} from '../../../src/gateway/crm/phone-index/indexed-entity';
import type { IndexStore } from '../../../src/gateway/crm/phone-index/index-store';

const ONE = '1' as AccountId;
const TWO = '2' as AccountId;
const NUMBER = '+79984445566';
const OTHER = '+79984445567';
const indexed = { responsibleUserId: 11 as UserId, groupId: 0 };

const contact = (id: number, changes: Partial<IndexedOwner> = {}): IndexedOwner => ({
  ...{ kind: 'contacts', id, name: `Контакт ${id}`, createdAt: 1_764_000_000_000, numbers: [NUMBER] },
  ...{ ...indexed, ...changes },
});
const lead = (id: number, contactIds: readonly number[]): IndexedLead => ({
  ...{ kind: 'leads', id, name: `Сделка ${id}`, contactIds, companyIds: [], ...indexed },
  ...{ statusId: 1, pipelineId: 2, price: 3 },
});
const customer = (id: number, companyIds: readonly number[]): IndexedCustomer => ({
  ...{ kind: 'customers', id, name: `Покупатель ${id}`, contactIds: [], companyIds, ...indexed },
});

/** What every store of the phone index keeps to; `open` gives an empty one. */
export function keepsToTheIndexStore(open: () => Promise<IndexStore>): void {
  const idsAt = async (store: IndexStore, number: string, account = ONE) =>
    (await store.owners(account, number)).map(({ owner }) => owner.id).sort();

  it('finds whose number it is, with what stands in the card', async () => {
    const store = await open();
    const company = contact(7, { kind: 'companies', name: 'ООО «Окна»', numbers: [] });
    await store.put(ONE, [contact(1, { companyId: 7 }), contact(2, { numbers: [OTHER, NUMBER] })], 1);
    await store.put(ONE, [company, lead(21, [1, 2]), lead(22, [1]), customer(31, [7])], 1);
    const [first, second] = await store.owners(ONE, NUMBER);
    expect(first).toEqual({
      owner: contact(1, { companyId: 7 }),
      company: 'ООО «Окна»',
      leads: [lead(21, [1, 2]), lead(22, [1])],
      customers: [],
    });
    expect(second).toMatchObject({ company: '', leads: [lead(21, [1, 2])] });
    expect(await store.owners(TWO, NUMBER)).toEqual([]);
    expect(await store.owners(ONE, '+79980000000')).toEqual([]);
    expect(await store.size(ONE)).toBe(2);
  });

  it('forgets numbers and links that an entity has no more, and what is gone', async () => {
    const store = await open();
    await store.put(ONE, [contact(1), contact(2), lead(21, [1])], 1);
    await store.put(ONE, [contact(1, { numbers: [OTHER] }), lead(21, [2])], 1);
    expect(await idsAt(store, NUMBER)).toEqual([2]);
    expect(await idsAt(store, OTHER)).toEqual([1]);
    expect((await store.owners(ONE, NUMBER))[0]?.leads).toEqual([lead(21, [2])]);
    await store.drop(ONE, 'leads', [21, 99]);
    expect((await store.owners(ONE, NUMBER))[0]?.leads).toEqual([]);
    await store.drop(ONE, 'contacts', [2]);
    expect(await idsAt(store, NUMBER)).toEqual([]);
    await store.drop(ONE, 'contacts', []);
  });

  it('takes an entity that is there twice as it was told last', async () => {
    const store = await open();
    await store.put(ONE, [], 1);
    await store.put(ONE, [contact(1), contact(1, { numbers: [OTHER] })], 1);
    expect(await idsAt(store, NUMBER)).toEqual([]);
    expect(await idsAt(store, OTHER)).toEqual([1]);
  });

  it('knows what a round of reading did not show', async () => {
    const store = await open();
    await store.put(ONE, [contact(1), contact(2), lead(21, [1])], 1);
    await store.put(ONE, [contact(2), contact(3)], 2);
    expect(await store.notSeenSince(ONE, 'contacts', 2, 10)).toEqual([1]);
    expect(await store.notSeenSince(ONE, 'contacts', 3, 2)).toHaveLength(2);
    expect(await store.notSeenSince(TWO, 'contacts', 3, 2)).toEqual([]);
  });

  it('keeps how far the reading has come', async () => {
    const store = await open();
    expect(await store.progress(ONE)).toBeUndefined();
    const progress = { round: 1, isFilled: false, changesSince: 5, verifyAt: 0 };
    await store.saveProgress(ONE, progress);
    await store.saveProgress(ONE, { ...progress, round: 2 });
    expect(await store.progress(ONE)).toEqual({ ...progress, round: 2 });
  });
}
