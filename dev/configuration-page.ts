/** What `z.toJSONSchema` makes of the gateway's configuration, as far as it is read here. */
export interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Row {
  /** Within its section: `sip.relay.urls`. */
  readonly key: string;
  readonly kind: string;
  /** Its default, or whether it may be missing. */
  readonly without: string;
}

/** Heading of a section, and the lists of objects whose keys have sections of their own. */
const SECTIONS = ['pbx', 'accounts'] as const;
const TABLE = /^\| key \|.*\n\|[-|]+\n((?:\|.*\n)*)/m;
const HEAD = '| key | meaning | value | without it |\n|---|---|---|---|\n';

/**
 * docs/configuration.md with the keys, kinds and defaults of the schema. Meanings and all words around the tables stay as
 * they are; a new key has an empty meaning, for a person to fill in.
 */
export function configurationPage(page: string, schema: Schema): string {
  const [top = '', ...sections] = page.split(/^(?=## `)/m);
  const rewritten = sections.map((section) => {
    const name = SECTIONS.find((one) => section.startsWith(`## \`${one}[]\``));
    return name ? withTable(section, rowsOf(schema.properties?.[name]?.items ?? {})) : section;
  });
  const own = rowsOf(schema).filter(({ key }) => !SECTIONS.some((name) => key.startsWith(`${name}[]`)));
  return [withTable(top, own), ...rewritten].join('');
}

function withTable(section: string, rows: readonly Row[]): string {
  const meanings = new Map(
    (TABLE.exec(section)?.[1] ?? '').split('\n').map((line) => {
      const [, key = '', meaning = ''] = line.split(/(?<!\\)\|/).map((cell) => cell.trim());
      return [key, meaning];
    }),
  );
  const lines = rows.map(
    ({ key, kind, without }) =>
      `| \`${key}\` | ${meanings.get(`\`${key}\``) ?? ''} | ${kind} | ${without} |\n`,
  );
  return section.replace(TABLE, () => HEAD + lines.join(''));
}

function rowsOf(schema: Schema, path = ''): readonly Row[] {
  const kinds = schema.oneOf;
  if (kinds) return merged(kinds.map((kind) => rowsOf(kind, path)));
  return Object.entries(schema.properties ?? {}).flatMap(([name, value]) => {
    const key = `${path}${name}`;
    if (value.items?.properties ?? value.items?.oneOf) return rowsOf(value.items, `${key}[].`);
    if (value.properties) return rowsOf(value, `${key}.`);
    return [
      { key, kind: kindOf(value), without: withoutIt(value, schema.required?.includes(name) ?? false) },
    ];
  });
}

/** Keys of one list whose entries are of several kinds: each once. */
function merged(kinds: readonly (readonly Row[])[]): readonly Row[] {
  const byKey = new Map<string, readonly Row[]>();
  for (const row of kinds.flat()) byKey.set(row.key, [...(byKey.get(row.key) ?? []), row]);
  return [...byKey].map(([key, rows]) => ({
    key,
    kind: [...new Set(rows.map(({ kind }) => kind))].join(', '),
    without: [...new Set(rows.map(({ without }) => without))].join(', '),
  }));
}

const isSecret = ({ anyOf }: Schema): boolean =>
  anyOf?.some(({ properties }) => properties?.['env']) ?? false;
const code = (value: unknown): string =>
  `\`${(typeof value === 'string' ? value : JSON.stringify(value)).replaceAll('|', '\\|')}\``;

function kindOf(schema: Schema): string {
  const { type, minimum, maximum } = schema;
  if (isSecret(schema)) return 'secret';
  if (schema.enum) return schema.enum.map(code).join(', ');
  if (schema.const !== undefined) return code(schema.const);
  if (type === 'array') return 'list';
  if (type === 'integer' && maximum !== undefined && maximum < Number.MAX_SAFE_INTEGER)
    return `${minimum} to ${maximum}`;
  if (type === 'integer' || schema.anyOf) return 'number';
  return type === 'object' ? 'by key' : 'text';
}

function withoutIt({ default: value }: Schema, isRequired: boolean): string {
  if (isRequired) return 'a mistake';
  const isNothing = value === undefined || ['""', '[]', '{}'].includes(JSON.stringify(value));
  return isNothing ? 'none' : code(value);
}
