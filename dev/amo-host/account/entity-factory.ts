import type { AccountState } from './account-state';
import { CUSTOM_FIELDS, type CustomField } from './custom-field';
import type { Company, Contact, Customer, CustomFieldValues, Entity, EntityType, Lead } from './entity';
import { firstStatus, mainPipeline } from './pipeline';

export interface NewEntity {
  readonly name: string;
  readonly responsibleUserId: number;
  readonly createdBy: number;
  readonly createdAt?: number;
}

/** Values of one field as a card stores them. */
export function fieldValues(field: CustomField, texts: readonly string[], kind = 'WORK'): CustomFieldValues {
  const enumId = field.enums[kind];
  return {
    field_id: field.id,
    field_name: field.name,
    field_code: field.code,
    field_type: field.type,
    values: texts.map((value) =>
      enumId === undefined ? { value } : { value, enum_id: enumId, enum_code: kind },
    ),
  };
}

export function fieldByCode(type: EntityType, code: string): CustomField {
  const field = CUSTOM_FIELDS[type].find((candidate) => candidate.code === code);
  if (!field) throw new Error(`The demo account has no field ${code} for ${type}`);
  return field;
}

function base(state: AccountState, made: NewEntity): Entity {
  const at = made.createdAt ?? state.now();
  return {
    id: state.nextId(),
    name: made.name,
    responsible_user_id: made.responsibleUserId,
    group_id: state.user(made.responsibleUserId)?.groupId ?? 0,
    created_by: made.createdBy,
    updated_by: made.createdBy,
    created_at: at,
    updated_at: at,
    is_deleted: false,
    custom_fields_values: null,
    account_id: state.account.id,
    tags: [],
  };
}

export function newContact(state: AccountState, made: NewEntity): Contact {
  const contact = { ...base(state, made), first_name: '', last_name: '' };
  state.contacts.set(contact.id, contact);
  return contact;
}

export function newCompany(state: AccountState, made: NewEntity): Company {
  const company = base(state, made);
  state.companies.set(company.id, company);
  return company;
}

export function newLead(state: AccountState, made: NewEntity): Lead {
  const pipeline = mainPipeline();
  const lead = {
    ...base(state, made),
    price: 0,
    status_id: firstStatus(pipeline).id,
    pipeline_id: pipeline.id,
    loss_reason_id: null,
    source_id: null,
    closed_at: null,
    score: null,
    labor_cost: null,
  };
  state.leads.set(lead.id, lead);
  return lead;
}

export function newCustomer(state: AccountState, made: NewEntity): Customer {
  const customer = {
    ...base(state, made),
    next_price: 0,
    next_date: state.now() + 30 * 86400,
    status_id: 4051,
  };
  state.customers.set(customer.id, customer);
  return customer;
}
