import type { ApiRequest } from './api-route';
import { listOf, textOf, type NestedQuery, type NestedValue } from './nested-query';
import { ApiProblem } from './problem';

/** What stands under `filter[…]`; empty without one. */
export function filterOf({ query }: ApiRequest): NestedQuery {
  const filter = query['filter'];
  return typeof filter === 'object' ? filter : {};
}

/** `filter[id]=1`, `filter[id]=1,2`, `filter[id][]=1&filter[id][]=2`; nothing asked for is everything. */
export const isOneOf = (value: string | number | null, wanted: NestedValue): boolean => {
  const list = listOf(wanted);
  return list.length === 0 || list.includes(String(value));
};

/** As `isOneOf`, of texts that may hold commas themselves. */
export const isOneText = (value: string, wanted: NestedValue): boolean =>
  wanted === undefined || (typeof wanted === 'string' ? [wanted] : Object.values(wanted)).includes(value);

/** `[from]` and `[to]`, both included; a bare time is the former. */
export function inRange(value: number, range: NestedValue): boolean {
  if (range === undefined) return true;
  if (typeof range === 'string') return value >= Number(range);
  const from = textOf(range['from']);
  const to = textOf(range['to']);
  return (from === undefined || value >= Number(from)) && (to === undefined || value <= Number(to));
}

/** `order[updated_at]=desc`: by one of the fields that the collection allows, equal ones by their ids. */
export function ordered<Field extends string, Item extends Readonly<Record<Field, number>>>(
  items: readonly Item[],
  { query }: ApiRequest,
  fields: readonly Field[],
): readonly Item[] {
  const order = query['order'];
  if (typeof order !== 'object') return items;
  const [name, direction] = Object.entries(order)[0] ?? [];
  const field = fields.find((known) => known === name);
  if (!field || (direction !== 'asc' && direction !== 'desc'))
    throw ApiProblem.of(400, `Query parameter "order" must be one of ${fields.join(', ')} with asc or desc`);
  const sign = direction === 'asc' ? 1 : -1;
  // Sorting is stable and the account's order is that of the ids.
  return [...items].sort((a, b) => sign * (a[field] - b[field]));
}
