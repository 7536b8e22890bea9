import { chooseEntity } from '../../src/call/entity-rule';
import type { AccountId, Extension, UserId } from '../../src/call/ids';
import type { CallView } from '../../src/call/call-view';
import { CallerDesk } from '../../src/gateway/callers/caller-desk';
import { knownOwners } from '../../src/gateway/callers/known-owners';
import { OwnerBook } from '../../src/gateway/callers/owner-book';
import type { OwnerMemory } from '../../src/gateway/callers/owner-memory';
import { maySee } from '../../src/gateway/callers/may-see';
import type { StoredOwner } from '../../src/gateway/crm/phone-index/index-store';
import type { AmoUser, RightLetter } from '../../src/gateway/profile/account-profile';
import { openDatabase } from '../../src/gateway/store/database';
import { SqliteOwnerMemory } from '../../src/gateway/store/sqlite-owner-memory';
import { callView } from '../support/call-view-builder';
import { silentLog } from './support/silent-log';

const ANNA = 7 as UserId;
const TIMUR = 8 as UserId;

const user = (letter: RightLetter, more: Partial<AmoUser> = {}): AmoUser => ({
  userId: ANNA,
  name: 'Анна',
  email: '',
  groupId: 3,
  isAdmin: false,
  isActive: true,
  view: { leads: letter, contacts: letter, companies: letter },
  ...more,
});

describe('a user sees', () => {
  const own = { responsibleUserId: ANNA, groupId: 3 };
  const mates = { responsibleUserId: TIMUR, groupId: 3 };
  const others = { responsibleUserId: TIMUR, groupId: 4 };
  it.each([
    ['A', true, true, true],
    ['G', true, true, false],
    ['M', true, false, false],
    ['D', false, false, false],
  ] as const)('with the right %s: his own %s, his group’s %s, others’ %s', (letter, mine, group, all) => {
    expect([own, mates, others].map((entity) => maySee(user(letter), 'contacts', entity))).toEqual([
      mine,
      group,
      all,
    ]);
  });

  it('everything as an administrator, and nothing when he was switched off', () => {
    expect(maySee(user('D', { isAdmin: true }), 'leads', others)).toBe(true);
    expect(maySee(user('A', { isActive: false }), 'leads', own)).toBe(false);
  });
});

const ACCOUNT = '1' as AccountId;
const bookOf = (memory: OwnerMemory = new SqliteOwnerMemory(openDatabase(':memory:'))): OwnerBook =>
  new OwnerBook(ACCOUNT, memory, silentLog);
const stored = (responsibleUserId: UserId): StoredOwner => ({
  owner: {
    kind: 'contacts',
    id: 1,
    name: 'Марина',
    responsibleUserId,
    groupId: 3,
    createdAt: 5,
    numbers: [],
  },
  company: 'Свет',
  leads: [
    {
      ...{
        kind: 'leads',
        id: 17,
        name: 'Окна',
        statusId: 1,
        pipelineId: 2,
        price: 3,
        contactIds: [1],
        companyIds: [],
      },
      ...{ responsibleUserId: TIMUR, groupId: 4 },
    },
  ],
  customers: [],
});

describe('who calls', () => {
  it('is named to whom amoCRM shows him, without the leads that it does not show', () => {
    expect(knownOwners([stored(ANNA)], user('M'))).toMatchObject([{ name: 'Марина', leads: [] }]);
    expect(knownOwners([stored(ANNA)], user('A'))).toMatchObject([{ leads: [{ id: 17, price: 3 }] }]);
  });

  it('is not named to others', () => {
    expect(knownOwners([stored(TIMUR)], user('M'))).toEqual([]);
  });

  const desk = (
    ownersOf: () => Promise<readonly StoredOwner[] | undefined>,
    known: AmoUser | undefined = user('A'),
  ) =>
    new CallerDesk({
      ownersOf,
      readNow: async () => undefined,
      userOf: () => known,
      book: bookOf(),
      now: () => 0,
      log: silentLog,
    });
  const marina = async () => [stored(ANNA)];

  it('is looked up once a call, however many phones ring', async () => {
    const ownersOf = jest.fn(marina);
    const callers = desk(ownersOf);
    await Promise.all([callers.callerFor(ANNA, callView()), callers.callerFor(TIMUR, callView())]);
    expect(ownersOf).toHaveBeenCalledTimes(1);
    callers.forget(callView().id);
    await callers.callerFor(ANNA, callView());
    expect(ownersOf).toHaveBeenCalledTimes(2);
  });

  it('is told to each agent once a call, and again to a widget that connects', async () => {
    const callers = desk(marina);
    const view = callView();
    expect(await callers.callerForNew(ANNA, view)).toBeDefined();
    expect(await callers.callerForNew(ANNA, view)).toBeUndefined();
    expect(await callers.callerForNew(TIMUR, view)).toBeDefined();
    expect(await callers.callerFor(ANNA, view)).toBeDefined();
  });

  const colleague = { extension: '102' as Extension, name: 'Тимур' };
  it.each<readonly [string, Partial<CallView>]>([
    ['a colleague', { other: { number: '102', text: '102', colleague } }],
    ['a withheld number', { other: { number: '', text: '' } }],
    ['a short number', { other: { number: '112', text: '112' } }],
  ])('is nobody’s question for %s', async (_, more) => {
    expect(await desk(marina).callerFor(ANNA, callView(more))).toBeUndefined();
  });

  it('is not said before rights and index are known, nor when the store fails', async () => {
    expect(await desk(async () => undefined).callerFor(ANNA, callView())).toBeUndefined();
    expect(
      await new CallerDesk({
        ownersOf: marina,
        readNow: async () => undefined,
        userOf: () => undefined,
        book: bookOf(),
        now: () => 0,
        log: silentLog,
      }).callerFor(ANNA, callView()),
    ).toBeUndefined();
    expect(await desk(() => Promise.reject(new Error('disk'))).callerFor(ANNA, callView())).toBeUndefined();
  });
});

describe('of several cards with the number', () => {
  const other: StoredOwner = {
    ...stored(TIMUR),
    owner: { ...stored(TIMUR).owner, id: 2, name: 'Елена' },
    leads: [],
  };
  const both = async (): Promise<readonly StoredOwner[]> => [stored(ANNA), other];
  const elena = { type: 'contact', id: 2 } as const;
  const { number } = callView().other;
  const best = async (callers: CallerDesk, userId = ANNA, asked = number) => {
    const owners = await callers.ownersFor(userId, asked);
    return chooseEntity(owners ?? [], { agent: userId })?.owner.name;
  };
  const open = (
    book = bookOf(),
    known = user('A'),
    ownersOf: () => Promise<readonly StoredOwner[] | undefined> = both,
  ) =>
    new CallerDesk({
      ownersOf,
      readNow: async () => undefined,
      userOf: (userId) => ({ ...known, userId }),
      book,
      now: () => 0,
      log: silentLog,
    });

  it('the one that an agent chose is the caller’s, on this card and for everybody from then on', async () => {
    const callers = open();
    expect(await best(callers)).toBe('Марина');
    expect(await callers.choose(ANNA, callView(), { owner: elena })).toBe(true);
    expect(await best(callers)).toBe('Елена');
    expect(await best(callers, TIMUR)).toBe('Елена');
    expect(await best(callers, ANNA, '+79110000000')).toBe('Марина');
    expect(await callers.callerFor(ANNA, callView())).toMatchObject({
      owners: [{ id: 1 }, { id: 2, isChosen: true }],
    });
  });

  it('one that was made while it rang can be chosen, and is on the card then', async () => {
    const read: string[] = [];
    const callers = new CallerDesk({
      ownersOf: async () => (read.length > 0 ? [other] : []),
      readNow: async (kind, id) => void read.push(`${kind} ${id}`),
      userOf: (userId) => ({ ...user('A'), userId }),
      book: bookOf(),
      now: () => 0,
      log: silentLog,
    });
    expect(await callers.callerFor(ANNA, callView())).toMatchObject({ owners: [] });
    expect(await callers.choose(ANNA, callView(), { owner: elena })).toBe(true);
    expect(read).toEqual(['contacts 2']);
    expect(await callers.callerFor(ANNA, callView())).toMatchObject({ owners: [{ id: 2 }] });
  });

  it('a card of a call in progress shows what amoCRM has now, to those who see it, and is left alone otherwise', async () => {
    let there: readonly StoredOwner[] | undefined;
    const callers = open(bookOf(), user('A'), async () => there);
    const told: string[] = [];
    callers.on('changed', ({ userId, caller: { callId, owners } }) =>
      told.push(`${userId} ${callId} ${owners.map(({ name }) => name).join()}`),
    );
    expect(await callers.callerForNew(ANNA, callView())).toBeUndefined();
    there = [];
    await callers.indexChanged();
    await callers.callerForNew(TIMUR, callView());
    there = [other];
    await callers.indexChanged();
    await callers.indexChanged();
    callers.forget(callView().id);
    there = [];
    await callers.indexChanged();
    expect(told).toEqual([`${ANNA} call-1 `, `${ANNA} call-1 Елена`, `${TIMUR} call-1 Елена`]);
  });

  it('who chose last holds', async () => {
    const callers = open();
    await callers.choose(ANNA, callView(), { owner: elena });
    await callers.choose(TIMUR, callView(), { owner: { type: 'contact', id: 1 } });
    expect(await best(callers)).toBe('Марина');
  });

  it('none can be chosen that has another number, is of another kind, or that his rights do not show', async () => {
    expect(await open().choose(ANNA, callView(), { owner: { type: 'contact', id: 3 } })).toBe(false);
    expect(await open().choose(ANNA, callView(), { owner: { type: 'company', id: 2 } })).toBe(false);
    expect(await open(bookOf(), user('M')).choose(ANNA, callView(), { owner: elena })).toBe(false);
  });

  it('the one with whom this agent talked last comes before his own', async () => {
    const book = bookOf();
    const callers = open(book, user('A'), async () => [{ ...stored(ANNA), leads: [] }, other]);
    await book.talked(number, ANNA, elena, 5);
    expect(await best(callers)).toBe('Елена');
    await book.talked(number, ANNA, { type: 'contact', id: 1 }, 6);
    await book.talked(number, ANNA, elena, 4);
    expect(await best(callers)).toBe('Марина');
    const timurs = (await callers.ownersFor(TIMUR, number)) ?? [];
    expect(timurs.map(({ lastTalkAt }) => lastTalkAt)).toEqual([undefined, undefined]);
  });

  it('a result that is linked to a lead of one of them chooses it, a foreign one chooses none', async () => {
    const book = bookOf();
    const callers = open(book);
    const owners = (await callers.ownersFor(ANNA, number)) ?? [];
    await book.linked(number, { type: 'contact', id: 2, name: '' }, owners);
    expect(await best(callers)).toBe('Елена');
    await book.linked(number, { type: 'lead', id: 99, name: '' }, owners);
    expect(await best(callers)).toBe('Елена');
    await book.linked(number, { type: 'lead', id: 17, name: '' }, owners);
    expect(await best(callers)).toBe('Марина');
  });

  it('are told without the choice when the store fails', async () => {
    const fail = () => Promise.reject(new Error('disk'));
    expect(
      await best(
        open(
          bookOf({
            recall: fail,
            choose: fail,
            talked: fail,
            topic: fail,
            setTopic: fail,
            dropTopicsBefore: fail,
          }),
        ),
      ),
    ).toBe('Марина');
  });
});
