import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/*
 * Every command that a reader is told to type is run by a test, or it says here why not. A new one has to be entered.
 */

const ROOT = join(__dirname, '../..');
const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

const HERE = 'what ran this test';
/** What is typed → the test that runs it, or what else does. */
const RUN_BY: readonly (readonly [RegExp, string])[] = [
  [/^npm start( -- (--no-open|--port \S+|--kommo|--language es|\s)+)?$/, 'test/e2e/npm-start.test.ts'],
  [/^npm start -- --help$/, 'test/e2e/documented-commands.test.ts'],
  [/^npm start -- --widget /, 'test/dev/demo/foreign-demo.test.ts'],
  [/^npm test( -- test\/call)?$/, HERE],
  [/^npm run (check|build|format|lint)$/, 'scripts/check.mjs'],
  [/^npm run pack$/, 'test/e2e/first-day.test.ts'],
  [/^npm run pack -- --readable$/, 'test/e2e/documented-commands.test.ts'],
  [
    /^npm run check-widget -- (FILE|widget)\.zip( .*)?$|^npm run check-widget$/,
    'test/e2e/documented-commands.test.ts',
  ],
  [/^npm run contract( -- --base https:.*)?$/, 'test/contract/verb.test.ts'],
  [/^npm run gateway -- --config \S+$/, 'test/e2e/first-day.test.ts'],
  [/^npm run gateway -- --check \S+$/, 'test/e2e/documented-commands.test.ts'],
  [/^npm run gateway -- --config \S+ --(backup|restore) \S+$/, 'test/gateway/operation/backup.test.ts'],
  [/^npm run gateway -- --config \S+ --restored$/, 'test/nodes/database-in-operation.test.ts'],
  [/^npm run (bench|bench \S+|soak|gallery( -- --page)?)$/, 'by hand: long, and a machine for itself'],
  [/^node build\/dev\/write-configuration-page\.js$/, 'test/gateway/configuration-page.test.ts'],
  [/^systemctl (start|stop|reload) linia( .*)?$/, 'by nobody: no machine with systemd was at hand'],
  [/^pg_(dump|restore) /, 'PostgreSQL’s own'],
  [/^curl .*127\.0\.0\.1:8080\//, 'test/e2e/documented-commands.test.ts'],
  [/^curl https:\/\/ADDRESS\/healthz$/, 'test/gateway/health.test.ts'],
  [/^curl .*\/route\/\d+\/dry-run/, 'test/scenario/administration.test.ts'],
];

const pages = [
  ...['README.md', 'README.ru.md'],
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const PROGRAM = /^(npm (start|test|run \S+)|node |systemctl |pg_\w+ |curl )/;

/** Lines of blocks and words inside sentences; a line that ends with a backslash goes on. */
function commandsOf(text: string): readonly string[] {
  const blocks = [...text.matchAll(/^ *```(\w*)\n([\s\S]*?)^ *```/gm)]
    .filter(([, language]) => language === '' || language === 'sh')
    .flatMap(([, , lines = '']) => lines.replaceAll(/\\\n\s*/g, '').split('\n'));
  const inline = [...text.matchAll(/`([^`\n]+)`/g)].map(([, words = '']) => words);
  return [...blocks, ...inline].map((line) => line.trim()).filter((line) => PROGRAM.test(line));
}

it.each(pages)('%s tells nobody to type what no test runs', (page) => {
  const unknown = commandsOf(read(page)).filter((command) => !RUN_BY.some(([form]) => form.test(command)));
  expect(unknown).toEqual([]);
});

it('names tests that are there', () => {
  const missing = RUN_BY.map(([, by]) => by).filter((by) => by.includes('/') && !existsSync(join(ROOT, by)));
  expect(missing).toEqual([]);
});

it('knows no command that nobody is told any more', () => {
  const told = pages.flatMap((page) => commandsOf(read(page)));
  expect(RUN_BY.filter(([form]) => !told.some((command) => form.test(command)))).toEqual([]);
});
