import type { AccountState } from '../account/account-state';
import { GROUPS } from '../account/account-user';
import { TASK_TYPES } from '../account/activity';
import { SINGULAR, type CustomFieldValues, type Entity, type EntityType } from '../account/entity';
import { PIPELINES } from '../account/pipeline';
import { NOTHING_FOUND, ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { searchEntities } from './entity-search';
import { listOf, textOf } from './nested-query';

const escapeXml = (text: string): string => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);

const companyOf = (state: AccountState, type: EntityType, { id }: Entity): Entity | undefined => {
  const link = type === 'contacts' ? state.links.linked({ type, id }, 'companies')[0] : undefined;
  return link && state.companies.get(link.id);
};

function contactXml(state: AccountState, contact: Entity): string {
  const company = companyOf(state, 'contacts', contact);
  const inside = company ? `<id>${company.id}</id><name>${escapeXml(company.name)}</name>` : '';
  return `<contact><id>${contact.id}</id><name>${escapeXml(contact.name)}</name><company>${inside}</company></contact>`;
}

/** `/private/api/contact_search.php?SEARCH=`, which telephony widgets of the first generation still ask. */
function contactSearch(state: AccountState, request: ApiRequest): ApiAnswer {
  const search = textOf(request.query['SEARCH']) ?? '';
  const found =
    search === '' ? [] : searchEntities(state, 'contacts', { ...request, query: { query: search } });
  const contacts = found.map((contact) => contactXml(state, contact)).join('');
  return {
    status: 200,
    type: 'text/xml; charset=utf-8',
    body: `<?xml version="1.0" encoding="UTF-8"?><contacts>${contacts}</contacts>`,
  };
}

const legacyField = ({ field_id, field_name, field_code, values }: CustomFieldValues) => ({
  id: String(field_id),
  name: field_name,
  code: field_code,
  values: values.map(({ value, enum_id }) => ({
    value,
    enum: enum_id === undefined ? undefined : String(enum_id),
  })),
});

function legacyContact(state: AccountState, type: 'contacts' | 'companies', entity: Entity): object {
  const company = companyOf(state, type, entity);
  return {
    id: entity.id,
    name: entity.name,
    last_modified: entity.updated_at,
    account_id: entity.account_id,
    date_create: entity.created_at,
    created_user_id: entity.created_by,
    modified_user_id: entity.updated_by,
    responsible_user_id: entity.responsible_user_id,
    group_id: entity.group_id,
    closest_task: state.calendar.closestAt({ type, id: entity.id }) ?? 0,
    linked_company_id: company ? String(company.id) : null,
    company_name: company?.name ?? '',
    tags: entity.tags,
    type: SINGULAR[type],
    custom_fields: (entity.custom_fields_values ?? []).map(legacyField),
    linked_leads_id: state.links.linked({ type, id: entity.id }, 'leads').map(({ id }) => String(id)),
  };
}

/** `/private/api/v2/json/contacts/list?query=&type=all`: rows from `limit_offset`, at most 500. */
function contactList(state: AccountState, request: ApiRequest, asked: string): ApiAnswer {
  const types = (['contacts', 'companies'] as const).filter(
    (type) => asked === 'all' || asked === SINGULAR[type],
  );
  const ids = new Set(listOf(request.query['id']));
  const from = Number(textOf(request.query['limit_offset'])) || 0;
  const rows = Math.min(500, Number(textOf(request.query['limit_rows'])) || 500);
  const found = types.flatMap((type) =>
    searchEntities(state, type, request)
      .filter(({ id }) => ids.size === 0 || ids.has(String(id)))
      .map((entity) => legacyContact(state, type, entity)),
  );
  const contacts = found.slice(from, from + rows);
  if (contacts.length === 0) return NOTHING_FOUND;
  return {
    status: 200,
    type: 'application/json',
    body: { response: { contacts, server_time: state.now() } },
  };
}

function account(state: AccountState, request: ApiRequest): ApiAnswer {
  const wanted = new Set(listOf(request.query['with']));
  const byId = <T extends { readonly id: number }>(items: readonly T[]): Record<string, T> =>
    Object.fromEntries(items.map((item) => [item.id, item]));
  const users = state.users.map(({ id, name, email, isAdmin, groupId, phoneNumber }) => ({
    id,
    name,
    last_name: null,
    login: email,
    language: 'ru',
    group_id: groupId,
    is_active: true,
    is_free: false,
    is_admin: isAdmin,
    phone_number: phoneNumber ?? null,
  }));
  return ok({
    _links: selfLink(request, '/api/v2/account'),
    id: state.account.id,
    name: state.account.name,
    subdomain: state.account.subdomain,
    currency: 'RUB',
    timezone: state.account.timezone,
    timezone_offset: '+03:00',
    language: 'ru',
    date_pattern: { date: 'd.m.Y', time: 'H:i', date_time: 'd.m.Y H:i', time_full: 'H:i:s' },
    current_user: request.actor.user.id,
    _embedded: {
      ...(wanted.has('users') && { users: byId(users) }),
      ...(wanted.has('groups') && { groups: GROUPS.map(({ id, name }) => ({ id, name })) }),
      ...(wanted.has('task_types') && { task_types: byId(TASK_TYPES) }),
      ...(wanted.has('pipelines') && {
        pipelines: byId(
          PIPELINES.map(({ id, name, isMain, statuses }) => ({
            id,
            name,
            is_main: isMain,
            statuses: byId(statuses),
          })),
        ),
      }),
    },
  });
}

/** Old endpoints that amoCRM has not switched off and widgets in the field still use. */
export const legacyRoutes = (state: AccountState): ApiRoute[] => {
  const contacts = (request: ApiRequest): ApiAnswer =>
    contactList(state, request, textOf(request.query['type']) ?? 'contact');
  return [
    {
      path: '/private/api/contact_search.php',
      methods: { GET: (request) => contactSearch(state, request) },
    },
    { path: '/private/api/v2/json/contacts/list', methods: { GET: contacts } },
    {
      path: '/private/api/v2/json/company/list',
      methods: { GET: (request) => contactList(state, request, 'company') },
    },
    { path: '/api/v2/account', methods: { GET: (request) => account(state, request) } },
  ];
};
