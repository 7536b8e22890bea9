import { z } from 'zod';
import { CUSTOM_FIELDS, type CustomField } from '../account/custom-field';
import type { CustomFieldValues, EntityType, FieldValue } from '../account/entity';
import { invalid } from './body-check';

export const customFieldSchema = z.object({
  field_id: z.int().optional(),
  field_code: z.string().nullish(),
  values: z
    .array(
      z.object({
        value: z.union([z.string(), z.number(), z.boolean()]),
        enum_id: z.int().nullish(),
        enum_code: z.string().nullish(),
      }),
    )
    .nullable(),
});

export const customFieldsSchema = z.array(customFieldSchema).nullish();

export type CustomFieldsInput = z.output<typeof customFieldsSchema>;
type FieldInput = NonNullable<CustomFieldsInput>[number];
type ValueInput = NonNullable<FieldInput['values']>[number];

function fieldOf(type: EntityType, input: FieldInput, path: string, requestId: string): CustomField {
  const field = CUSTOM_FIELDS[type].find(({ id, code }) =>
    input.field_id === undefined ? code === input.field_code : id === input.field_id,
  );
  if (field) return field;
  throw invalid(
    `${path}.${input.field_id === undefined ? 'field_code' : 'field_id'}`,
    'NotSupportedChoice',
    requestId,
  );
}

function valueOf(field: CustomField, input: ValueInput, path: string, requestId: string): FieldValue {
  const value = String(input.value);
  const kinds = Object.entries(field.enums);
  const [first] = kinds;
  if (!first) return { value };
  const asked = kinds.find(([code, id]) => code === input.enum_code || id === input.enum_id);
  const isAsked = typeof input.enum_code === 'string' || typeof input.enum_id === 'number';
  if (isAsked && !asked) throw invalid(`${path}.enum_code`, 'NotSupportedChoice', requestId);
  const [enum_code, enum_id] = asked ?? first;
  return { value, enum_id, enum_code };
}

/** The fields of a write laid over those that the entity has; `values: null` empties a field. */
export function mergedFields(
  type: EntityType,
  held: CustomFieldValues[] | null,
  input: CustomFieldsInput,
  requestId: string,
): CustomFieldValues[] | null {
  const byId = new Map((held ?? []).map((field) => [field.field_id, field]));
  input?.forEach((fieldInput, index) => {
    const path = `custom_fields_values.${index}`;
    const field = fieldOf(type, fieldInput, path, requestId);
    if (!fieldInput.values?.length) {
      byId.delete(field.id);
      return;
    }
    byId.set(field.id, {
      field_id: field.id,
      field_name: field.name,
      field_code: field.code,
      field_type: field.type,
      values: fieldInput.values.map((value, at) => valueOf(field, value, `${path}.values.${at}`, requestId)),
    });
  });
  return byId.size > 0 ? [...byId.values()] : null;
}
