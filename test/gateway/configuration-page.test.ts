import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configurationPage, type Schema } from '../../dev/configuration-page';
import { configurationSchema } from '../../src/gateway/read-config';

const page = readFileSync(join(__dirname, '../../docs/configuration.md'), 'utf8');
const schema = configurationSchema() as Schema;

it('has every key of the schema with its kind and default, and no other (node build/dev/write-configuration-page.js)', () => {
  expect(page).toBe(configurationPage(page, schema));
});

it('says of every key what it means', () => {
  expect(page.match(/^\| `[^`]+` \|\s*\|.*$/gm) ?? []).toEqual([]);
});

it('notices a key that is new, and keeps what is said of the others', () => {
  const grown = {
    ...schema,
    properties: { ...schema.properties, novelty: { type: 'string', default: 'x' } },
  };
  const rewritten = configurationPage(page, grown);
  expect(rewritten).toContain('| `novelty` |  | text | `x` |');
  expect(rewritten.replace(/^\| `novelty`.*\n/m, '')).toBe(page);
});
