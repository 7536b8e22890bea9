import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { TABS } from '../../src/widget/journal/pane';

/* docs/gallery.md shows every state that the walk of test/e2e/every-state.test.ts looks at. */

const ROOT = join(__dirname, '../..');
const walk = readFileSync(join(ROOT, 'test/e2e/every-state.test.ts'), 'utf8');
const page = readFileSync(join(ROOT, 'docs/gallery.md'), 'utf8');

/** `look(page, 'talk')`, and the states that stand in a list or are made of a tab's name. */
const STATES = [
  ...[...walk.matchAll(/\blook\([\w.]+,\s*'([\w-]+)'/g)].map(([, state]) => state ?? ''),
  ...[...walk.matchAll(/\['(card-[\w-]+)'/g)].map(([, state]) => state ?? ''),
  ...TABS.map((tab) => `page-${tab}`),
];

it.each(STATES)('shows %s, light and dark', (state) => {
  for (const theme of ['light', 'dark']) {
    const picture = `pictures/states/${state}-${theme}.jpg`;
    expect(page).toContain(`](${picture})`);
    expect(existsSync(join(ROOT, 'docs', picture))).toBe(true);
  }
});

it('shows no state that is not walked through', () => {
  const shown = [...page.matchAll(/states\/([\w-]+)-light\.jpg/g)].map(([, state]) => state);
  expect(shown.filter((state) => !STATES.includes(state ?? ''))).toEqual([]);
});
