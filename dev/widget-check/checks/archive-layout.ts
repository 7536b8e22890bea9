import type { Check } from '../finding';
import { entriesAt, manifestFileOf, textsAt } from '../manifest';
import { LOGOS } from './pictures';
import { pathsWith, textOf, type WidgetArchive } from '../widget-archive';

export const archiveRoot: Check = function* ({ zipName, needlessFolder }) {
  if (zipName !== undefined && zipName !== 'widget.zip')
    yield {
      rule: 'archive/name',
      file: '',
      sentence: `The archive must be named widget.zip, not ${zipName}.`,
    };
  if (needlessFolder !== undefined)
    yield {
      rule: 'archive/root',
      file: needlessFolder,
      sentence: `The files lie in the folder ${needlessFolder}/; they must lie at the root of the archive.`,
    };
};

export const mandatoryFiles: Check = function* (archive) {
  for (const file of ['manifest.json', 'script.js'])
    if (!archive.files.has(file))
      yield { rule: 'archive/missing-file', file, sentence: 'This file is mandatory.' };
  if (!pathsWith(archive, '.json').some((path) => path.startsWith('i18n/')))
    yield { rule: 'archive/missing-file', file: 'i18n', sentence: 'There must be a file for each language.' };
};

/** What the host asks for by itself. */
function* askedByTheHost(archive: WidgetArchive): Iterable<string> {
  const manifest = manifestFileOf(archive);
  yield* ['manifest.json', 'script.js'];
  yield* [...archive.files.keys()].filter(
    (path) => path.startsWith('i18n/') || LOGOS.some(({ name }) => path.startsWith(`images/${name}.`)),
  );
  if (!manifest) return;
  for (const [language] of entriesAt(manifest, 'tour', 'tour_images'))
    for (const path of textsAt(manifest, 'tour', 'tour_images', language)) yield path.replace(/^\//, '');
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** `panel.js` is loaded as "./panel.js" and as "./panel": the name counts with and without its extension. */
function names(text: string, path: string): boolean {
  const stem =
    path
      .split('/')
      .at(-1)
      ?.replace(/\.[^.]*$/, '') ?? path;
  return stem !== '' && new RegExp(`(?<![\\w-])${escaped(stem)}(?![\\w-])`).test(text);
}

/** Files that nothing asks for: neither the host nor a file that is itself asked for. */
export const unusedFiles: Check = function* (archive) {
  const used = new Set([...askedByTheHost(archive)].filter((path) => archive.files.has(path)));
  // A set that grows while it is walked: what a used file names is walked, too.
  for (const path of used) {
    if (!/\.(js|css|twig|html?)$/.test(path)) continue;
    const text = textOf(archive, path) ?? '';
    for (const other of archive.files.keys()) if (!used.has(other) && names(text, other)) used.add(other);
  }
  for (const file of archive.files.keys())
    if (!used.has(file))
      yield { rule: 'archive/unused-file', file, sentence: 'No file of the widget names it: leave it out.' };
};
