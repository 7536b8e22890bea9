import { phoneField, WON } from '../cast';
import { saw, together, type Fact } from '../fact';
import { INTEGER, listWith, orNull, Shape } from '../pattern';
import { problem, refusal } from '../refusal';

const CONTACTS = { source: 'crm_platform/contacts-api', trust: 'D' } as const;
const LEADS = { source: 'crm_platform/leads-api', trust: 'D' } as const;
const LIKELY = { source: 'crm_platform/error-codes', trust: 'likely' } as const;
const LINKS = { source: 'crm_platform/entity-links-api', trust: 'D' } as const;
const NOBODY = 4000000000;

/** Making and changing contacts, companies and leads. */
export const entityWriteFacts: readonly Fact[] = [
  {
    id: '7.2-first-and-last-name',
    ...CONTACTS,
    says: 'A contact made with first_name and last_name has a name of both.',
    needs: ['write'],
    check: async (account) => {
      const made = await account.post('/api/v4/contacts', [
        { first_name: 'Contract', last_name: account.stamp },
      ]);
      const id = account.id(made, '_embedded.contacts.0.id');
      const name = new Shape(
        'both names in it',
        (text) => String(text).includes(account.stamp) && String(text).includes('Contract'),
      );
      return saw(await account.get(`/api/v4/contacts/${id}`), {
        status: 200,
        body: { first_name: 'Contract', last_name: account.stamp, name },
      });
    },
  },
  {
    id: '7.2-tags-to-add',
    ...CONTACTS,
    says: '`tags_to_add` puts tags on an entity that are made when missing.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.newPerson('contacts', 'tagged', undefined, {
        tags_to_add: [{ name: 'contract-check' }],
      });
      return saw(await account.get(`/api/v4/contacts/${id}`), {
        status: 200,
        body: { _embedded: { tags: listWith({ id: INTEGER, name: 'contract-check' }) } },
      });
    },
  },
  {
    id: '7.2-patch-contact',
    ...CONTACTS,
    says: 'PATCH of one contact: 200; fields that are not named stay.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.newPerson('contacts', 'before its change');
      const patched = await account.patch(`/api/v4/contacts/${id}`, {
        name: account.name('after its change'),
      });
      const read = await account.get(`/api/v4/contacts/${id}`);
      return together(
        saw(patched, { status: 200, type: 'hal', body: { id, updated_at: INTEGER } }),
        saw(read, {
          status: 200,
          body: {
            name: account.name('after its change'),
            custom_fields_values: listWith({ field_code: 'PHONE', values: listWith({ value: phone }) }),
          },
        }),
      );
    },
  },
  {
    id: '7.2-patch-many',
    ...LEADS,
    says: 'PATCH of a collection names each entity by id and answers in the envelope of a write.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.newPerson('contacts', 'of a lead to be priced');
      const leadId = await account.cast.newLead('to be priced', id);
      const patched = await account.patch('/api/v4/leads', [{ id: leadId, price: 1700 }]);
      return together(
        saw(patched, { status: 200, body: { _embedded: { leads: [{ id: leadId, updated_at: INTEGER }] } } }),
        saw(await account.get(`/api/v4/leads/${leadId}`), { status: 200, body: { price: 1700 } }),
      );
    },
  },
  {
    id: '7.2-win-a-lead',
    ...LEADS,
    says: 'A lead moved to 142 is closed: it gets closed_at.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.newPerson('contacts', 'of a lead to be won');
      const leadId = await account.cast.newLead('to be won', id);
      const patched = await account.patch(`/api/v4/leads/${leadId}`, { status_id: WON });
      return together(
        saw(patched, { status: 200 }),
        saw(await account.get(`/api/v4/leads/${leadId}`), {
          status: 200,
          body: { status_id: WON, closed_at: INTEGER },
        }),
      );
    },
  },
  {
    id: '7.2-lead-name-by-itself',
    ...LEADS,
    says: 'Nothing is mandatory in a lead: made without a name it gets one of amoCRM’s.',
    needs: ['write'],
    check: async (account) => {
      const id = account.id(await account.post('/api/v4/leads', [{ price: 1 }]), '_embedded.leads.0.id');
      const named = new Shape('a name with the id', (name) => String(name).includes(String(id)));
      return saw(await account.get(`/api/v4/leads/${id}`), {
        status: 200,
        body: { name: named, loss_reason_id: orNull(INTEGER) },
      });
    },
  },
  {
    id: '7.2-link-and-unlink',
    ...LINKS,
    says: 'POST …/link links (200), POST …/unlink takes it back (204).',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.newPerson('contacts', 'linked and unlinked');
      const company = await account.cast.company();
      const body = [{ to_entity_id: company.id, to_entity_type: 'companies' }];
      const linked = await account.post(`/api/v4/contacts/${id}/link`, body);
      const between = await account.get(`/api/v4/contacts/${id}`);
      const unlinked = await account.post(`/api/v4/contacts/${id}/unlink`, body);
      return together(
        saw(linked, { status: 200, body: { _embedded: { links: listWith({ to_entity_id: company.id }) } } }),
        saw(between, { status: 200, body: { _embedded: { companies: [{ id: company.id }] } } }),
        saw(unlinked, { status: 204, isEmpty: true }),
        saw(await account.get(`/api/v4/contacts/${id}`), {
          status: 200,
          body: { _embedded: { companies: [] } },
        }),
      );
    },
  },
  refusal({
    id: '7.2-unknown-field-code',
    ...LIKELY,
    says: 'A field code that the account has not: NotSupportedChoice.',
    path: '/api/v4/contacts',
    body: () => [{ custom_fields_values: [{ field_code: 'NO_SUCH_FIELD', values: [{ value: 'x' }] }] }],
    at: 'custom_fields_values.0.field_code',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-unknown-enum-code',
    ...LIKELY,
    says: 'A kind of phone that does not exist: NotSupportedChoice.',
    path: '/api/v4/contacts',
    body: () => [
      {
        custom_fields_values: [
          { field_code: 'PHONE', values: [{ value: '+79980000000', enum_code: 'MOON' }] },
        ],
      },
    ],
    at: 'custom_fields_values.0.values.0.enum_code',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-field-of-another-type',
    ...LIKELY,
    says: 'A lead has no phone field: NotSupportedChoice.',
    path: '/api/v4/leads',
    body: () => [{ custom_fields_values: [phoneField('+79980000000')] }],
    at: 'custom_fields_values.0.field_code',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-values-missing',
    ...LIKELY,
    says: 'A field without `values`: FieldMissing.',
    path: '/api/v4/contacts',
    body: () => [{ custom_fields_values: [{ field_code: 'PHONE' }] }],
    at: 'custom_fields_values.0.values',
    code: 'FieldMissing',
  }),
  refusal({
    id: '7.2-name-number',
    ...LIKELY,
    says: 'A name that is a number: InvalidType.',
    path: '/api/v4/contacts',
    body: () => [{ name: 17 }],
    at: 'name',
    code: 'InvalidType',
  }),
  refusal({
    id: '7.2-name-null',
    ...LIKELY,
    says: 'A name that is null: NotNullable.',
    path: '/api/v4/companies',
    body: () => [{ name: null }],
    at: 'name',
    code: 'NotNullable',
  }),
  refusal({
    id: '7.2-price-text',
    ...LIKELY,
    says: 'A price that is a text: InvalidType.',
    path: '/api/v4/leads',
    body: () => [{ price: 'a lot' }],
    at: 'price',
    code: 'InvalidType',
  }),
  refusal({
    id: '7.2-responsible-nobody',
    ...LIKELY,
    says: 'A responsible who is no user: NotSupportedChoice.',
    path: '/api/v4/contacts',
    body: () => [{ responsible_user_id: NOBODY }],
    at: 'responsible_user_id',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-created-by-nobody',
    ...LIKELY,
    says: 'An author who is no user: NotSupportedChoice.',
    path: '/api/v4/leads',
    body: () => [{ created_by: NOBODY }],
    at: 'created_by',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-unknown-pipeline',
    ...LIKELY,
    says: 'A pipeline that the account has not: NotSupportedChoice.',
    path: '/api/v4/leads',
    body: () => [{ pipeline_id: NOBODY }],
    at: 'pipeline_id',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-unknown-status',
    ...LIKELY,
    says: 'A status of no pipeline: NotSupportedChoice.',
    path: '/api/v4/leads',
    body: () => [{ status_id: NOBODY }],
    at: 'status_id',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-lead-of-nobody',
    ...LIKELY,
    says: 'A lead with a contact that does not exist: NotSupportedChoice.',
    path: '/api/v4/leads',
    body: () => [{ _embedded: { contacts: [{ id: NOBODY }] } }],
    at: '_embedded.contacts.0.id',
    code: 'NotSupportedChoice',
  }),
  refusal({
    id: '7.2-patch-without-id',
    ...LIKELY,
    says: 'PATCH of a collection with an item that names no id: FieldMissing.',
    method: 'PATCH',
    path: '/api/v4/contacts',
    body: () => [{ name: 'Which one?' }],
    at: 'id',
    code: 'FieldMissing',
  }),
  {
    id: '7.2-patch-missing',
    ...LIKELY,
    says: 'PATCH of an entity that does not exist: 404.',
    check: async (account) =>
      saw(await account.patch(`/api/v4/contacts/${NOBODY}`, { name: 'Nobody' }), problem(404)),
  },
  {
    id: '7.2-link-to-nobody',
    ...LINKS,
    trust: 'likely',
    says: 'A link to an entity that does not exist is refused: 400, 404 or 422.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const body = [{ to_entity_id: NOBODY, to_entity_type: 'leads' }];
      return saw(await account.post(`/api/v4/contacts/${id}/link`, body), {
        status: [400, 404, 422],
        type: 'problem',
      });
    },
  },
  refusal({
    id: '7.2-link-to-unknown-type',
    ...LINKS,
    trust: 'likely',
    says: 'A link to a kind of entity that does not exist: NotSupportedChoice.',
    path: async (account) => `/api/v4/contacts/${(await account.cast.contact()).id}/link`,
    body: () => [{ to_entity_id: 1, to_entity_type: 'spaceships' }],
    at: 'to_entity_type',
    code: 'NotSupportedChoice',
  }),
];
