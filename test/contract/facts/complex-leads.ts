import { phoneField } from '../cast';
import { saw, sawValue, together, type Fact } from '../fact';
import { BOOLEAN, FILLED_TEXT, INTEGER, listWith, Shape } from '../pattern';
import { listAt, valueAt } from '../answer';
import { problem, refusal } from '../refusal';

const DOCS = { source: 'crm_platform/leads-api', trust: 'D' } as const;
const PATH = '/api/v4/leads/complex';

/** A lead with its contact and company in one request. */
export const complexLeadFacts: readonly Fact[] = [
  {
    id: '7.2-complex-bare-array',
    ...DOCS,
    says: 'The answer is a bare array: id, contact_id, company_id, request_id (a list), merged.',
    needs: ['write'],
    check: async (account) => {
      const contacts = [
        { first_name: account.name('complex'), custom_fields_values: [phoneField(account.newPhone())] },
      ];
      const lead = { name: account.name('complex lead'), request_id: 'complex-1', _embedded: { contacts } };
      return saw(await account.post(PATH, [lead]), {
        status: 200,
        body: [
          {
            id: INTEGER,
            contact_id: INTEGER,
            company_id: null,
            request_id: listWith('complex-1'),
            merged: BOOLEAN,
          },
        ],
      });
    },
  },
  {
    id: '7.2-complex-links',
    ...DOCS,
    says: 'Lead, contact and company of one request are linked with each other.',
    needs: ['write'],
    check: async (account) => {
      const lead = {
        name: account.name('complex with company'),
        _embedded: {
          contacts: [{ first_name: account.name('of a company') }],
          companies: [{ name: account.name('of a contact') }],
        },
      };
      const made = await account.post(PATH, [lead]);
      const [leadId, contactId, companyId] = ['0.id', '0.contact_id', '0.company_id'].map((at) =>
        account.id(made, at),
      );
      return saw(await account.get(`/api/v4/leads/${leadId}?with=contacts`), {
        status: 200,
        body: { _embedded: { contacts: [{ id: contactId ?? 0 }], companies: [{ id: companyId ?? 0 }] } },
      });
    },
  },
  {
    id: '7.2-complex-known-contact',
    ...DOCS,
    says: 'A contact named by its id is linked, not made again.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.newPerson('contacts', 'known to a complex lead');
      const answer = await account.post(PATH, [
        { name: account.name('for a known contact'), _embedded: { contacts: [{ id }] } },
      ]);
      return saw(answer, { status: 200, body: [{ contact_id: id }] });
    },
  },
  {
    id: '7.2-complex-unsorted',
    ...DOCS,
    says: 'With `metadata` of the category sip the lead goes to "Incoming leads", whatever status it names.',
    needs: ['write'],
    check: async (account) => {
      const pipelines = await account.get('/api/v4/leads/pipelines');
      const main = listAt(pipelines.body, '_embedded.pipelines').find(
        (one) => valueAt(one, 'is_main') === true,
      );
      const statuses = listAt(main, '_embedded.statuses');
      const incoming = statuses.find((status) => valueAt(status, 'type') === 1);
      const metadata = {
        category: 'sip',
        from: account.newPhone(),
        phone: account.newPhone(),
        called_at: Math.floor(Date.now() / 1000),
        duration: 12,
        link: 'https://example.com/talk.mp3',
        service_code: 'contract_check',
        uniq: `complex-${account.stamp}`,
        is_call_event_needed: false,
      };
      const lead = {
        name: account.name('complex, unsorted'),
        status_id: valueAt(statuses[1], 'id'),
        _embedded: { metadata },
      };
      const made = await account.post(PATH, [lead]);
      const read = await account.get(`/api/v4/leads/${account.id(made, '0.id')}`);
      const inUnsorted = new Shape(
        'hidden, or in the status of type 1',
        (status) => status === undefined || status === valueAt(incoming, 'id'),
      );
      return together(
        saw(made, { status: 200 }),
        sawValue('status_id', valueAt(read.body, 'status_id'), inUnsorted),
      );
    },
  },
  {
    id: '7.2-complex-unsorted-entry',
    ...DOCS,
    trust: 'likely',
    says: 'Such a lead is an entry in the list of "Incoming leads" and can be accepted there.',
    needs: ['write'],
    check: async (account) => {
      const uniq = `complex-entry-${account.stamp}`;
      const call = { phone: account.newPhone(), called_at: 1_700_000_000, duration: 12, uniq };
      const metadata = { category: 'sip', ...call, link: '', service_code: 'contract_check' };
      const contacts = [{ first_name: account.name('of a complex entry') }];
      const made = await account.post(PATH, [
        { name: account.name('complex entry'), _embedded: { metadata, contacts } },
      ]);
      const contact = `/api/v4/contacts/${account.id(made, '0.contact_id')}`;
      const before = await account.get(contact);
      const list = await account.get('/api/v4/leads/unsorted?order[created_at]=desc&limit=250');
      const leadId = account.id(made, '0.id');
      const entry = listAt(list.body, '_embedded.unsorted').find(
        (one) => valueAt(one, '_embedded.leads.0.id') === leadId,
      );
      const accepted = await account.post(
        `/api/v4/leads/unsorted/${String(valueAt(entry, 'uid'))}/accept`,
        {},
      );
      return together(
        saw(before, { status: 204 }),
        saw(accepted, { status: 200, body: { _embedded: { leads: [{ id: leadId }] } } }),
        saw(await account.get(contact), { status: 200 }),
      );
    },
  },
  refusal({
    id: '7.2-complex-41-fields',
    ...DOCS,
    says: 'More than 40 field values in one entity: refused.',
    needs: ['write'],
    path: PATH,
    body: (account) => [
      {
        name: account.name('of many fields'),
        custom_fields_values: Array.from({ length: 41 }, () => ({
          field_code: 'PHONE',
          values: [{ value: '1' }],
        })),
      },
    ],
    at: 'custom_fields_values',
    code: FILLED_TEXT,
  }),
  {
    id: '7.2-complex-51',
    ...DOCS,
    says: 'More than 50 leads in one request: 400.',
    needs: ['write', 'stand-in'],
    check: async (account) =>
      saw(
        await account.post(
          PATH,
          Array.from({ length: 51 }, () => ({ name: 'One of too many' })),
        ),
        problem(400),
      ),
  },
  {
    id: '7.2-complex-two-contacts',
    ...DOCS,
    says: 'More than one contact in a lead: 400.',
    needs: ['write'],
    check: async (account) => {
      const contacts = [{ first_name: account.name('one') }, { first_name: account.name('two') }];
      return saw(
        await account.post(PATH, [{ name: account.name('with two'), _embedded: { contacts } }]),
        problem(400),
      );
    },
  },
  {
    id: '7.2-complex-two-companies',
    ...DOCS,
    says: 'More than one company in a lead: 400.',
    needs: ['write'],
    check: async (account) => {
      const companies = [{ name: account.name('one') }, { name: account.name('two') }];
      return saw(
        await account.post(PATH, [{ name: account.name('of two'), _embedded: { companies } }]),
        problem(400),
      );
    },
  },
  {
    id: '7.2-complex-object',
    ...DOCS,
    says: 'One object instead of an array: 400.',
    needs: ['write'],
    check: async (account) => saw(await account.post(PATH, { name: account.name('no array') }), problem(400)),
  },
  refusal({
    id: '7.2-complex-unknown-contact',
    ...DOCS,
    trust: 'likely',
    says: 'A contact id that does not exist: NotSupportedChoice.',
    path: PATH,
    body: (account) => [{ name: account.name('of nobody'), _embedded: { contacts: [{ id: 4000000000 }] } }],
    at: '_embedded.contacts.0.id',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-complex-category',
    ...DOCS,
    trust: 'likely',
    says: 'A category of metadata that does not exist: NotSupportedChoice.',
    path: PATH,
    body: (account) => [{ name: account.name('by pigeon'), _embedded: { metadata: { category: 'pigeon' } } }],
    at: '_embedded.metadata.category',
    code: 'NotSupportedChoice',
  }),
];
