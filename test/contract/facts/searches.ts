import { saw, together, type Fact } from '../fact';
import { INTEGER, listOf, listWith, SELF_LINK } from '../pattern';

const CONTACTS = { source: 'crm_platform/contacts-api', trust: 'D' } as const;
const FILTERS = { source: 'crm_platform/filters-api', trust: 'D' } as const;
const CALLER_ID = { source: 'https://developers.kommo.com/docs/caller-id', trust: 'D' } as const;

const found = (type: string, id: number) => ({
  status: 200,
  body: { _embedded: { [type]: listWith({ id }) } },
});
const NOTHING = { status: 204, isEmpty: true } as const;

const missing = (id: string, type: string): Fact => ({
  id,
  source: `crm_platform/${type}-api`,
  trust: 'D',
  says: `GET /api/v4/${type}/{id} of one that does not exist: 204 with an empty body.`,
  check: async (account) => saw(await account.get(`/api/v4/${type}/4000000000`), NOTHING),
});

/** Finding people by number and name, and entities by filters. */
export const searchFacts: readonly Fact[] = [
  missing('7.1-missing-contact', 'contacts'),
  missing('7.1-missing-company', 'companies'),
  missing('7.1-missing-lead', 'leads'),
  {
    id: '7.1-query-nothing',
    ...CONTACTS,
    says: 'A query that finds nothing: 204 with an empty body.',
    check: async (account) =>
      saw(await account.get('/api/v4/contacts?query=nobody-has-such-a-name-7f3a'), NOTHING),
  },
  {
    id: '7.1-query-number',
    ...CONTACTS,
    says: '`query` finds a contact by its whole number.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.contact();
      return saw(
        await account.get(`/api/v4/contacts?query=${encodeURIComponent(phone)}`),
        found('contacts', id),
      );
    },
  },
  {
    id: '7.1-query-seven-digits',
    ...CALLER_ID,
    says: '`query` finds a contact by the last 7 digits of its number, whatever stands before them.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.contact();
      const last = phone.slice(-7);
      return together(
        saw(await account.get(`/api/v4/contacts?query=${last}`), found('contacts', id)),
        saw(await account.get(`/api/v4/contacts?query=8998${last}`), found('contacts', id)),
      );
    },
  },
  {
    id: '7.1-query-name',
    ...CONTACTS,
    says: '`query` finds a contact by its name.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const name = encodeURIComponent(account.name('contact'));
      return saw(await account.get(`/api/v4/contacts?query=${name}&limit=250`), found('contacts', id));
    },
  },
  {
    id: '7.1-query-company',
    source: 'crm_platform/companies-api',
    trust: 'D',
    says: '`query` finds a company by its number.',
    needs: ['write'],
    check: async (account) => {
      const { id, phone } = await account.cast.company();
      return saw(
        await account.get(`/api/v4/companies?query=${encodeURIComponent(phone)}`),
        found('companies', id),
      );
    },
  },
  {
    id: '7.1-with-leads',
    ...CONTACTS,
    says: '`with=leads` names the linked leads by id and link only.',
    needs: ['write'],
    check: async (account) => {
      const { id, linkedId } = await account.cast.contactWithLead();
      return saw(await account.get(`/api/v4/contacts/${id}?with=leads`), {
        status: 200,
        type: 'hal',
        body: { id, _embedded: { leads: [{ id: linkedId, _links: SELF_LINK }] } },
      });
    },
  },
  {
    id: '7.1-with-customers',
    ...CONTACTS,
    says: '`with=customers` names the linked customers.',
    needs: ['write'],
    check: async (account) => {
      const { id, linkedId } = await account.cast.contactWithCustomer();
      return saw(await account.get(`/api/v4/contacts/${id}?with=customers`), {
        status: 200,
        body: { id, _embedded: { customers: [{ id: linkedId }] } },
      });
    },
  },
  {
    id: '7.1-with-contacts',
    source: 'crm_platform/leads-api',
    trust: 'D',
    says: 'A lead `with=contacts` names its contacts and which of them is the main one.',
    needs: ['write'],
    check: async (account) => {
      const { id, linkedId } = await account.cast.contactWithLead();
      return saw(await account.get(`/api/v4/leads/${linkedId}?with=contacts`), {
        status: 200,
        body: { id: linkedId, _embedded: { contacts: [{ id, is_main: true }] } },
      });
    },
  },
  {
    id: '7.1-filter-id',
    ...FILTERS,
    says: '`filter[id][]` gives exactly the entities with these ids.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const other = await account.cast.contactWithLead();
      const answer = await account.get(
        `/api/v4/contacts?filter[id][]=${id}&filter[id][]=${other.id}&order[id]=asc`,
      );
      return saw(answer, {
        status: 200,
        body: { _embedded: { contacts: [{ id: INTEGER }, { id: INTEGER }] } },
      });
    },
  },
  {
    id: '7.1-filter-nothing',
    ...FILTERS,
    says: 'A filter that fits nothing: 204.',
    check: async (account) => saw(await account.get('/api/v4/leads?filter[id][]=4000000000'), NOTHING),
  },
  {
    id: '7.1-filter-name',
    ...FILTERS,
    says: '`filter[name]` gives entities with exactly this name.',
    needs: ['write'],
    check: async (account) => {
      const { id } = await account.cast.contact();
      const name = encodeURIComponent(account.name('contact'));
      return saw(await account.get(`/api/v4/contacts?filter[name]=${name}`), {
        status: 200,
        body: { _embedded: { contacts: [{ id }] } },
      });
    },
  },
  {
    id: '7.1-filter-statuses',
    ...FILTERS,
    says: '`filter[statuses]` gives leads of this pipeline and status only.',
    needs: ['write'],
    check: async (account) => {
      const { linkedId } = await account.cast.contactWithClosedLead();
      const pipelineId = account.id(await account.get(`/api/v4/leads/${linkedId}`), 'pipeline_id');
      const statuses = `filter[statuses][0][pipeline_id]=${pipelineId}&filter[statuses][0][status_id]=143`;
      const answer = await account.get(`/api/v4/leads?${statuses}&order[id]=desc&limit=250`);
      return saw(answer, {
        status: 200,
        body: { _embedded: { leads: listOf({ pipeline_id: pipelineId, status_id: 143 }) } },
      });
    },
  },
  {
    id: '7.1-filter-updated',
    ...FILTERS,
    says: '`filter[updated_at][from]` leaves out what changed before; a time to come gives 204.',
    check: async (account) =>
      saw(await account.get('/api/v4/contacts?filter[updated_at][from]=4000000000'), NOTHING),
  },
];
