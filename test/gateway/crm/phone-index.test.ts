import { phoneNumbers } from '../../../src/gateway/phone-numbers';
import { readEntities } from '../../../src/gateway/crm/phone-index/read-entities';
import { storedNumbers } from '../../../src/gateway/crm/phone-index/stored-numbers';
import { touchedByHook } from '../../../src/gateway/crm/phone-index/touched-by-hook';

const phones = phoneNumbers('RU');
const numbersOf = (field: string): readonly string[] => storedNumbers(field, phones);

describe('a phone field of a card', () => {
  it.each([
    ['+7 998 444-55-66', ['+79984445566']],
    ['8 (998) 444-55-66', ['+79984445566']],
    ['79984445566', ['+79984445566']],
    ['9984445566', ['+79984445566']],
    ['8 998 444 55 66 доб. 12', ['+79984445566']],
    ['+7 998 444-55-66, 8 911 000-00-00', ['+79984445566', '+79110000000']],
    ['89984445566; 89984445566', ['+79984445566']],
    ['89984445566/89110000000', ['+79984445566', '+79110000000']],
    ['89984445566 +79110000000', ['+79984445566', '+79110000000']],
    ['+49 30 901820', ['+4930901820']],
    ['444-55-66', []],
    ['112', []],
    ['нет телефона', []],
    ['', []],
  ])('%s is %j', (field, numbers) => {
    expect(numbersOf(field)).toEqual(numbers);
  });
});

describe('an answer of amoCRM', () => {
  const phone = (...values: unknown[]) => [
    { field_code: 'PHONE', values: values.map((value) => ({ value })) },
  ];
  const contact = { id: 1, name: 'Марина', responsible_user_id: 7, group_id: 3, created_at: 100 };

  it('gives contacts with all their numbers and their company', () => {
    const raw = {
      ...contact,
      custom_fields_values: [
        ...phone('8 998 444-55-66', 79110000000),
        { field_code: 'EMAIL', values: [{ value: 'a@b' }] },
      ],
      _embedded: { companies: [{ id: 5 }] },
    };
    expect(readEntities({ _embedded: { contacts: [raw] } }, 'contacts', numbersOf).entities).toEqual([
      {
        kind: 'contacts',
        id: 1,
        name: 'Марина',
        responsibleUserId: 7,
        groupId: 3,
        createdAt: 100_000,
        numbers: ['+79984445566', '+79110000000'],
        companyId: 5,
      },
    ]);
  });

  it('has no room for leads that are closed or deleted', () => {
    const lead = {
      name: 'Окна',
      status_id: 1,
      pipeline_id: 2,
      price: 3,
      _embedded: { contacts: [{ id: 1 }] },
    };
    const leads = [
      { ...lead, id: 1 },
      { ...lead, id: 2, status_id: 142 },
      { ...lead, id: 3, status_id: 143 },
      { ...lead, id: 4, is_deleted: true },
    ];
    const read = readEntities({ _embedded: { leads } }, 'leads', numbersOf);
    expect(read.entities.map(({ id }) => id)).toEqual([1]);
    expect(read.gone).toEqual([2, 3, 4]);
    expect(read.count).toBe(4);
  });

  it.each([undefined, null, 'html', [], {}, { _embedded: null }, { _embedded: { contacts: {} } }])(
    '%j holds nothing',
    (body) => expect(readEntities(body, 'contacts', numbersOf)).toEqual({ entities: [], gone: [], count: 0 }),
  );

  it('leaves out what has no id, and stands fields of any kind', () => {
    const contacts = [null, { name: 'x' }, { ...contact, id: 2, name: null, custom_fields_values: 'no' }];
    const { entities } = readEntities({ _embedded: { contacts } }, 'contacts', numbersOf);
    expect(entities).toMatchObject([{ id: 2, name: '', numbers: [] }]);
  });
});

describe('a webhook', () => {
  it('names entities, and nothing else of it is believed', () => {
    const form =
      'contacts[update][0][id]=11&contacts[update][0][name]=x&contacts[delete][1][id]=12&leads[status][0][id]=21&customers[add][0][id]=31&account[id]=99';
    expect(touchedByHook(form)).toEqual({
      contacts: [11, 12],
      companies: [11, 12],
      leads: [21],
      customers: [31],
    });
  });

  it.each([
    '',
    '[]',
    'contacts[add][0][id]=-1',
    'contacts[add][0][id]=1e99',
    'contacts[add][x][id]=1',
    '%%%',
  ])('%j names nobody', (form) => expect(touchedByHook(form)).toEqual({}));

  it('of a stranger with a million ids costs no million requests', () => {
    const form = Array.from({ length: 10_000 }, (_, n) => `leads[add][${n}][id]=${n + 1}`).join('&');
    expect(touchedByHook(form).leads).toHaveLength(500);
  });
});
