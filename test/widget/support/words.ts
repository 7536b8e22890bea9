import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { phrases, type Say } from '../../../src/widget/host/phrases';

export const LANGUAGES = ['ru', 'en', 'es', 'pt'] as const;

export type Words = { readonly [key: string]: string | Words };

/** The file of `i18n/` as it goes into the archive. */
export function wordsOf(language: string): Words {
  return JSON.parse(readFileSync(join(__dirname, '../../../i18n', `${language}.json`), 'utf8')) as Words;
}

export function sayIn(language: string): Say {
  const words = wordsOf(language);
  return phrases(
    () => words,
    () => language,
  );
}

/** `card.answer` → its sentence, for every leaf. */
export function leaves(words: Words, path = ''): ReadonlyMap<string, string> {
  const entries = Object.entries(words).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : [...leaves(value, `${path}${key}.`)],
  );
  return new Map(entries);
}
