import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const read = (path: string): string => readFileSync(join(__dirname, '../..', path), 'utf8');

const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

it.each(Object.keys(scripts))('the verb %s stands in the README', (verb) => {
  expect(read('README.md')).toMatch(new RegExp(`npm (?:run )?${verb}(?![\\w-])`));
});
