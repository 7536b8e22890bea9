import type { AccountState } from '../account/account-state';
import { ELEMENT_TYPE, SINGULAR, type CustomFieldValues, type Entity } from '../account/entity';
import type { HookEvent } from './account-diff';

export type FormValue =
  string | number | null | undefined | { readonly [key: string]: FormValue } | readonly FormValue[];

/** `{contacts: {add: [{id: 1}]}}` as PHP writes it into a form: `contacts[add][0][id]=1`. */
export function phpForm(value: FormValue): string {
  const form = new URLSearchParams();
  const put = (name: string, part: FormValue): void => {
    if (part === undefined || part === null) return;
    if (typeof part !== 'object') return form.append(name, String(part));
    for (const [key, each] of Object.entries(part)) put(name === '' ? key : `${name}[${key}]`, each);
  };
  put('', value);
  return form.toString();
}

/** The old names of fields, which webhooks have kept. */
const customField = ({ field_id, field_name, field_code, values }: CustomFieldValues): FormValue => ({
  id: field_id,
  name: field_name,
  values: values.map(({ value, enum_id }) => ({ value, enum: enum_id })),
  code: field_code,
});

function linkedOf(state: AccountState, { type, entity }: HookEvent): FormValue {
  if (type !== 'contacts' && type !== 'companies') return {};
  const ref = { type, id: entity.id };
  const leads = state.links
    .linked(ref, 'leads')
    .map(({ id }): [string, FormValue] => [String(id), { ID: id }]);
  const company = type === 'contacts' ? state.links.linked(ref, 'companies')[0] : undefined;
  return {
    ...(company && {
      company_name: state.companies.get(company.id)?.name,
      linked_company_id: company.id,
    }),
    linked_leads_id: Object.fromEntries(leads),
    type: SINGULAR[type],
  };
}

const leadFields = (entity: Entity): FormValue =>
  'pipeline_id' in entity
    ? {
        status_id: (entity as { status_id?: number }).status_id,
        pipeline_id: entity.pipeline_id as number,
        price: (entity as { price?: number }).price,
      }
    : {};

function entityFields(state: AccountState, event: HookEvent): FormValue {
  const { entity } = event;
  return {
    id: entity.id,
    name: entity.name,
    ...(leadFields(entity) as object),
    responsible_user_id: entity.responsible_user_id,
    date_create: entity.created_at,
    last_modified: entity.updated_at,
    created_user_id: entity.created_by,
    modified_user_id: entity.updated_by,
    account_id: entity.account_id,
    custom_fields: (entity.custom_fields_values ?? []).map(customField),
    tags: entity.tags.map(({ id, name }) => ({ id, name })),
    ...(linkedOf(state, event) as object),
    created_at: entity.created_at,
    updated_at: entity.updated_at,
  };
}

function itemOf(state: AccountState, event: HookEvent): FormValue {
  const { type, entity } = event;
  switch (event.action) {
    case 'add':
    case 'update':
      return entityFields(state, event);
    case 'status':
      return {
        ...(entityFields(state, event) as object),
        old_status_id: event.before.status_id,
        old_pipeline_id: event.before.pipeline_id,
      };
    case 'responsible':
      return {
        ...(entityFields(state, event) as object),
        old_responsible_user_id: event.before.responsible_user_id,
      };
    case 'delete':
      return {
        id: entity.id,
        ...(leadFields(entity) as object),
        ...((type === 'contacts' || type === 'companies') && { type: SINGULAR[type] }),
      };
    case 'note': {
      const { note } = event;
      return {
        note: {
          id: note.id,
          note_type: note.note_type,
          element_id: note.entity_id,
          element_type: ELEMENT_TYPE[type],
          text: JSON.stringify(note.params),
          created_by: note.created_by,
          created_at: note.created_at,
          main_user_id: note.responsible_user_id,
          group_id: note.group_id,
          account_id: note.account_id,
        },
        type: SINGULAR[type],
      };
    }
  }
}

/** The body that an address gets (amocrm.ru/developers, "webhooks-format"). Companies come as contacts with a `type`. */
export function webhookForm(state: AccountState, event: HookEvent, accountUrl: string): string {
  const section = event.type === 'companies' ? 'contacts' : event.type;
  return phpForm({
    [section]: { [event.action]: [itemOf(state, event)] },
    account: {
      subdomain: state.account.subdomain,
      id: state.account.id,
      _links: { self: accountUrl },
    },
  });
}
