import type { z } from 'zod';
import { ApiProblem, type ItemError, type ItemErrors } from './problem';

const DETAILS: Record<string, string> = {
  FieldMissing: 'This field is missing.',
  NotNullable: 'This value should not be null.',
  NotSupportedChoice: 'The value you selected is not a valid choice.',
  NotBlank: 'This value should not be blank.',
  InvalidType: 'This value is of a wrong type.',
  TooMany: 'This collection has too many elements.',
};

/** amoCRM's code for what zod found. `input` is the checked value, from which a missing field is told from a null. */
function codeOf(issue: z.core.$ZodIssue, input: unknown): string {
  const value = issue.path.reduce<unknown>(
    (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
    input,
  );
  if (value === undefined) return 'FieldMissing';
  if (value === null) return 'NotNullable';
  if (issue.code === 'invalid_value') return 'NotSupportedChoice';
  if (issue.code === 'too_small') return 'NotBlank';
  if (issue.code === 'too_big') return 'TooMany';
  return 'InvalidType';
}

export const itemError = (code: string, path: string): ItemError => ({
  code,
  path,
  detail: DETAILS[code] ?? code,
});

export function invalid(path: string, code: string, requestId = '0'): ApiProblem {
  return ApiProblem.invalid([{ request_id: requestId, errors: [itemError(code, path)] }]);
}

export function requestIdOf(item: unknown, index: number): string {
  const id = (item as { request_id?: unknown } | null)?.request_id;
  return typeof id === 'string' || typeof id === 'number' ? String(id) : String(index);
}

export interface CheckedItem<T> {
  readonly item: T;
  readonly requestId: string;
}

/** The items of a collection's POST or PATCH. One bad item refuses them all, and every mistake is told. */
export function checkedItems<S extends z.ZodType>(
  body: unknown,
  schema: S,
  maxItems = 250,
): CheckedItem<z.output<S>>[] {
  if (!Array.isArray(body) || body.length === 0)
    throw invalid('', body === undefined ? 'NotBlank' : 'InvalidType');
  if (body.length > maxItems) throw invalid('', 'TooMany');
  const mistakes: ItemErrors[] = [];
  const items = body.map((raw: unknown, index) => {
    const requestId = requestIdOf(raw, index);
    const parsed = schema.safeParse(raw);
    if (parsed.success) return { item: parsed.data, requestId };
    const errors = parsed.error.issues.map((issue) => itemError(codeOf(issue, raw), issue.path.join('.')));
    mistakes.push({ request_id: requestId, errors });
    return undefined;
  });
  if (mistakes.length > 0) throw ApiProblem.invalid(mistakes);
  return items.filter((item) => item !== undefined);
}

/** A body that is one object. */
export function checkedObject<S extends z.ZodType>(body: unknown, schema: S): z.output<S> {
  const [checked] = checkedItems([body ?? {}], schema);
  return (checked as CheckedItem<z.output<S>>).item;
}
