import { saw, type Fact } from '../fact';
import {
  ABSENT,
  BOOLEAN,
  FILLED_TEXT,
  INTEGER,
  listOf,
  listWith,
  orNull,
  PRESENT,
  SELF_LINK,
  TEXT,
} from '../pattern';
import { problem } from '../refusal';

const CONTACTS = { source: 'crm_platform/contacts-api', trust: 'D' } as const;
const COMPANIES = { source: 'crm_platform/companies-api', trust: 'D' } as const;
const LEADS = { source: 'crm_platform/leads-api', trust: 'D' } as const;
const LINKS = { source: 'crm_platform/entity-links-api', trust: 'D' } as const;
const PIPELINES = { source: 'crm_platform/leads_pipelines', trust: 'D' } as const;

const COMMON = {
  id: INTEGER,
  name: TEXT,
  responsible_user_id: INTEGER,
  group_id: INTEGER,
  created_by: INTEGER,
  updated_by: INTEGER,
  created_at: INTEGER,
  updated_at: INTEGER,
  is_deleted: BOOLEAN,
  closest_task_at: orNull(INTEGER),
  account_id: INTEGER,
  _links: SELF_LINK,
} as const;

/** What entities look like. */
export const modelFacts: readonly Fact[] = [
  {
    id: '7.1-contact-model',
    ...CONTACTS,
    says: 'A contact has first_name and last_name, its companies come unasked, its leads only when asked for.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contactWithLead();
      return saw(await account.get(`/api/v4/contacts/${id}`), {
        status: 200,
        type: 'hal',
        body: {
          ...COMMON,
          first_name: TEXT,
          last_name: TEXT,
          _embedded: { tags: [], companies: [], leads: ABSENT },
        },
      });
    },
  },
  {
    id: '7.1-phone-values',
    ...CONTACTS,
    says: 'A phone is a multitext field with the code PHONE; each value has enum_id and enum_code.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.contact();
      const field = {
        field_id: INTEGER,
        field_name: FILLED_TEXT,
        field_code: 'PHONE',
        field_type: 'multitext',
        values: [{ value: phone, enum_id: INTEGER, enum_code: 'WORK' }],
      };
      return saw(await account.get(`/api/v4/contacts/${id}`), {
        status: 200,
        body: { custom_fields_values: listWith(field) },
      });
    },
  },
  {
    id: '7.1-no-fields-is-null',
    ...CONTACTS,
    says: 'An entity without field values has `custom_fields_values: null`.',
    needs: ['write'],
    check: async (account) => {
      const { linkedId } = await account.cast.contactWithLead();
      return saw(await account.get(`/api/v4/leads/${linkedId}`), {
        status: 200,
        body: { custom_fields_values: null },
      });
    },
  },
  {
    id: '7.1-company-model',
    ...COMPANIES,
    says: 'A company has no first and last name and keeps its number in the same field as a contact.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.company();
      return saw(await account.get(`/api/v4/companies/${id}`), {
        status: 200,
        type: 'hal',
        body: { ...COMMON, first_name: ABSENT, custom_fields_values: listWith({ field_code: 'PHONE' }) },
      });
    },
  },
  {
    id: '7.1-lead-model',
    ...LEADS,
    says: 'A lead has price, pipeline, status, closing time, score, labour cost; contacts only when asked for.',
    needs: ['write'],
    check: async (account) => {
      const { linkedId } = await account.cast.contactWithLead();
      return saw(await account.get(`/api/v4/leads/${linkedId}`), {
        status: 200,
        type: 'hal',
        body: {
          ...COMMON,
          price: INTEGER,
          status_id: INTEGER,
          pipeline_id: INTEGER,
          loss_reason_id: orNull(INTEGER),
          closed_at: null,
          score: PRESENT,
          labor_cost: PRESENT,
          _embedded: { tags: [], companies: [], contacts: ABSENT },
        },
      });
    },
  },
  {
    id: '7.1-links',
    ...LINKS,
    says: 'GET …/links names what is linked, by id and type.',
    needs: ['write'],
    check: async (account) => {
      const { id, linkedId } = await account.cast.contactWithLead();
      return saw(await account.get(`/api/v4/leads/${linkedId}/links`), {
        status: 200,
        type: 'hal',
        body: { _embedded: { links: listWith({ to_entity_id: id, to_entity_type: 'contacts' }) } },
      });
    },
  },
  {
    id: '7.1-links-of-many',
    ...LINKS,
    says: 'GET /api/v4/leads/links?filter[entity_id] does so for several entities.',
    needs: ['write'],
    check: async (account) => {
      const { id, linkedId } = await account.cast.contactWithLead();
      return saw(await account.get(`/api/v4/leads/links?filter[entity_id][]=${linkedId}`), {
        status: 200,
        body: { _embedded: { links: listWith({ entity_id: linkedId, to_entity_id: id }) } },
      });
    },
  },
  {
    id: '7.1-custom-fields',
    source: 'crm_platform/custom-fields',
    trust: 'D',
    says: 'The fields of contacts include PHONE with the kinds of its values.',
    check: async (account) =>
      saw(await account.get('/api/v4/contacts/custom_fields?limit=50'), {
        status: 200,
        type: 'hal',
        body: {
          _total_items: INTEGER,
          _embedded: {
            custom_fields: listWith({
              code: 'PHONE',
              type: 'multitext',
              enums: listWith({ id: INTEGER, value: 'WORK' }),
            }),
          },
        },
      }),
  },
  {
    id: '7.1-pipelines',
    ...PIPELINES,
    says: 'Every pipeline has one status of type 1 ("Incoming leads") and the closing ones, 142 and 143.',
    check: async (account) =>
      saw(await account.get('/api/v4/leads/pipelines'), {
        status: 200,
        type: 'hal',
        body: {
          _total_items: INTEGER,
          _embedded: {
            pipelines: listOf({
              id: INTEGER,
              name: TEXT,
              _embedded: { statuses: listWith({ id: 142, type: 0 }) },
            }),
          },
        },
      }),
  },
  {
    id: '7.1-closing-statuses',
    ...PIPELINES,
    says: 'The main pipeline closes by 142 (won) and 143 (lost).',
    check: async (account) =>
      saw(await account.get('/api/v4/leads/pipelines'), {
        status: 200,
        body: {
          _embedded: {
            pipelines: listWith({ is_main: true, _embedded: { statuses: listWith({ id: 143 }) } }),
          },
        },
      }),
  },
  {
    id: '7.1-missing-pipeline',
    source: 'https://github.com/amocrm/amocrm-api-php/issues/92',
    trust: 'G',
    says: 'A pipeline that does not exist: 404 "Pipeline not found", not 204.',
    check: async (account) => saw(await account.get('/api/v4/leads/pipelines/4000000000'), problem(404)),
  },
];
