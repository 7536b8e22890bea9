import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  ACCOUNT_FAULTS,
  AUTH_FAULTS,
  CHECK_FAULTS,
  COMMAND_FAULTS,
  OWN_FAULTS,
  PAGE_FAULTS,
  PHONE_FAULTS,
  TALK_FAULTS,
  WIDGET_FAULTS,
} from '../../src/protocol/faults';
import { mannerOf } from '../../src/widget/error-notice/fault';
import { FINDINGS } from '../../src/widget/settings/check-connection';
import { firstSentence } from '../../src/widget/ui/first-sentence';
import { LANGUAGES, leaves, sayIn, wordsOf } from './support/words';

const ROOT = join(__dirname, '../..');
const ru = leaves(wordsOf('ru'));
const TOLD_FAULTS: readonly string[] = [
  ...[...AUTH_FAULTS, ...COMMAND_FAULTS, ...PHONE_FAULTS, ...TALK_FAULTS, ...WIDGET_FAULTS],
  ...[...ACCOUNT_FAULTS, ...OWN_FAULTS],
];

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

/** Where the names of the catalogue have their sentences, and the headings in the page that have their rows. */
const CATALOGUE = [
  { names: TOLD_FAULTS, key: 'faults', headings: /^(The tie|Commands|The phone|What the gateway)/ },
  { names: CHECK_FAULTS, key: 'setup.finding', headings: /^The connection test/ },
  { names: PAGE_FAULTS, key: 'advanced.trouble', headings: /^The page «Телефония»/ },
];

/** Which names have a row below the headings of `docs/when-it-breaks.md` that fit. */
function rowsBelow(headings: RegExp): readonly string[] {
  const page = readFileSync(join(ROOT, 'docs/when-it-breaks.md'), 'utf8');
  return page
    .split(/^## /m)
    .filter((section) => headings.test(section))
    .flatMap((section) => [...section.matchAll(/^\| `([\w-]+)`/gm)].map(([, name]) => name ?? ''));
}

it.each(LANGUAGES)(
  '%s tells every fault of the catalogue in a sentence of its own, and no other',
  (language) => {
    const words = leaves(wordsOf(language));
    for (const { names, key } of CATALOGUE) {
      const sentences = names.map((name) => words.get(`${key}.${name}`) ?? `no ${key}.${name}`);
      for (const sentence of sentences) expect(sentence).toMatch(/^(\p{Lu}|amoCRM|\{url\}).{20,}\.$/u);
      expect(new Set(sentences).size).toBe(sentences.length);
    }
    const told = [...words.keys()].filter((key) => /^(faults|advanced\.trouble)\./.test(key));
    const known = CATALOGUE.flatMap(({ names, key }) => names.map((name) => `${key}.${name}`));
    expect(told.filter((key) => !known.includes(key))).toEqual([]);
  },
);

it.each(LANGUAGES)('%s tells the end of every fault that has one', (language) => {
  const words = leaves(wordsOf(language));
  const ends = [
    ...[...AUTH_FAULTS, ...WIDGET_FAULTS].map((fault) => mannerOf(fault, 'gateway')),
    ...PHONE_FAULTS.map((fault) => mannerOf(fault, 'phone')),
    ...[mannerOf('pbx-away', 'pbx'), mannerOf('calls-refused', 'calls-refused')],
  ];
  for (const { end } of ends) if (end) expect([...words.keys()]).toContain(end);
});

it.each(LANGUAGES)('%s can name a fault of the account by how its sentence begins', (language) => {
  const say = sayIn(language);
  const names = ACCOUNT_FAULTS.map((fault) => firstSentence(say(`faults.${fault}`)));
  for (const name of names) expect(name).toMatch(/^(\p{Lu}|amoCRM)[^.:]{10,130}$/u);
  expect(new Set(names).size).toBe(names.length);
});

it('documents every fault of the catalogue once, and nothing that is none', () => {
  const above = CATALOGUE.slice(0, 1).flatMap(({ headings }) => rowsBelow(headings));
  for (const { names, headings } of CATALOGUE) {
    const rows = rowsBelow(headings);
    expect(rows).toEqual([...new Set(rows)]);
    expect(rows.filter((row) => !names.includes(row))).toEqual([]);
    expect(names.filter((name) => !rows.includes(name) && !above.includes(name))).toEqual([]);
  }
});

it('has a finding of the connection test for every fault of it', () => {
  const wrong = Object.entries(FINDINGS).flatMap(([name, state]) => (state === 'ok' ? [] : [name]));
  expect(wrong.sort()).toEqual([...CHECK_FAULTS].sort());
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
