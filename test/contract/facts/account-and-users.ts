import { saw, sawValue, together, type Fact } from '../fact';
import {
  ABSENT,
  BOOLEAN,
  FILLED_TEXT,
  INTEGER,
  listOf,
  listWith,
  oneOf,
  orNull,
  PRESENT,
  TEXT,
} from '../pattern';
import { problem } from '../refusal';

const ACCOUNT = { source: 'crm_platform/account-info', trust: 'D' } as const;
const USERS = { source: 'crm_platform/users-api', trust: 'D' } as const;
const LETTER = oneOf('A', 'G', 'M', 'D', 'L');
const RIGHTS = { view: LETTER, edit: LETTER, add: LETTER, delete: LETTER, export: LETTER } as const;

/** The account itself and who works in it. */
export const accountAndUserFacts: readonly Fact[] = [
  {
    id: '7.6-account',
    ...ACCOUNT,
    says: 'The account names itself, its current user and whether "Incoming leads" are on; nothing embedded unasked.',
    check: async (account) =>
      saw(await account.get('/api/v4/account'), {
        status: 200,
        type: 'hal',
        body: {
          id: INTEGER,
          name: FILLED_TEXT,
          subdomain: FILLED_TEXT,
          current_user_id: INTEGER,
          country: FILLED_TEXT,
          customers_mode: FILLED_TEXT,
          is_unsorted_on: BOOLEAN,
          is_loss_reason_enabled: BOOLEAN,
          is_technical_account: BOOLEAN,
          contact_name_display_order: INTEGER,
          amojo_id: ABSENT,
          version: ABSENT,
        },
      }),
  },
  {
    id: '7.6-mobile-feature-version',
    source: 'https://github.com/amocrm/amocrm-api-php',
    trust: 'G',
    says: '`mobile_feature_version` is always there: the official PHP client reads it without looking.',
    check: async (account) =>
      saw(await account.get('/api/v4/account'), { status: 200, body: { mobile_feature_version: PRESENT } }),
  },
  {
    id: '7.6-account-with',
    ...ACCOUNT,
    says: '`with=users_groups,task_types,datetime_settings` embeds them.',
    check: async (account) =>
      saw(await account.get('/api/v4/account?with=users_groups,task_types,datetime_settings'), {
        status: 200,
        body: {
          _embedded: {
            users_groups: listOf({ id: INTEGER, name: TEXT }),
            task_types: listWith({ id: 1, code: 'FOLLOW_UP' }),
            datetime_settings: { timezone: FILLED_TEXT },
          },
        },
      }),
  },
  {
    id: '7.6-account-with-names',
    ...ACCOUNT,
    says: '`with=entity_names,invoices_settings` adds them to the account, `amojo_rights` is embedded.',
    check: async (account) =>
      saw(await account.get('/api/v4/account?with=entity_names,invoices_settings,amojo_rights'), {
        status: 200,
        body: {
          entity_names: { leads: { ru: { plural_form: { default: FILLED_TEXT } } } },
          invoices_settings: { lang: FILLED_TEXT },
          _embedded: { amojo_rights: { can_direct: BOOLEAN, can_create_groups: BOOLEAN } },
        },
      }),
  },
  {
    id: '7.6-account-with-plain',
    ...ACCOUNT,
    says: '`with=version,amojo_id,drive_url,is_api_filter_enabled` adds fields to the account itself.',
    check: async (account) =>
      saw(await account.get('/api/v4/account?with=version,amojo_id,drive_url,is_api_filter_enabled'), {
        status: 200,
        body: {
          version: INTEGER,
          amojo_id: FILLED_TEXT,
          drive_url: FILLED_TEXT,
          is_api_filter_enabled: BOOLEAN,
        },
      }),
  },
  {
    id: '7.6-users',
    ...USERS,
    says: 'An administrator reads the users: total, page, page count; each with rights by letters.',
    check: async (account) =>
      saw(await account.get('/api/v4/users?limit=250'), {
        status: 200,
        type: 'hal',
        body: {
          _total_items: INTEGER,
          _page: 1,
          _page_count: INTEGER,
          _embedded: {
            users: listOf({
              id: INTEGER,
              name: TEXT,
              email: TEXT,
              lang: FILLED_TEXT,
              rights: {
                leads: RIGHTS,
                contacts: RIGHTS,
                companies: RIGHTS,
                is_admin: BOOLEAN,
                is_free: BOOLEAN,
                is_active: BOOLEAN,
                group_id: orNull(INTEGER),
                role_id: orNull(INTEGER),
              },
            }),
          },
        },
      }),
  },
  {
    id: '7.6-user',
    ...USERS,
    says: 'One user by id.',
    check: async (account) => {
      const id = await account.cast.currentUserId();
      return saw(await account.get(`/api/v4/users/${id}`), {
        status: 200,
        type: 'hal',
        body: { id, rights: { is_admin: true } },
      });
    },
  },
  {
    id: '7.6-users-with-phone',
    ...USERS,
    says: '`with=phone_number` adds the user’s number; without it there is none.',
    check: async (account) => {
      const id = await account.cast.currentUserId();
      return together(
        saw(await account.get(`/api/v4/users/${id}?with=phone_number`), {
          status: 200,
          body: { phone_number: PRESENT },
        }),
        saw(await account.get(`/api/v4/users/${id}`), { status: 200, body: { phone_number: ABSENT } }),
      );
    },
  },
  {
    id: '7.6-users-with-group',
    ...USERS,
    says: '`with=group,role` embeds the user’s group and role as lists.',
    check: async (account) => {
      const id = await account.cast.currentUserId();
      return saw(await account.get(`/api/v4/users/${id}?with=group,role`), {
        status: 200,
        body: { _embedded: { groups: listOf({ name: TEXT }), roles: listOf({ id: INTEGER }) } },
      });
    },
  },
  {
    id: '7.6-users-page',
    ...USERS,
    says: 'A page of one user tells how many pages there are.',
    check: async (account) => {
      const answer = await account.get('/api/v4/users?limit=1');
      const { _total_items: total, _page_count: pages } = (answer.body ?? {}) as Record<string, unknown>;
      return together(saw(answer, { status: 200 }), sawValue('_page_count', pages, Number(total)));
    },
  },
  {
    id: '7.6-users-past-the-end',
    ...USERS,
    trust: 'likely',
    says: 'A page of users past the end: 204.',
    check: async (account) =>
      saw(await account.get('/api/v4/users?page=10000'), { status: 204, isEmpty: true }),
  },
  {
    id: '7.6-users-for-agents',
    ...USERS,
    says: 'A user who is no administrator may not read the users: 403.',
    needs: ['agent'],
    check: async (account) => saw(await account.get('/api/v4/users', account.asAgent), problem(403)),
  },
  {
    id: '7.6-user-for-agents',
    ...USERS,
    says: 'Nor one of them: 403.',
    needs: ['agent'],
    check: async (account) => {
      const id = await account.cast.currentUserId();
      return saw(await account.get(`/api/v4/users/${id}`, account.asAgent), problem(403));
    },
  },
];
