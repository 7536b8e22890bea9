import { startAmoHost, type AmoHost } from '../../../dev/amo-host/amo-host';
import { ask, at, type Who } from './rest-client';

const ANNA = { userId: 504141 };
const IGOR_OF_GROUP_1 = { userId: 504143 };
const OLGA_ADMIN = { userId: 504144 };
const DENIS_OWN_ONLY = { userId: 504145 };

let host: AmoHost;
beforeAll(async () => {
  host = await startAmoHost({ port: 0, widgets: [], rateLimit: false });
});
afterAll(() => host.close());

const call = { direction: 'inbound', duration: 10, source: 'test', phone: '+79984445566' };
const metadata = {
  phone: '+79981110000',
  call_responsible: 504141,
  called_at: 1700000000,
  duration: 30,
  link: '',
  service_code: 'test',
  uniq: 'u-1',
  is_call_event_needed: true,
};
const sip = { source_uid: 's', source_name: 'Test', metadata };
const without = (from: object, key: string): object =>
  Object.fromEntries(Object.entries(from).filter(([own]) => own !== key));

interface Row {
  readonly name: string;
  readonly ask: readonly [method: string, path: string, body?: unknown, who?: Who];
  readonly status: number;
  /** `validation-errors[0].errors[0]`, or one of the plain problem's details. */
  readonly error?: readonly [code: string, path: string];
}

/** `{contact}` and `{lead}` are Marina Kovalyova and her open lead. */
const ROWS: readonly Row[] = [
  { name: 'no authorisation', ask: ['GET', '/api/v4/account', undefined, 'nobody'], status: 401 },
  {
    name: 'an unknown bearer token',
    ask: ['GET', '/api/v4/account', undefined, { headers: { authorization: 'Bearer x' } }],
    status: 401,
  },
  {
    name: 'an unknown session cookie',
    ask: ['GET', '/api/v4/account', undefined, { headers: { cookie: 'session=x' } }],
    status: 401,
  },
  { name: 'an unknown path', ask: ['GET', '/api/v4/nonsense'], status: 404 },
  { name: 'an unknown path of v2', ask: ['GET', '/api/v2/nonsense'], status: 404 },
  { name: 'reading calls', ask: ['GET', '/api/v4/calls'], status: 405 },
  { name: 'patching calls', ask: ['PATCH', '/api/v4/calls', [call]], status: 405 },
  { name: 'deleting a contact', ask: ['DELETE', '/api/v4/contacts/{contact}'], status: 405 },
  { name: 'posting the account', ask: ['POST', '/api/v4/account', {}], status: 405 },
  { name: 'reading v2 events', ask: ['GET', '/api/v2/events'], status: 405 },
  { name: 'a body that is not JSON', ask: ['POST', '/api/v4/contacts', '{"a":'], status: 400 },
  {
    name: 'an object where an array is due',
    ask: ['POST', '/api/v4/contacts', { name: 'x' }],
    status: 400,
    error: ['InvalidType', ''],
  },
  { name: 'an empty array', ask: ['POST', '/api/v4/contacts', []], status: 400, error: ['InvalidType', ''] },
  { name: 'no body', ask: ['POST', '/api/v4/contacts'], status: 400, error: ['NotBlank', ''] },
  {
    name: 'more than 250 entities',
    ask: ['POST', '/api/v4/contacts', Array.from({ length: 251 }, () => ({ name: 'x' }))],
    status: 400,
    error: ['TooMany', ''],
  },
  {
    name: 'a number as a name',
    ask: ['POST', '/api/v4/contacts', [{ name: 5 }]],
    status: 400,
    error: ['InvalidType', 'name'],
  },
  {
    name: 'a field that the account has not, by id',
    ask: [
      'POST',
      '/api/v4/contacts',
      [{ custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }] }],
    ],
    status: 400,
    error: ['NotSupportedChoice', 'custom_fields_values.0.field_id'],
  },
  {
    name: 'a field that the account has not, by code',
    ask: [
      'POST',
      '/api/v4/contacts',
      [{ custom_fields_values: [{ field_code: 'FAX', values: [{ value: 'x' }] }] }],
    ],
    status: 400,
    error: ['NotSupportedChoice', 'custom_fields_values.0.field_code'],
  },
  {
    name: 'a kind of number that does not exist',
    ask: [
      'POST',
      '/api/v4/contacts',
      [{ custom_fields_values: [{ field_code: 'PHONE', values: [{ value: '1', enum_code: 'CAR' }] }] }],
    ],
    status: 400,
    error: ['NotSupportedChoice', 'custom_fields_values.0.values.0.enum_code'],
  },
  {
    name: 'a responsible who is no user',
    ask: ['POST', '/api/v4/contacts', [{ responsible_user_id: 1 }]],
    status: 400,
    error: ['NotSupportedChoice', 'responsible_user_id'],
  },
  {
    name: 'a status of no pipeline',
    ask: ['POST', '/api/v4/leads', [{ status_id: 7, pipeline_id: 310001 }]],
    status: 400,
    error: ['NotSupportedChoice', 'status_id'],
  },
  {
    name: 'an unknown pipeline',
    ask: ['POST', '/api/v4/leads', [{ pipeline_id: 7 }]],
    status: 400,
    error: ['NotSupportedChoice', 'pipeline_id'],
  },
  {
    name: 'a lead with an unknown contact',
    ask: ['POST', '/api/v4/leads', [{ _embedded: { contacts: [{ id: 7 }] } }]],
    status: 400,
    error: ['NotSupportedChoice', '_embedded.contacts.0.id'],
  },
  {
    name: 'a patch without id',
    ask: ['PATCH', '/api/v4/contacts', [{ name: 'x' }]],
    status: 400,
    error: ['FieldMissing', 'id'],
  },
  { name: 'a patch of an unknown id', ask: ['PATCH', '/api/v4/contacts/7', { name: 'x' }], status: 404 },
  { name: 'a list page over 250', ask: ['GET', '/api/v4/contacts?limit=251'], status: 400 },
  { name: 'a page that is no number', ask: ['GET', '/api/v4/contacts?page=first'], status: 400 },
  { name: 'a page of nought', ask: ['GET', '/api/v4/contacts?page=0'], status: 400 },
  { name: 'an order by an unknown field', ask: ['GET', '/api/v4/contacts?order[name]=asc'], status: 400 },
  { name: 'an order in an unknown direction', ask: ['GET', '/api/v4/contacts?order[id]=up'], status: 400 },
  { name: 'events, more than 100 a page', ask: ['GET', '/api/v4/events?limit=101'], status: 400 },
  { name: 'a contact that does not exist', ask: ['GET', '/api/v4/contacts/7'], status: 204 },
  { name: 'a lead that does not exist', ask: ['GET', '/api/v4/leads/7'], status: 204 },
  {
    name: 'a search without result',
    ask: ['GET', '/api/v4/contacts?query=nobody-of-this-name'],
    status: 204,
  },
  { name: 'a page past the end', ask: ['GET', '/api/v4/contacts?page=999'], status: 204 },
  { name: 'links of a card that does not exist', ask: ['GET', '/api/v4/contacts/7/links'], status: 404 },
  { name: 'links of nobody', ask: ['GET', '/api/v4/contacts/links'], status: 400 },
  {
    name: 'a link to nobody',
    ask: ['POST', '/api/v4/leads/{lead}/link', [{ to_entity_id: 7, to_entity_type: 'contacts' }]],
    status: 422,
  },
  {
    name: 'a link to an unknown type',
    ask: ['POST', '/api/v4/leads/{lead}/link', [{ to_entity_id: 7, to_entity_type: 'people' }]],
    status: 400,
    error: ['NotSupportedChoice', 'to_entity_type'],
  },
  ...(['direction', 'duration', 'source', 'phone'] as const).map((key) => ({
    name: `a call without ${key}`,
    ask: ['POST', '/api/v4/calls', [without(call, key)]] as const,
    status: 400,
    error: ['FieldMissing', key] as const,
  })),
  {
    name: 'a call to the side',
    ask: ['POST', '/api/v4/calls', [{ ...call, direction: 'in' }]],
    status: 400,
    error: ['NotSupportedChoice', 'direction'],
  },
  {
    name: 'a call of status 8',
    ask: ['POST', '/api/v4/calls', [{ ...call, call_status: 8 }]],
    status: 400,
    error: ['NotSupportedChoice', 'call_status'],
  },
  {
    name: 'a call with a null link',
    ask: ['POST', '/api/v4/calls', [{ ...call, link: null }]],
    status: 400,
    error: ['NotNullable', 'link'],
  },
  {
    name: 'a call with a null result',
    ask: ['POST', '/api/v4/calls', [{ ...call, call_result: null }]],
    status: 400,
    error: ['NotNullable', 'call_result'],
  },
  {
    name: 'a call of half a second',
    ask: ['POST', '/api/v4/calls', [{ ...call, duration: 0.5 }]],
    status: 400,
    error: ['InvalidType', 'duration'],
  },
  {
    name: 'a call note with a null result',
    ask: [
      'POST',
      '/api/v4/leads/{lead}/notes',
      [{ note_type: 'call_in', params: { duration: 1, source: 's', phone: '1', call_result: null } }],
    ],
    status: 400,
    error: ['NotNullable', 'params.call_result'],
  },
  {
    name: 'a call note without a phone',
    ask: [
      'POST',
      '/api/v4/leads/{lead}/notes',
      [{ note_type: 'call_in', params: { duration: 1, source: 's' } }],
    ],
    status: 400,
    error: ['FieldMissing', 'params.phone'],
  },
  {
    name: 'a note of no type',
    ask: ['POST', '/api/v4/leads/{lead}/notes', [{ params: { text: 'x' } }]],
    status: 400,
    error: ['FieldMissing', 'note_type'],
  },
  {
    name: 'a note of an unknown type',
    ask: ['POST', '/api/v4/leads/{lead}/notes', [{ note_type: 'voice', params: {} }]],
    status: 400,
    error: ['NotSupportedChoice', 'note_type'],
  },
  {
    name: 'a note without params',
    ask: ['POST', '/api/v4/leads/{lead}/notes', [{ note_type: 'common' }]],
    status: 400,
    error: ['FieldMissing', 'params'],
  },
  {
    name: 'a note for nobody',
    ask: ['POST', '/api/v4/leads/notes', [{ note_type: 'common', params: { text: 'x' } }]],
    status: 400,
    error: ['FieldMissing', 'entity_id'],
  },
  {
    name: 'a note on a card that does not exist',
    ask: ['POST', '/api/v4/leads/7/notes', [{ note_type: 'common', params: { text: 'x' } }]],
    status: 404,
  },
  {
    name: 'a patch of a note that does not exist',
    ask: ['PATCH', '/api/v4/leads/notes/7', { params: {} }],
    status: 404,
  },
  {
    name: 'notes of an unknown type',
    ask: ['GET', '/api/v4/leads/notes?filter[note_type]=voice'],
    status: 400,
  },
  {
    name: 'a task without text',
    ask: ['POST', '/api/v4/tasks', [{ complete_till: 1 }]],
    status: 400,
    error: ['FieldMissing', 'text'],
  },
  {
    name: 'a task with an empty text',
    ask: ['POST', '/api/v4/tasks', [{ text: '', complete_till: 1 }]],
    status: 400,
    error: ['NotBlank', 'text'],
  },
  {
    name: 'a task without an end',
    ask: ['POST', '/api/v4/tasks', [{ text: 'x' }]],
    status: 400,
    error: ['FieldMissing', 'complete_till'],
  },
  {
    name: 'a task of an unknown kind',
    ask: ['POST', '/api/v4/tasks', [{ text: 'x', complete_till: 1, task_type_id: 9 }]],
    status: 400,
    error: ['NotSupportedChoice', 'task_type_id'],
  },
  {
    name: 'a task with an id but no type',
    ask: ['POST', '/api/v4/tasks', [{ text: 'x', complete_till: 1, entity_id: 7 }]],
    status: 400,
    error: ['FieldMissing', 'entity_type'],
  },
  {
    name: 'an event of another type',
    ask: ['POST', '/api/v2/events', { add: [{ type: 'mail', phone_number: '1' }] }],
    status: 400,
    error: ['NotSupportedChoice', 'add.0.type'],
  },
  {
    name: 'an event without a number',
    ask: ['POST', '/api/v2/events', { add: [{ type: 'phone_call' }] }],
    status: 400,
    error: ['FieldMissing', 'add.0.phone_number'],
  },
  ...(Object.keys(metadata) as (keyof typeof metadata)[]).map((key) => ({
    name: `an unsorted call without ${key}`,
    ask: ['POST', '/api/v4/leads/unsorted/sip', [{ ...sip, metadata: without(metadata, key) }]] as const,
    status: 400,
    error: ['FieldMissing', `metadata.${key}`] as const,
  })),
  {
    name: 'an unsorted call without a source',
    ask: ['POST', '/api/v4/leads/unsorted/sip', [without(sip, 'source_uid')]],
    status: 400,
    error: ['FieldMissing', 'source_uid'],
  },
  { name: 'an unsorted entry that does not exist', ask: ['GET', '/api/v4/leads/unsorted/7'], status: 404 },
  {
    name: 'accepting what does not exist',
    ask: ['POST', '/api/v4/leads/unsorted/7/accept', {}],
    status: 404,
  },
  { name: 'declining what does not exist', ask: ['DELETE', '/api/v4/leads/unsorted/7/decline'], status: 404 },
  {
    name: 'more than 50 complex leads',
    ask: ['POST', '/api/v4/leads/complex', Array.from({ length: 51 }, () => ({}))],
    status: 400,
    error: ['TooMany', ''],
  },
  {
    name: 'two contacts in a complex lead',
    ask: ['POST', '/api/v4/leads/complex', [{ _embedded: { contacts: [{}, {}] } }]],
    status: 400,
    error: ['TooMany', '_embedded.contacts'],
  },
  { name: 'users for an agent', ask: ['GET', '/api/v4/users', undefined, ANNA], status: 403 },
  { name: 'users for an administrator', ask: ['GET', '/api/v4/users', undefined, OLGA_ADMIN], status: 200 },
  { name: 'a widget put up by an agent', ask: ['POST', '/api/v4/widgets/x', {}, ANNA], status: 403 },
  {
    name: 'a widget taken down by an agent',
    ask: ['DELETE', '/api/v4/widgets/x', undefined, ANNA],
    status: 403,
  },
  { name: 'a widget that is not there', ask: ['GET', '/api/v4/widgets/x'], status: 404 },
  {
    name: 'a card that the rights of the user hide',
    ask: ['GET', '/api/v4/contacts/{contact}', undefined, DENIS_OWN_ONLY],
    status: 204,
  },
  {
    name: 'the card of another group',
    ask: ['GET', '/api/v4/contacts/{contact}', undefined, IGOR_OF_GROUP_1],
    status: 204,
  },
  {
    name: 'changing a card that rights hide',
    ask: ['PATCH', '/api/v4/contacts/{contact}', { name: 'x' }, DENIS_OWN_ONLY],
    status: 403,
  },
  {
    name: "an administrator's token in an agent's name",
    ask: [
      'GET',
      '/api/v4/users',
      undefined,
      { headers: { authorization: 'Bearer demo-long-lived-token', 'x-context-user-id': '504141' } },
    ],
    status: 403,
  },
  {
    name: 'a code that nobody issued',
    ask: [
      'POST',
      '/oauth2/access_token',
      { client_id: 'x', client_secret: 'x', redirect_uri: 'x', grant_type: 'authorization_code', code: 'x' },
    ],
    status: 400,
  },
  {
    name: 'a grant of an unknown type',
    ask: ['POST', '/oauth2/access_token', { grant_type: 'password' }],
    status: 400,
  },
];

describe('what is wrong gets the documented answer', () => {
  it.each(ROWS)('$name → $status', async ({ ask: [method, path, body, who], status, error }) => {
    const contact = [...host.state.contacts.values()].find(({ name }) => name === 'Марина Ковалёва');
    const lead = [...host.state.leads.values()].find(({ name }) => name.startsWith('Окна для коттеджа'));
    const real = path.replace('{contact}', String(contact?.id)).replace('{lead}', String(lead?.id));
    const before =
      host.state.contacts.size + host.state.leads.size + host.state.notes.size + host.state.tasks.size;

    const answer = await ask(host, method, real, body, who);

    expect(answer.status).toBe(status);
    if (status === 204) expect([answer.type, answer.body]).toEqual([null, undefined]);
    if (status >= 400) {
      expect(answer.type).toBe('application/problem+json');
      expect(answer.body).toMatchObject({ status, type: `https://httpstatus.es/${status}` });
      expect(at(answer.body, 'title')).toEqual(expect.any(String));
    }
    if (error) {
      const [code, errorPath] = error;
      expect(at(answer.body, 'validation-errors.0.errors.0')).toMatchObject({ code, path: errorPath });
    }
    const after =
      host.state.contacts.size + host.state.leads.size + host.state.notes.size + host.state.tasks.size;
    expect(after).toBe(before);
  });

  it('names the item of a batch by its request_id and by its place', async () => {
    const answer = await ask(host, 'POST', '/api/v4/calls', [call, { request_id: 'mine' }, {}]);
    expect(at(answer.body, 'validation-errors.0.request_id')).toBe('mine');
    expect(at(answer.body, 'validation-errors.1.request_id')).toBe('2');
  });
});
