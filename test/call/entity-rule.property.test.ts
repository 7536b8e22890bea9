import fc from 'fast-check';
import {
  amoEntity,
  chooseEntity,
  topicsOf,
  type EntityRef,
  type NumberOwner,
} from '../../src/call/entity-rule';
import type { UserId } from '../../src/call/ids';

/* Decision 1 said a second time, as what must hold whoever has the number: who calls, and where the call belongs. */

const AGENT = 1 as UserId;
const OTHER = 2 as UserId;
const WON = 142;
const LOST = 143;

const id = fc.integer({ min: 1, max: 40 });
const lead = fc.record({ id, name: fc.constant('lead'), statusId: fc.constantFrom(1, 2, WON, LOST) });
const customer = fc.record({ id, name: fc.constant('customer') });
const unique = <Item extends { readonly id: number }>(item: fc.Arbitrary<Item>) =>
  fc.uniqueArray(item, { maxLength: 3, selector: (one) => one.id });
const anOwner = fc.record(
  {
    type: fc.constantFrom('contact' as const, 'company' as const),
    id,
    name: fc.constant('owner'),
    responsibleUserId: fc.constantFrom(AGENT, OTHER),
    createdAt: fc.integer({ min: 0, max: 3 }),
    lastTalkAt: fc.integer({ min: 1, max: 3 }),
    isChosen: fc.boolean(),
    about: fc.record({ type: fc.constantFrom('lead' as const, 'customer' as const), id }),
    leads: unique(lead),
    customers: unique(customer),
  },
  { requiredKeys: ['type', 'id', 'name', 'responsibleUserId', 'createdAt', 'leads', 'customers'] },
) as fc.Arbitrary<NumberOwner>;
const someOwners = fc.uniqueArray(anOwner, { minLength: 1, maxLength: 5, selector: (one) => one.id });

const choice = (owners: readonly NumberOwner[]) => {
  const chosen = chooseEntity(owners, { agent: AGENT });
  if (!chosen) throw new Error('the rule is total');
  return chosen;
};
const isOpen = ({ statusId }: NumberOwner['leads'][number]): boolean => ![WON, LOST].includes(statusId);
const open = (owner: NumberOwner): NumberOwner['leads'] => owner.leads.filter(isOpen);
const without = (owner: NumberOwner, ...keys: readonly (keyof NumberOwner)[]): NumberOwner =>
  Object.fromEntries(
    Object.entries(owner).filter(([key]) => !keys.includes(key as keyof NumberOwner)),
  ) as never;
const named = ({ type, id: number }: Pick<EntityRef, 'type' | 'id'>): string => `${type} ${number}`;
/** In the order that a question of decision 1 comes before the next; the bigger answer is the better owner. */
const QUESTIONS: readonly ((owner: NumberOwner) => number)[] = [
  ({ isChosen }) => Number(isChosen === true),
  (owner) => Number(open(owner).length > 0),
  ({ lastTalkAt }) => lastTalkAt ?? -1,
  ({ responsibleUserId }) => Number(responsibleUserId === AGENT),
  ({ createdAt }) => -createdAt,
  (owner) => -owner.id,
];
const isBetter = (one: NumberOwner, other: NumberOwner): boolean => {
  const question = QUESTIONS.find((answer) => answer(one) !== answer(other));
  return question !== undefined && question(one) > question(other);
};
const holds = (rule: (owners: readonly NumberOwner[]) => void): void =>
  fc.assert(fc.property(someOwners, rule), { numRuns: 500 });

it('is nobody’s when nobody has the number', () => {
  expect(chooseEntity([], { agent: AGENT })).toBeUndefined();
  expect(amoEntity([])).toBeUndefined();
});

it('takes one of those who have the number, contacts before companies, and offers all others of that sort', () =>
  holds((owners) => {
    const { owner, others } = choice(owners);
    const contacts = owners.filter(({ type }) => type === 'contact');
    const known = contacts.length > 0 ? contacts : owners;
    expect([owner, ...others].map(named).sort()).toEqual(known.map(named).sort());
  }));

it('puts the better owner before the other, by the first question that tells them apart', () =>
  holds((owners) => {
    const { owner, others } = choice(owners);
    const ranked = [owner, ...others];
    for (const [place, one] of ranked.entries())
      for (const other of ranked.slice(place + 1)) expect(isBetter(one, other)).toBe(true);
  }));

it('does not depend on the order in which amoCRM names the owners', () =>
  fc.assert(
    fc.property(
      someOwners.chain((owners) =>
        fc.tuple(fc.constant(owners), fc.shuffledSubarray(owners, { minLength: owners.length })),
      ),
      ([owners, shuffled]) => {
        expect(choice(shuffled)).toEqual(choice(owners));
        expect(amoEntity(shuffled)).toEqual(amoEntity(owners));
      },
    ),
  ));

it('puts the call on the one thing that it can be about, on what the agent said, or on the owner', () =>
  holds((owners) => {
    const { owner, entity } = choice(owners);
    const topics = [
      ...open(owner).map((one) => named({ type: 'lead', id: one.id })),
      ...owner.customers.map((one) => named({ type: 'customer', id: one.id })),
    ];
    const said = owner.about && topics.length > 1 && topics.find((topic) => topic === named(owner.about!));
    const expected = topics.length === 1 ? topics[0] : said || named(owner);
    expect(named(entity)).toBe(expected);
    expect(topicsOf(owner).map(named)).toEqual(topics.length > 1 ? topics : []);
  }));

it('never counts a lead that is closed', () =>
  holds((owners) => {
    const opened = owners.map((owner) => ({ ...owner, leads: open(owner) }));
    const [before, after] = [choice(owners), choice(opened)];
    expect(named(after.entity)).toBe(named(before.entity));
    expect([after.owner, ...after.others].map(named)).toEqual([before.owner, ...before.others].map(named));
  }));

it('is where amoCRM puts it whatever our agents did: on the oldest, and the same as ours for a lone owner', () =>
  holds((owners) => {
    const asAmo = owners.map((owner) => without(owner, 'isChosen', 'about', 'lastTalkAt'));
    expect(amoEntity(owners)).toEqual(amoEntity(asAmo));
    const lone = asAmo.slice(0, 1);
    expect(amoEntity(lone)).toEqual(choice(lone).entity);
  }));
