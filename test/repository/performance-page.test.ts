import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

interface Written {
  readonly page: string;
  readonly missing: readonly string[];
}

const WRITE = `import(process.argv[1]).then(({ performancePage }) => {
  const page = performancePage(JSON.parse(process.argv[2]), '2 cores', new Date('2026-11-27T23:00:00Z'));
  console.log(JSON.stringify(page));
})`;

/** The scripts are ES modules; jest runs as CommonJS. */
const pageOf = (row: object): Written =>
  JSON.parse(
    execFileSync(
      process.execPath,
      ['-e', WRITE, join(ROOT, 'scripts/performance-page.mjs'), JSON.stringify([row])],
      { encoding: 'utf8' },
    ),
  ) as Written;

const ROW = {
  id: 'P4',
  what: 'event → card',
  ours: '2 ms',
  beside: 'raw 1 ms',
  ratio: '2.00×',
  must: '≤ 2×',
};

it('writes a row for every promise, with machine and date, and says which were not measured', () => {
  const { page, missing } = pageOf({ ...ROW, holds: true });
  expect(page).toContain('Last run: 2026-11-27, on 2 cores.');
  expect(page).toContain('| P4 | event → card | 2 ms | raw 1 ms | 2.00× | ≤ 2× | yes |');
  expect(page.match(/^\| P\d+ \| not measured/gm)).toHaveLength(12);
  expect(missing).toHaveLength(12);
});

it('shows what does not hold', () => {
  expect(pageOf({ ...ROW, holds: false }).page).toContain('| ≤ 2× | **no** |');
});

it('runs every bench that keeps rows', () => {
  const all = /const ALL = \[(.*)\]/.exec(readFileSync(join(ROOT, 'scripts/bench.mjs'), 'utf8'))?.[1] ?? '';
  const keeping = readdirSync(join(ROOT, 'bench'))
    .filter((file) => readFileSync(join(ROOT, 'bench', file), 'utf8').includes("from './bench-row'"))
    .map((file) => file.replace('.ts', ''));
  expect([...all.matchAll(/'([\w-]+)'/g)].map(([, name]) => name).sort()).toEqual(keeping.sort());
});
