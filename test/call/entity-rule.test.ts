import { amoEntity, chooseEntity, topicsOf, type NumberOwner } from '../../src/call/entity-rule';
import type { UserId } from '../../src/call/ids';

const agent = 1 as UserId;
const other = 2 as UserId;

function owner(id: number, changes: Partial<NumberOwner> = {}): NumberOwner {
  return {
    type: 'contact',
    id,
    name: `owner ${id}`,
    responsibleUserId: other,
    createdAt: id,
    leads: [],
    customers: [],
    ...changes,
  };
}
const lead = (id: number, statusId = 1) => ({ id, name: `lead ${id}`, statusId });
const customer = (id: number) => ({ id, name: `customer ${id}` });

it.each<readonly [string, Partial<NumberOwner>, string]>([
  ['nothing', {}, 'contact 7'],
  ['one active lead', { leads: [lead(1)] }, 'lead 1'],
  ['one active lead beside a won and a lost one', { leads: [lead(3, 142), lead(1), lead(4, 143)] }, 'lead 1'],
  ['only closed leads', { leads: [lead(3, 142), lead(4, 143)] }, 'contact 7'],
  ['two active leads', { leads: [lead(1), lead(2)] }, 'contact 7'],
  ['one customer', { customers: [customer(5)] }, 'customer 5'],
  ['one customer and closed leads', { customers: [customer(5)], leads: [lead(3, 143)] }, 'customer 5'],
  ['two customers', { customers: [customer(5), customer(6)] }, 'contact 7'],
  ['a lead and a customer', { leads: [lead(1)], customers: [customer(5)] }, 'contact 7'],
  ['two leads and a customer', { leads: [lead(1), lead(2)], customers: [customer(5)] }, 'contact 7'],
  ['a lead and two customers', { leads: [lead(1)], customers: [customer(5), customer(6)] }, 'contact 7'],
])('a contact with %s: the call belongs to the %s', (_what, has, entity) => {
  expect(entityOf([owner(7, has)])).toBe(entity);
});

it.each<readonly [string, Partial<NumberOwner>, string]>([
  ['nothing', {}, 'company 7'],
  ['one active lead', { leads: [lead(1)] }, 'lead 1'],
  ['one customer', { customers: [customer(5)] }, 'customer 5'],
  ['a lead and a customer', { leads: [lead(1)], customers: [customer(5)] }, 'company 7'],
])('a company with %s: the call belongs to the %s', (_what, has, entity) => {
  expect(entityOf([owner(7, { type: 'company', ...has })])).toBe(entity);
});

it.each<readonly [string, Partial<NumberOwner>, string]>([
  ['one of its open leads', { about: { type: 'lead', id: 2 } }, 'lead 2'],
  ['its customer', { about: { type: 'customer', id: 5 } }, 'customer 5'],
  ['a lead that is closed by now', { about: { type: 'lead', id: 3 } }, 'contact 7'],
  ['a lead of somebody else', { about: { type: 'lead', id: 99 } }, 'contact 7'],
  ['nothing clear', {}, 'contact 7'],
])('a call that the agent says is about %s belongs there', (_what, said, entity) => {
  const leads = [lead(1), lead(2), lead(3, 142)];
  expect(entityOf([owner(7, { leads, customers: [customer(5)], ...said })])).toBe(entity);
});

it('is where amoCRM puts it whatever the agent said: amoCRM does not know', () => {
  const said = owner(7, { leads: [lead(1), lead(2)], about: { type: 'lead', id: 2 } });
  expect(amoEntity([said])).toMatchObject({ type: 'contact', id: 7 });
});

it.each<readonly [string, Partial<NumberOwner>, string[]]>([
  ['two open leads', { leads: [lead(1), lead(2), lead(3, 143)] }, ['lead 1', 'lead 2']],
  ['a lead and a customer', { leads: [lead(1)], customers: [customer(5)] }, ['lead 1', 'customer 5']],
  ['one lead, where there is no doubt', { leads: [lead(1)] }, []],
  ['nothing', {}, []],
])('can be about %s', (_what, has, topics) => {
  expect(topicsOf(owner(7, has)).map(({ type, id }) => `${type} ${id}`)).toEqual(topics);
});

it('is nobody’s when nobody has the number', () => {
  expect(chooseEntity([], { agent })).toBeUndefined();
});

it.each<readonly [string, NumberOwner[], number]>([
  [
    'contacts before companies, even those with a lead',
    [owner(1, { type: 'company', leads: [lead(1)] }), owner(2)],
    2,
  ],
  ['an open lead before a talk', [owner(1, { lastTalkAt: 9 }), owner(2, { leads: [lead(1)] })], 2],
  ['a closed lead counts nothing', [owner(1), owner(2, { leads: [lead(1, 142)] })], 1],
  [
    'the last talk with this agent before his own contact',
    [owner(1, { responsibleUserId: agent }), owner(2, { lastTalkAt: 9 })],
    2,
  ],
  ['the later talk', [owner(1, { lastTalkAt: 8 }), owner(2, { lastTalkAt: 9 })], 2],
  ['his own before others’', [owner(1), owner(2, { responsibleUserId: agent })], 2],
  ['the oldest', [owner(1, { createdAt: 5 }), owner(2, { createdAt: 4 })], 2],
  ['the lower id when all else is equal', [owner(2, { createdAt: 4 }), owner(1, { createdAt: 4 })], 1],
])('of several owners chooses %s', (_what, owners, chosen) => {
  for (const order of [owners, [...owners].reverse()])
    expect(chooseEntity(order, { agent })?.owner.id).toBe(chosen);
});

it('prefers what the agent chose last for this number, and offers the others', () => {
  const owners = [owner(1, { leads: [lead(1)] }), owner(2), owner(3, { isChosen: true })];
  const choice = chooseEntity(owners, { agent });
  expect(choice?.owner.id).toBe(3);
  expect(choice?.others.map(({ id }) => id)).toEqual([1, 2]);
});

function entityOf(owners: readonly NumberOwner[]): string {
  const { type, id } = chooseEntity(owners, { agent })?.entity ?? {};
  return `${type} ${id}`;
}
