import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = process.cwd();
const page = readFileSync(join(ROOT, 'docs/host-facts.md'), 'utf8');

/** Fact and place of every row. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (Fact|-+) \|/.test(line.replace(/\s+/g, ' ')))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\|\s*|\s*\|\s*$/g, '').trim()));

const filesIn = (text: string): string[] =>
  [...text.matchAll(/`((?:dev|docs|test)\/[^`]+)`/g)].map(([, path = '']) => path);

describe('the list of facts', () => {
  it('speaks of every part from the manifest to the authorisation', () => {
    expect(page.match(/^## \d/gm)).toHaveLength(7);
    expect(rows.length).toBeGreaterThan(120);
  });

  it('gives each fact a file or a reason', () => {
    const silent = rows.filter(([, where = '']) => filesIn(where).length === 0 && !/^Not/.test(where));
    expect(silent).toEqual([]);
  });

  it('names files that are there', () => {
    const gone = filesIn(page).filter((path) => !existsSync(join(ROOT, path)));
    expect(gone).toEqual([]);
  });
});
