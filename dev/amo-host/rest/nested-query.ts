/** `filter[statuses][0][status_id]=142&with=leads` as PHP reads it; also the form bodies of the page's requests. */
export type NestedValue = string | NestedQuery | undefined;
export interface NestedQuery {
  [key: string]: NestedValue;
}

const keysOf = (name: string): string[] => {
  const [head = '', ...rest] = name.split('[');
  return [head, ...rest.map((part) => part.replace(/\]$/, ''))];
};

function put(into: NestedQuery, keys: readonly string[], value: string): void {
  const [first = '', ...rest] = keys;
  const key = first === '' ? String(Object.keys(into).length) : first;
  if (rest.length === 0) {
    into[key] = value;
    return;
  }
  const held = into[key];
  const child: NestedQuery = typeof held === 'object' ? held : emptyQuery();
  into[key] = child;
  put(child, rest, value);
}

/** Without a prototype: `__proto__` in an address is a key like any other. */
const emptyQuery = (): NestedQuery => Object.create(null) as NestedQuery;

export function parseNestedQuery(text: string): NestedQuery {
  const query = emptyQuery();
  for (const [name, value] of new URLSearchParams(text)) put(query, keysOf(name), value);
  return query;
}

export const textOf = (value: NestedValue): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** `a=1`, `a[]=1&a[]=2` and `a=1,2` are all lists. */
export function listOf(value: NestedValue): string[] {
  if (value === undefined) return [];
  if (typeof value === 'string')
    return value
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean);
  return Object.values(value).flatMap(listOf);
}
