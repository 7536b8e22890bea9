/** What a part of an answer must look like: a value, a shape, or an object or array of them. Unnamed keys may be there. */
export type Pattern =
  string | number | boolean | null | Shape | readonly Pattern[] | { readonly [key: string]: Pattern };

/** A rule for a value, with the words by which a report names it. */
export class Shape {
  constructor(
    readonly words: string,
    readonly accepts: (value: unknown) => boolean,
  ) {}
}

export const INTEGER = new Shape('an integer', Number.isInteger);
export const TEXT = new Shape('a text', (value) => typeof value === 'string');
export const FILLED_TEXT = new Shape('a filled text', (value) => typeof value === 'string' && value !== '');
export const BOOLEAN = new Shape('true or false', (value) => typeof value === 'boolean');
export const ABSENT = new Shape('nothing', (value) => value === undefined);
export const PRESENT = new Shape('a value, null included', (value) => value !== undefined);
export const SELF_LINK = { self: { href: FILLED_TEXT } } as const;

export const oneOf = (...values: readonly unknown[]): Shape =>
  new Shape(`one of ${JSON.stringify(values)}`, (value) => values.includes(value));

export const matching = (rule: RegExp): Shape =>
  new Shape(`a text like ${rule}`, (value) => typeof value === 'string' && rule.test(value));

export const orNull = (pattern: Pattern): Shape =>
  new Shape(
    `${words(pattern)} or null`,
    (value) => value === null || mismatches(pattern, value, '').length === 0,
  );

export const listOf = (pattern: Pattern): Shape =>
  new Shape(
    `a list, each ${words(pattern)}`,
    (value) => Array.isArray(value) && value.every((item) => mismatches(pattern, item, '').length === 0),
  );

export const listWith = (pattern: Pattern): Shape =>
  new Shape(
    `a list with ${words(pattern)} in it`,
    (value) => Array.isArray(value) && value.some((item) => mismatches(pattern, item, '').length === 0),
  );

export const listWithout = (pattern: Pattern): Shape =>
  new Shape(
    `a list without ${words(pattern)}`,
    (value) => Array.isArray(value) && value.every((item) => mismatches(pattern, item, '').length > 0),
  );

function words(pattern: Pattern): string {
  if (pattern instanceof Shape) return pattern.words;
  return JSON.stringify(pattern, (_key, part: unknown) => (part instanceof Shape ? `<${part.words}>` : part));
}

const shown = (value: unknown): string =>
  value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 160);

/** Every place where the value is not as the pattern says, as sentences; `at` is the dotted path so far. */
export function mismatches(pattern: Pattern, value: unknown, at: string): string[] {
  const here = at || 'the whole';
  if (pattern instanceof Shape)
    return pattern.accepts(value) ? [] : [`${here}: wanted ${pattern.words}, seen ${shown(value)}`];
  if (typeof pattern !== 'object' || pattern === null)
    return value === pattern ? [] : [`${here}: wanted ${shown(pattern)}, seen ${shown(value)}`];
  if (Array.isArray(pattern) && (!Array.isArray(value) || value.length !== pattern.length))
    return [`${here}: wanted ${pattern.length} items, seen ${shown(value)}`];
  if (typeof value !== 'object' || value === null) return [`${here}: wanted an object, seen ${shown(value)}`];
  const parts = value as Readonly<Record<string, unknown>>;
  return Object.entries(pattern).flatMap(([key, part]) =>
    mismatches(part as Pattern, parts[key], at ? `${at}.${key}` : key),
  );
}
