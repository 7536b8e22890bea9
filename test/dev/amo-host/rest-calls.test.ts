import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import type { Lead } from '../../../dev/amo-host/account/entity';
import { ask, at } from './rest-client';

let host: AmoHost;
beforeEach(async () => {
  host = await startAmoHost({ port: 0, widgets: [], rateLimit: false });
});
afterEach(() => host.close());

const contactNamed = (name: string) => {
  const contact = [...host.state.contacts.values()].find((each) => each.name === name);
  if (!contact) throw new Error(`No ${name} in the demo account`);
  return contact;
};
const leadNamed = (name: string): Lead => {
  const lead = [...host.state.leads.values()].find((each) => each.name === name);
  if (!lead) throw new Error(`No ${name} in the demo account`);
  return lead;
};
const call = (phone: string) => ({
  direction: 'inbound',
  duration: 75,
  source: 'test',
  phone,
  uniq: 'u-1',
  call_responsible: 504141,
});

it.each([
  [
    'the only open lead of the contact',
    '89984445566',
    'lead',
    () => leadNamed('Окна для коттеджа, 3 этажа').id,
  ],
  [
    'the contact, when all leads are closed',
    '+79985550244',
    'contact',
    () => contactNamed('Наталья Юдина').id,
  ],
  [
    'the contact, when there are two open leads',
    '79982104407',
    'contact',
    () => contactNamed('Сергей Дорохов').id,
  ],
  [
    'the contact, when there are a lead and a customer',
    '+79986001020',
    'contact',
    () => contactNamed('Ирина Лагутина').id,
  ],
  [
    'the customer, when there is no open lead',
    '79985550355',
    'customer',
    () => [...host.state.customers.values()][0]?.id,
  ],
  [
    'the older of two contacts with one number',
    '+79986003040',
    'contact',
    () => contactNamed('Артём Фролов').id,
  ],
  [
    'the company, when no contact has the number',
    '+79989001001',
    'company',
    () => [...host.state.companies.values()].find(({ name }) => name === 'ООО «Стеклодом»')?.id,
  ],
])('puts a call on %s', async (_where, phone, type, id) => {
  const answer = await ask(host, 'POST', '/api/v4/calls', [call(phone)]);

  expect(answer.status).toBe(200);
  expect(answer.type).toBe('application/hal+json');
  expect(answer.body).toMatchObject({ _total_items: 1, errors: [] });
  expect(at(answer.body, '_embedded.calls.0')).toMatchObject({
    entity_type: type,
    entity_id: id(),
    request_id: '0',
  });
  const note = host.state.notes.get(Number(at(answer.body, '_embedded.calls.0.id')));
  expect(note).toMatchObject({
    note_type: 'call_in',
    created_by: 504141,
    params: { duration: 75, uniq: 'u-1', phone },
  });
});

it('answers 400 when no entity has the number, and 200 with errors when only some have', async () => {
  const none = await ask(host, 'POST', '/api/v4/calls', [call('+79000000001')]);
  expect(none.status).toBe(400);
  expect(none.body).toMatchObject({
    _total_items: 0,
    errors: [{ title: 'Entity not found', request_id: '0' }],
  });

  const some = await ask(host, 'POST', '/api/v4/calls', [call('+79000000001'), call('+79984445566')]);
  expect(some.status).toBe(200);
  expect(some.body).toMatchObject({ _total_items: 1, errors: [{ request_id: '0' }] });
});

it('does not recognise a repeated call: equal calls become two notes', async () => {
  await ask(host, 'POST', '/api/v4/calls', [call('+79984445566')]);
  await ask(host, 'POST', '/api/v4/calls', [call('+79984445566')]);
  const lead = leadNamed('Окна для коттеджа, 3 этажа');
  const notes = await ask(host, 'GET', `/api/v4/leads/${lead.id}/notes?filter[note_type]=call_in`);
  expect(at(notes.body, '_embedded.notes')).toHaveLength(2);
});

it('takes a recording link for a logged call later', async () => {
  const logged = await ask(host, 'POST', '/api/v4/calls', [call('+79984445566')]);
  const id = Number(at(logged.body, '_embedded.calls.0.id'));
  const patched = await ask(host, 'PATCH', `/api/v4/leads/notes/${id}`, {
    params: { link: 'https://pbx.example/1.mp3' },
  });
  expect(patched.status).toBe(200);
  expect(host.state.notes.get(id)?.params).toMatchObject({ link: 'https://pbx.example/1.mp3', duration: 75 });
});

it('finds contacts by any writing of a number, and by name; the search is fuzzy', async () => {
  const found = async (query: string) => {
    const answer = await ask(host, 'GET', `/api/v4/contacts?query=${encodeURIComponent(query)}`);
    return answer.status === 204
      ? []
      : (at(answer.body, '_embedded.contacts') as { name: string }[]).map(({ name }) => name);
  };
  for (const query of ['+7 998 444-55-66', '89984445566', '4445566', '+1 444 555 444 55 66']) {
    expect(await found(query)).toEqual(['Марина Ковалёва']);
  }
  expect(await found('ковалёва марина')).toEqual(['Марина Ковалёва']);
  expect(await found('+79982104407')).toEqual(['Сергей Дорохов']);
});

it('names linked entities by id only, and only when asked', async () => {
  const { id } = contactNamed('Марина Ковалёва');
  const plain = await ask(host, 'GET', `/api/v4/contacts/${id}`);
  expect(at(plain.body, '_embedded.leads')).toBeUndefined();
  expect(at(plain.body, '_embedded.companies.0')).toEqual({
    id: expect.any(Number) as number,
    _links: expect.anything() as object,
  });
  const full = await ask(host, 'GET', `/api/v4/contacts/${id}?with=leads,customers`);
  expect(at(full.body, '_embedded.leads')).toHaveLength(2);
  expect(at(full.body, '_embedded.customers')).toEqual([]);
});

it('pages through a collection by its links', async () => {
  const names = new Set<number>();
  let next: string | undefined = '/api/v4/contacts?limit=90';
  let pages = 0;
  while (next) {
    const answer = await ask(host, 'GET', next);
    for (const { id } of at(answer.body, '_embedded.contacts') as { id: number }[]) names.add(id);
    const href = at(answer.body, '_links.next.href') as string | undefined;
    next = href?.replace(host.url, '');
    pages += 1;
  }
  expect([names.size, pages]).toEqual([host.state.contacts.size, 4]);
});

it('makes a lead with its contact in one request and answers a bare array', async () => {
  const answer = await ask(host, 'POST', '/api/v4/leads/complex', [
    {
      name: 'Новая сделка',
      request_id: 'r1',
      _embedded: {
        contacts: [
          {
            name: 'Новый',
            custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79981239999' }] }],
          },
        ],
      },
    },
  ]);
  expect(answer.body).toEqual([
    {
      id: expect.any(Number) as number,
      contact_id: expect.any(Number) as number,
      company_id: null,
      request_id: ['r1'],
      merged: false,
    },
  ]);
  const logged = await ask(host, 'POST', '/api/v4/calls', [call('+79981239999')]);
  expect(at(logged.body, '_embedded.calls.0.entity_type')).toBe('lead');
});

describe('unsorted', () => {
  const entry = {
    source_uid: 'pbx',
    source_name: 'Телефония',
    _embedded: {
      contacts: [
        {
          name: 'Кто-то',
          custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '+79987654321' }] }],
        },
      ],
    },
    metadata: {
      phone: '+79987654321',
      call_responsible: 504141,
      called_at: 1,
      duration: 20,
      link: '',
      service_code: 'x',
      uniq: 'q',
      is_call_event_needed: true,
    },
  };
  const add = () => ask(host, 'POST', '/api/v4/leads/unsorted/sip', [entry]);

  it('hides its contact and lead until somebody accepts it, then the call is in the feed', async () => {
    const uid = String(at((await add()).body, '_embedded.unsorted.0.uid'));
    expect((await ask(host, 'POST', '/api/v4/calls', [call('+79987654321')])).status).toBe(400);
    expect((await ask(host, 'GET', '/api/v4/contacts?query=9987654321')).status).toBe(204);

    const accepted = await ask(host, 'POST', `/api/v4/leads/unsorted/${uid}/accept`, { user_id: 504142 });

    expect(accepted.status).toBe(200);
    const leadId = Number(at(accepted.body, '_embedded.leads.0.id'));
    expect(host.state.leads.get(leadId)?.responsible_user_id).toBe(504142);
    expect(host.state.notesOf({ type: 'leads', id: leadId })).toMatchObject([{ note_type: 'call_in' }]);
    expect((await ask(host, 'POST', `/api/v4/leads/unsorted/${uid}/accept`, {})).status).toBe(404);
  });

  it('refuses a second equal entry', async () => {
    await add();
    const second = await add();
    expect(second.status).toBe(400);
    expect(host.state.unsorted.size).toBe(1);
  });

  it('forgets what was declined', async () => {
    const contacts = host.state.contacts.size;
    const uid = String(at((await add()).body, '_embedded.unsorted.0.uid'));
    expect((await ask(host, 'DELETE', `/api/v4/leads/unsorted/${uid}/decline`)).status).toBe(200);
    expect(host.state.contacts.size).toBe(contacts);
    expect((await ask(host, 'GET', '/api/v4/leads/unsorted')).status).toBe(204);
  });
});

it('tells the named users of a call by an event, and all users when none is named', async () => {
  const one = await ask(host, 'POST', '/api/v2/events/', {
    add: [{ type: 'phone_call', phone_number: '8 998 444 55 66', users: [504141] }],
  });
  expect(one.status).toBe(202);
  expect(at(one.body, '_embedded.items.0')).toMatchObject({
    element_type: 2,
    phone_number: '8 998 444 55 66',
  });
  expect(host.state.notifications.map(({ userId }) => userId)).toEqual([504141]);
  await ask(host, 'POST', '/api/v2/events', { add: [{ type: 'phone_call', phone_number: '+79000000001' }] });
  expect(host.state.notifications).toHaveLength(1 + host.state.users.length);
  expect(host.state.notifications.at(-1)?.clickUrl).toBe('/contacts/add/?phone=%2B79000000001');
});
