/**
 * Words of `i18n/*.json` in the agent's language: `say('card.missed')`, `say('card.also', { names })` for `{names}`
 * inside the sentence. A missing key comes back as itself, so that a gap is seen and nothing breaks.
 */
export interface Say {
  (key: string, values?: Readonly<Record<string, string | number>>): string;
  /** Picks the plural form below `key` (`one`, `few`, `many`, `other`) for `{n}`. */
  count(key: string, n: number): string;
}

/** `langs` is what the host gives: the whole file of one language. Read at each call, because it is filled late. */
export function phrases(langs: () => unknown, language: () => string): Say {
  const say = (key: string, values: Readonly<Record<string, string | number>> = {}): string =>
    (find(langs(), key) ?? key).replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));
  const count = (key: string, n: number): string => {
    const form = `${key}.${new Intl.PluralRules(language()).select(n)}`;
    return say(find(langs(), form) === undefined ? `${key}.other` : form, { n });
  };
  return Object.assign(say, { count });
}

function find(langs: unknown, key: string): string | undefined {
  let found = langs;
  for (const step of key.split('.')) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Readonly<Record<string, unknown>>)[step];
  }
  return typeof found === 'string' ? found : undefined;
}
