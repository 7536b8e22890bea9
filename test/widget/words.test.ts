import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_MANNERS } from '../../src/widget/error-notice/fault';
import { LANGUAGES, leaves, sayIn, wordsOf } from './support/words';

const ROOT = join(__dirname, '../..');
const ru = leaves(wordsOf('ru'));

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
}

it.each(LANGUAGES)('%s has the same keys and holes as Russian, and no empty sentence', (language) => {
  const words = leaves(wordsOf(language));
  expect([...words.keys()].sort()).toEqual([...ru.keys()].sort());
  const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g))].sort();
  for (const [key, text] of words) {
    expect(`${key}: ${text}`).not.toMatch(/: $/);
    expect(`${key}: ${holes(text).join()}`).toBe(`${key}: ${holes(ru.get(key) ?? '').join()}`);
  }
});

it.each(['en', 'es', 'pt'])('%s has no Russian in it and no .ru address', (language) => {
  const text = JSON.stringify(wordsOf(language));
  expect(text).not.toMatch(/[а-яё]/iu);
  expect(text).not.toMatch(/\.ru\b/);
});

it.each(LANGUAGES)('%s tells every fault in a sentence of its own', (language) => {
  const say = sayIn(language);
  const sentences = Object.keys(FAULT_MANNERS).map((fault) => say(`faults.${fault}`, { time: '14:02' }));
  for (const sentence of sentences) expect(sentence).toMatch(/^(\p{Lu}|amoCRM).{20,}\.$/u);
  expect(new Set(sentences).size).toBe(sentences.length);
});

it.each(LANGUAGES)('%s tells the end of every fault that has one', (language) => {
  const words = leaves(wordsOf(language));
  for (const { end } of Object.values(FAULT_MANNERS)) if (end) expect([...words.keys()]).toContain(end);
});

it('documents every fault', () => {
  const page = readFileSync(join(ROOT, 'docs/when-it-breaks.md'), 'utf8');
  const missing = Object.keys(FAULT_MANNERS).filter((fault) => !page.includes(`| \`${fault}\` |`));
  expect(missing).toEqual([]);
});

it('has every word that the code says by name', () => {
  const said = sourceFiles(join(ROOT, 'src/widget')).flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bsay(?:\.count)?\(\s*'([\w.-]+)'/g)].map(
      ([, key]) => key ?? '',
    ),
  );
  expect(said.length).toBeGreaterThan(20);
  const missing = said.filter((key) => !ru.has(key) && !ru.has(`${key}.other`));
  expect(missing).toEqual([]);
});

it('counts in Russian as Russians do', () => {
  const say = sayIn('ru');
  expect([1, 2, 5, 21].map((n) => say.count('card.rang', n))).toEqual([
    'звонили 1\u00a0секунду',
    'звонили 2\u00a0секунды',
    'звонили 5\u00a0секунд',
    'звонили 21\u00a0секунду',
  ]);
});

it('shows the key of a word that is missing, and goes on', () => {
  expect(sayIn('ru')('card.nothing')).toBe('card.nothing');
});
