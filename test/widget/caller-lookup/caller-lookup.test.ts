import { createCallerLookup } from '../../../src/widget/caller-lookup/caller-lookup';
import { FakeAmo } from '../support/fake-amo';
import { HandClock } from '../ui/hand-clock';

const phone = (...values: string[]) => [
  { field_id: 1, field_code: 'PHONE', values: values.map((value) => ({ value, enum_code: 'WORK' })) },
];
const contact = (id: number, name: string, phones: string[], links: object = {}) => ({
  id,
  name,
  responsible_user_id: 504142,
  created_at: 1_700_000_000 + id,
  custom_fields_values: phone(...phones),
  _embedded: { tags: [], ...links },
});
const list = (name: string, ...items: object[]) => ({ _page: 1, _embedded: { [name]: items } });
const lead = (id: number, name: string, statusId: number) => ({
  ...{ id, name, price: 184_000, status_id: statusId, pipeline_id: 3 },
});

function lookup() {
  const [amo, clock] = [new FakeAmo(), new HandClock()];
  const { lookUp } = createCallerLookup(amo, clock);
  return { amo, clock, lookUp, marina: () => lookUp('+79984445566', '7') };
}

it('names the contact, its company and its one open lead with stage and sum', async () => {
  const { amo, marina } = lookup();
  const links = { leads: [{ id: 9 }, { id: 10 }], customers: [], companies: [{ id: 5 }] };
  amo.answer(
    /contacts\?query=9984445566/,
    list('contacts', contact(7, 'Марина Ковалёва', ['8 (998) 444-55-66'], links)),
  );
  amo.answer(/leads\?filter/, list('leads', lead(9, 'Окна для коттеджа', 40), lead(10, 'Старое', 142)));
  amo.answer(/companies\?filter/, list('companies', { id: 5, name: 'ООО «Северный свет»' }));
  const statuses = { _embedded: { statuses: [{ id: 40, name: 'Согласование КП' }] } };
  amo.answer(/pipelines/, list('pipelines', { id: 3, name: 'Воронка', ...statuses }));
  expect(await marina()).toEqual({
    caller: 'found',
    who: { type: 'contact', id: 7, name: 'Марина Ковалёва', url: '/contacts/detail/7', details: 'Контакт' },
    company: 'ООО «Северный свет»',
    entity: {
      type: 'lead',
      id: 9,
      name: 'Окна для коттеджа',
      url: '/leads/detail/9',
      details: 'Сделка · Согласование КП · 184\u00a0000\u00a0₽',
    },
    topics: [],
    others: [],
  });
  expect(amo.asked).toHaveLength(4);
});

it.each(['8 (998) 444-55-66', '+7 998 444 55 66', '9984445566', '7998-444-55-66', '+79984445566 доб. 12'])(
  'recognises the number stored as %s',
  async (stored) => {
    const { amo, marina } = lookup();
    amo.answer(/contacts/, list('contacts', contact(7, 'Марина', [stored])));
    expect(await marina()).toMatchObject({ caller: 'found', who: { name: 'Марина' } });
  },
);

it('takes no hit whose full number differs: the search of amoCRM is fuzzy', async () => {
  const { amo, marina } = lookup();
  amo.answer(/contacts/, list('contacts', contact(7, 'Чужой', ['+7 911 444-55-66', '+375 998 444-55-66'])));
  expect(await marina()).toEqual({ caller: 'unknown' });
});

it('looks at companies when no contact has the number', async () => {
  const { amo, marina } = lookup();
  amo.answer(/companies\?query/, list('companies', contact(5, 'АО «Лиговский двор»', ['+79984445566'])));
  expect(await marina()).toMatchObject({
    caller: 'found',
    entity: { type: 'company', url: '/companies/detail/5' },
  });
});

it('is unknown when amoCRM finds nothing (204)', async () => {
  const { marina, amo } = lookup();
  expect(await marina()).toEqual({ caller: 'unknown' });
  expect(amo.asked).toHaveLength(2);
});

it('names several owners, the best first', async () => {
  const { amo, marina } = lookup();
  amo.answer(
    /contacts/,
    list('contacts', contact(8, 'Младший', ['79984445566']), contact(7, 'Старший', ['79984445566'])),
  );
  expect(await marina()).toMatchObject({ who: { name: 'Старший' }, others: [{ name: 'Младший' }] });
});

it('claims nothing after 1.5 seconds without an answer', async () => {
  const { amo, clock, marina } = lookup();
  amo.hang(/contacts/);
  const caller = marina();
  clock.turn(1_500);
  expect(await caller).toEqual({ caller: 'unavailable' });
  expect(clock.pending).toBe(0);
});

it.each([401, 403, 500, 504])('claims nothing when amoCRM answers %i', async (status) => {
  const { amo, marina } = lookup();
  amo.answer(/contacts/, { title: 'Trouble' }, status);
  expect(await marina()).toEqual({ caller: 'unavailable' });
});

it('asks once more, a second later, what amoCRM refused as too many requests', async () => {
  const { amo, clock, marina } = lookup();
  amo.answer(/contacts/, list('contacts', contact(7, 'Марина', ['79984445566'], { leads: [{ id: 9 }] })));
  amo.answer(/leads\?/, list('leads', lead(9, 'Окна для коттеджа', 40)));
  amo.refuseOnce(/leads\?/);
  const refused = clock.whenWaiting(2);
  const caller = marina();
  await refused;
  clock.turn(1_000);
  expect(await caller).toMatchObject({ caller: 'found', entity: { name: 'Окна для коттеджа' } });
  expect(clock.pending).toBe(0);
});

it('asks no third time, and nobody waits longer than 1.5 seconds', async () => {
  const { amo, clock, marina } = lookup();
  amo.answer(/contacts/, {}, 429);
  const refused = clock.whenWaiting(2);
  const caller = marina();
  await refused;
  clock.turn(1_500);
  expect(await caller).toEqual({ caller: 'unavailable' });
  expect(amo.asked).toHaveLength(2);
});

it('still names the contact when only the leads do not come in time', async () => {
  const { amo, clock, marina } = lookup();
  amo.answer(/contacts/, list('contacts', contact(7, 'Марина', ['79984445566'], { leads: [{ id: 9 }] })));
  amo.hang(/leads/);
  const asked = amo.whenAsked(/leads\?/);
  const caller = marina();
  await asked;
  clock.turn(1_500);
  expect(await caller).toMatchObject({ caller: 'found', entity: { type: 'contact', id: 7 } });
});

it('asks once for the same number at once and within half a minute, and anew later', async () => {
  const { amo, clock, marina } = lookup();
  amo.answer(/contacts/, list('contacts', contact(7, 'Марина', ['79984445566'])));
  await Promise.all([marina(), marina()]);
  await marina();
  expect(amo.asked).toHaveLength(1);
  clock.turn(30_001);
  await marina();
  expect(amo.asked).toHaveLength(2);
});

it('asks anew when the last answer was cut by the deadline', async () => {
  const { amo, clock, marina } = lookup();
  amo.answer(/contacts/, list('contacts', contact(7, 'Марина', ['79984445566'], { leads: [{ id: 9 }] })));
  amo.hang(/leads/);
  const asked = amo.whenAsked(/leads\?/);
  const caller = marina();
  await asked;
  clock.turn(1_500);
  await caller;
  const askedAgain = amo.whenAsked(/leads\?/);
  const again = marina();
  await askedAgain;
  clock.turn(1_500);
  await again;
  expect(amo.asked.filter((path) => path.includes('/contacts?'))).toHaveLength(2);
});

const leads = (count: number) => Array.from({ length: count }, (_, i) => ({ id: 100 + i }));

it('counts the open leads of an old customer over all his leads, not over the first fifty', async () => {
  const { amo, marina } = lookup();
  amo.answer(/contacts/, list('contacts', contact(7, 'Марина', ['79984445566'], { leads: leads(60) })));
  amo.answer(/leads\?filter.*=100&/, list('leads', lead(100, 'Первая', 40)));
  amo.answer(/leads\?filter.*=159&/, list('leads', lead(159, 'Вторая', 40)));
  amo.answer(/pipelines/, list('pipelines'));
  expect(await marina()).toMatchObject({ entity: { type: 'contact', id: 7 } });
  expect(amo.asked.filter((path) => path.includes('/leads?'))).toHaveLength(2);
});

it.each(['leads', 'customers'])(
  'claims no lead and no customer while the %s are not known',
  async (missing) => {
    const { amo, marina } = lookup();
    const links = { leads: [{ id: 9 }], customers: [{ id: 4 }] };
    amo.answer(/contacts/, list('contacts', contact(7, 'Марина', ['79984445566'], links)));
    if (missing !== 'leads') amo.answer(/leads\?filter/, list('leads', lead(9, 'Окна', 40)));
    else amo.answer(/leads\?filter/, {}, 500);
    if (missing !== 'customers') amo.answer(/customers\?filter/, list('customers', { id: 4, name: 'Клуб' }));
    else amo.answer(/customers\?filter/, {}, 500);
    expect(await marina()).toMatchObject({ entity: { type: 'contact', id: 7 } });
  },
);

it('asks again for a number that was unknown: the card may have been created', async () => {
  const { amo, marina } = lookup();
  await marina();
  amo.answer(/contacts/, list('contacts', contact(7, 'Марина', ['79984445566'])));
  expect(await marina()).toMatchObject({ caller: 'found' });
});

it('survives an answer in a shape nobody promised', async () => {
  const { amo, marina } = lookup();
  amo.answer(/./, {
    _embedded: { contacts: [null, 5, { id: 'x' }, { id: 1, name: 'А', custom_fields_values: 'нет' }] },
  });
  expect(await marina()).toEqual({ caller: 'unknown' });
});
