import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ROOT = join(__dirname, '../..');

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const { scripts } = JSON.parse(read('package.json')) as { scripts: Readonly<Record<string, string>> };

it.each(Object.keys(scripts))('the verb %s stands in the README', (verb) => {
  for (const file of ['README.md', 'README.ru.md'])
    expect(read(file)).toMatch(new RegExp(`npm (?:run )?${verb}(?![\\w-])`));
});

/** Pages of the documents, with every file that a link or a picture of theirs leads to. */
const PAGES = ['README.md', 'README.ru.md', ...readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`)]
  .filter((name) => name.endsWith('.md'))
  .map((page) => [page, read(page)] as const);

it.each(PAGES)('%s leads only to files that are there', (page, text) => {
  const links = [...text.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)].map(([, to = '']) => to);
  const missing = links.filter((to) => !/^\w+:/.test(to) && !existsSync(join(ROOT, dirname(page), to)));
  expect(missing).toEqual([]);
});

it.each(PAGES)('%s names only verbs that are there', (_page, text) => {
  const verbs = [...text.matchAll(/npm (?:run ([\w-]+)|(start|test)\b)/g)].map(
    ([, run, plain]) => run ?? plain ?? '',
  );
  expect(verbs.filter((verb) => !(verb in scripts))).toEqual([]);
});
