/** Entities of the account in the shape in which REST v4 shows them; what the API hides stands in `AccountState`. */
export const ENTITY_TYPES = ['contacts', 'companies', 'leads', 'customers'] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

export const SINGULAR = {
  contacts: 'contact',
  companies: 'company',
  leads: 'lead',
  customers: 'customer',
} as const satisfies Record<EntityType, string>;

/** Numbers of the entity types in v2, in the page's models and in notifications. */
export const ELEMENT_TYPE = { contacts: 1, leads: 2, companies: 3, customers: 12 } as const satisfies Record<
  EntityType,
  number
>;

export interface FieldValue {
  value: string;
  enum_id?: number;
  enum_code?: string;
}

export interface CustomFieldValues {
  field_id: number;
  field_name: string;
  field_code: string | null;
  field_type: string;
  values: FieldValue[];
}

export interface Tag {
  id: number;
  name: string;
}

export interface Entity {
  readonly id: number;
  name: string;
  responsible_user_id: number;
  group_id: number;
  created_by: number;
  updated_by: number;
  created_at: number;
  updated_at: number;
  is_deleted: boolean;
  custom_fields_values: CustomFieldValues[] | null;
  account_id: number;
  tags: Tag[];
}

export interface Contact extends Entity {
  first_name: string;
  last_name: string;
}

export type Company = Entity;

export interface Lead extends Entity {
  price: number;
  status_id: number;
  pipeline_id: number;
  loss_reason_id: number | null;
  source_id: number | null;
  closed_at: number | null;
  score: number | null;
  labor_cost: number | null;
}

export interface Customer extends Entity {
  next_price: number;
  next_date: number;
  status_id: number;
}

export interface EntityOf {
  contacts: Contact;
  companies: Company;
  leads: Lead;
  customers: Customer;
}

export const WON = 142;
export const LOST = 143;
export const isActiveLead = (lead: Lead): boolean =>
  !lead.is_deleted && lead.status_id !== WON && lead.status_id !== LOST;

export const isEntityType = (text: string): text is EntityType =>
  (ENTITY_TYPES as readonly string[]).includes(text);

/** Values of the account field with this code, in the order of the card. */
export function fieldTexts(entity: Entity, fieldCode: string): string[] {
  const field = entity.custom_fields_values?.find((candidate) => candidate.field_code === fieldCode);
  return field?.values.map(({ value }) => value) ?? [];
}

export const phonesOf = (entity: Entity): string[] => fieldTexts(entity, 'PHONE');
export const emailsOf = (entity: Entity): string[] => fieldTexts(entity, 'EMAIL');
