import { saw, together, type Fact } from '../fact';
import { FILLED_TEXT, INTEGER, listWith, SELF_LINK } from '../pattern';
import { problem, refusal } from '../refusal';

const ERRORS = { source: 'crm_platform/error-codes', trust: 'D' } as const;
const CONTACTS = { source: 'crm_platform/contacts-api', trust: 'D' } as const;
const PATH = '/api/v4/contacts';

const method = (id: string, verb: string, path: string): Fact => ({
  id,
  ...ERRORS,
  says: `${verb} ${path}: 405, application/problem+json.`,
  // Should the account obey, nothing is harmed: there is nothing in the request that it could write or delete.
  check: async (account) =>
    saw(
      await account.raw({ method: verb, path, headers: { Authorization: `Bearer ${account.target.token}` } }),
      problem(405),
    ),
});

/** What is the same for every method: content types, arrays, request ids, unknown paths. */
export const envelopeFacts: readonly Fact[] = [
  {
    id: '7.0-unknown-path',
    ...ERRORS,
    says: 'A path that does not exist: 404, application/problem+json.',
    check: async (account) => saw(await account.get('/api/v4/no_such_thing'), problem(404)),
  },
  method('7.0-get-calls', 'GET', '/api/v4/calls'),
  method('7.0-patch-calls', 'PATCH', '/api/v4/calls'),
  method('7.0-delete-contacts', 'DELETE', '/api/v4/contacts'),
  method('7.0-delete-leads', 'DELETE', '/api/v4/leads'),
  method('7.0-get-complex', 'GET', '/api/v4/leads/complex'),
  method('7.0-post-events-v4', 'POST', '/api/v4/events'),
  method('7.0-post-account', 'POST', '/api/v4/account'),
  {
    id: '7.0-broken-json',
    ...ERRORS,
    says: 'A body that is no JSON: 400, application/problem+json.',
    check: async (account) =>
      saw(
        await account.raw({
          method: 'POST',
          path: PATH,
          headers: { Authorization: `Bearer ${account.target.token}`, 'Content-Type': 'application/json' },
          body: '[{"name": ',
        }),
        problem(400),
      ),
  },
  {
    id: '7.0-object-instead-of-array',
    ...CONTACTS,
    says: 'One object where a collection takes an array: 400.',
    needs: ['write'],
    check: async (account) => saw(await account.post(PATH, { name: account.name('no array') }), problem(400)),
  },
  {
    id: '7.0-empty-array',
    ...CONTACTS,
    trust: 'likely',
    says: 'An empty array: 400.',
    check: async (account) => saw(await account.post(PATH, []), problem(400)),
  },
  {
    id: '7.0-no-body',
    ...CONTACTS,
    trust: 'likely',
    says: 'No body at all: 400.',
    check: async (account) => saw(await account.post(PATH), problem(400)),
  },
  {
    id: '7.0-batch-251',
    source: 'https://developers.kommo.com/docs/limitations',
    trust: 'D',
    says: 'More than 250 entities in one write: 400.',
    needs: ['write', 'stand-in'],
    check: async (account) =>
      saw(
        await account.post(
          PATH,
          Array.from({ length: 251 }, () => ({ name: 'One of too many' })),
        ),
        problem(400),
      ),
  },
  {
    id: '7.0-request-id-echo',
    ...CONTACTS,
    says: 'Every answer item carries the request_id that its item had, and the id and link of what was made.',
    needs: ['write'],
    check: async (account) =>
      saw(
        await account.post(PATH, [
          { name: account.name('first of a batch'), request_id: 'the-first' },
          { name: account.name('second of a batch'), request_id: 'the-second' },
        ]),
        {
          status: 200,
          type: 'hal',
          body: {
            _links: SELF_LINK,
            _embedded: {
              contacts: [
                { id: INTEGER, request_id: 'the-first', _links: SELF_LINK },
                { id: INTEGER, request_id: 'the-second', _links: SELF_LINK },
              ],
            },
          },
        },
      ),
  },
  {
    id: '7.0-request-id-default',
    ...CONTACTS,
    says: 'Without request_id it is the item’s place as a text: "0", "1".',
    needs: ['write'],
    check: async (account) =>
      saw(await account.post(PATH, [{ name: account.name('place 0') }, { name: account.name('place 1') }]), {
        status: 200,
        body: { _embedded: { contacts: [{ request_id: '0' }, { request_id: '1' }] } },
      }),
  },
  {
    id: '7.0-request-id-number',
    source: 'https://github.com/amocrm/amocrm-api-php',
    trust: 'G',
    says: 'A request_id that was a number comes back as a text.',
    needs: ['write'],
    check: async (account) =>
      saw(await account.post(PATH, [{ name: account.name('request 17'), request_id: 17 }]), {
        status: 200,
        body: { _embedded: { contacts: [{ request_id: '17' }] } },
      }),
  },
  refusal({
    id: '7.0-validation-body',
    ...ERRORS,
    says: 'A wrong item: 400 with `validation-errors`, each with request_id, code, path and detail.',
    path: PATH,
    body: () => [
      { custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }], request_id: 'the-wrong-one' },
    ],
    at: 'custom_fields_values.0.field_id',
    code: 'NotSupportedChoice',
    requestId: 'the-wrong-one',
  }),
  {
    id: '7.0-validation-names-the-item',
    ...ERRORS,
    says: 'In a batch the validation body names the wrong item by its place when it has no request_id.',
    needs: ['write'],
    check: async (account) =>
      saw(
        await account.post(PATH, [
          { name: account.name('right, beside a wrong one') },
          { name: account.name('wrong'), custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }] },
        ]),
        { status: 400, type: 'problem', body: { 'validation-errors': listWith({ request_id: '1' }) } },
      ),
  },
  {
    id: '7.0-all-or-nothing',
    ...ERRORS,
    trust: 'likely',
    says: 'One wrong item refuses the whole batch: nothing of it is made.',
    needs: ['write'],
    check: async (account) => {
      const name = account.name('must not exist');
      const refused = await account.post(PATH, [
        { name },
        { custom_fields_values: [{ field_id: 1, values: [{ value: 'x' }] }] },
      ]);
      const found = await account.get(`${PATH}?query=${encodeURIComponent(name)}`);
      return together(saw(refused, { status: 400 }), saw(found, { status: 204, isEmpty: true }));
    },
  },
  {
    id: '7.0-problem-body',
    ...ERRORS,
    says: 'A problem names its title, type (a link), status and detail.',
    check: async (account) =>
      saw(await account.get('/api/v4/no_such_thing'), {
        status: 404,
        type: 'problem',
        body: { title: 'Not Found', type: FILLED_TEXT, status: 404, detail: FILLED_TEXT },
      }),
  },
];
