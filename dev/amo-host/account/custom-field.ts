import type { EntityType } from './entity';

/** A field of the account: what `custom_fields_values` may name. */
export interface CustomField {
  readonly id: number;
  readonly name: string;
  readonly code: string;
  readonly type: 'multitext' | 'text' | 'textarea' | 'url';
  /** Code of a value's kind → its id. Empty: values of this field have no kind. */
  readonly enums: Readonly<Record<string, number>>;
}

const PHONE_KINDS = { WORK: 264161, WORKDD: 264163, MOB: 264165, FAX: 264167, HOME: 264169, OTHER: 264171 };
const EMAIL_KINDS = { WORK: 264173, PRIV: 264175, OTHER: 264177 };

const phone: CustomField = {
  id: 510101,
  name: 'Телефон',
  code: 'PHONE',
  type: 'multitext',
  enums: PHONE_KINDS,
};
const email: CustomField = {
  id: 510103,
  name: 'Email',
  code: 'EMAIL',
  type: 'multitext',
  enums: EMAIL_KINDS,
};

export const CUSTOM_FIELDS: Record<EntityType, readonly CustomField[]> = {
  contacts: [phone, email, { id: 510105, name: 'Должность', code: 'POSITION', type: 'text', enums: {} }],
  companies: [
    phone,
    email,
    { id: 510107, name: 'Web', code: 'WEB', type: 'url', enums: {} },
    { id: 510109, name: 'Адрес', code: 'ADDRESS', type: 'textarea', enums: {} },
  ],
  leads: [{ id: 510111, name: 'Адрес объекта', code: 'OBJECT_ADDRESS', type: 'text', enums: {} }],
  customers: [],
};
