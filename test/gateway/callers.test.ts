import type { CallId, Extension, UserId } from '../../src/call/ids';
import type { CallView } from '../../src/call/call-view';
import { CallerDesk } from '../../src/gateway/callers/caller-desk';
import { knownCaller } from '../../src/gateway/callers/known-caller';
import { maySee } from '../../src/gateway/callers/may-see';
import type { StoredOwner } from '../../src/gateway/crm/phone-index/index-store';
import type { AmoUser, RightLetter } from '../../src/gateway/profile/account-profile';
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

const CALL = 'call-1' as CallId;
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
    expect(knownCaller(CALL, [stored(ANNA)], user('M')).owners).toMatchObject([
      { name: 'Марина', leads: [] },
    ]);
    expect(knownCaller(CALL, [stored(ANNA)], user('A')).owners).toMatchObject([
      { leads: [{ id: 17, price: 3 }] },
    ]);
  });

  it('is not named to others', () => {
    expect(knownCaller(CALL, [stored(TIMUR)], user('M'))).toEqual({ callId: CALL, owners: [] });
  });

  const desk = (
    ownersOf: () => Promise<readonly StoredOwner[] | undefined>,
    known: AmoUser | undefined = user('A'),
  ) => new CallerDesk({ ownersOf, userOf: () => known, log: silentLog });
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
      await new CallerDesk({ ownersOf: marina, userOf: () => undefined, log: silentLog }).callerFor(
        ANNA,
        callView(),
      ),
    ).toBeUndefined();
    expect(await desk(() => Promise.reject(new Error('disk'))).callerFor(ANNA, callView())).toBeUndefined();
  });
});
