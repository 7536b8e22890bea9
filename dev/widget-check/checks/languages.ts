import type { Check, Finding } from '../finding';
import { jsonText, type JsonText } from '../json-text';
import { entriesAt, manifestFileOf, textsAt, valueAt, type ManifestFile } from '../manifest';
import { pathsWith, textOf, type WidgetArchive } from '../widget-archive';

interface LanguageFile {
  readonly file: string;
  readonly language: string;
  readonly json: JsonText;
}

const CYRILLIC = /\p{Script=Cyrillic}/u;
const RU_LINK = /(?:https?:\/\/|www\.|[\w-]+\.|@)[\w.-]*\.?(?:ru|рф)(?![\w.-]*\w)/iu;
/** «amo», «amoCRM», «amoPhone», but not «amor». */
const FOREIGN_NAME = /\b(?:[Aa]mo(?![a-z])|AMO(?![A-Z])|[Aa][Mm][Oo]-?[Cc][Rr][Mm])/;

function languageFiles(archive: WidgetArchive): readonly LanguageFile[] {
  return pathsWith(archive, '.json')
    .filter((path) => path.startsWith('i18n/'))
    .map((file) => ({
      file,
      language: file.slice('i18n/'.length, -'.json'.length),
      json: jsonText(textOf(archive, file) ?? ''),
    }));
}

const isReadable = ({ json }: LanguageFile): boolean => json.mistake === undefined;

export const languageSet: Check = function* (archive) {
  const files = languageFiles(archive);
  const manifest = manifestFileOf(archive);
  const locale = manifest && textsAt(manifest, 'widget', 'locale');
  for (const { file, language, json } of files) {
    if (json.mistake)
      yield {
        rule: 'language/json',
        file,
        line: json.mistake.line,
        sentence: `This is not valid JSON: ${json.mistake.what}.`,
      };
    if (locale && !locale.includes(language))
      yield { rule: 'language/files', file, sentence: `widget.locale does not name ${language}.` };
  }
  for (const language of locale ?? [])
    if (!files.some((file) => file.language === language))
      yield {
        rule: 'language/files',
        file: 'manifest.json',
        line: manifest?.json.lineOf(['widget', 'locale']),
        sentence: `widget.locale names ${language}, but there is no i18n/${language}.json.`,
      };
};

function* differences(first: LanguageFile, other: LanguageFile): Iterable<Finding> {
  const rule = 'language/keys';
  const [wanted, found] = [first, other].map(({ json }) => new Set(json.leaves.map(({ path }) => path)));
  for (const { path } of first.json.leaves)
    if (!found?.has(path))
      yield {
        rule,
        file: other.file,
        line: other.json.lineOf(path.split('.')),
        sentence: `${path} is missing; ${first.file} has it.`,
      };
  for (const { path, line } of other.json.leaves)
    if (!wanted?.has(path))
      yield { rule, file: other.file, line, sentence: `${path} is in this file only, not in ${first.file}.` };
}

export const sameKeys: Check = function* (archive) {
  const [first, ...others] = languageFiles(archive).filter(isReadable);
  if (first) for (const other of others) yield* differences(first, other);
};

export const foreignLanguages: Check = function* (archive) {
  for (const { file, language, json } of languageFiles(archive)) {
    if (language === 'ru') continue;
    for (const { value, line, path } of json.leaves) {
      const text = String(value);
      if (CYRILLIC.test(text))
        yield { rule: 'language/russian', file, line, sentence: `${path} holds Russian text.` };
      if (RU_LINK.test(text))
        yield { rule: 'language/ru-link', file, line, sentence: `${path} holds a link to a .ru site.` };
    }
  }
};

/** The paths that the manifest gives instead of texts. */
function* captionPaths(manifest: ManifestFile): Iterable<readonly string[]> {
  for (const key of ['name', 'description', 'short_description']) yield ['widget', key];
  yield ['tour', 'tour_description'];
  yield ['advanced', 'title'];
  for (const [field] of entriesAt(manifest, 'settings')) yield ['settings', field, 'name'];
}

export const captions: Check = function* (archive) {
  const manifest = manifestFileOf(archive);
  if (!manifest) return;
  for (const place of captionPaths(manifest)) {
    const caption = valueAt(manifest, ...place);
    if (typeof caption !== 'string') continue;
    for (const { file, json } of languageFiles(archive).filter(isReadable))
      if (!json.leaves.some(({ path, value }) => path === caption && value !== ''))
        yield {
          rule: 'language/caption',
          file,
          line: json.lineOf(caption.split('.')),
          sentence: `The manifest's ${place.join('.')} asks for ${caption}, which is not here.`,
        };
  }
};

export const ownName: Check = function* (archive) {
  const manifest = manifestFileOf(archive);
  const caption = manifest && valueAt(manifest, 'widget', 'name');
  for (const { file, json } of languageFiles(archive))
    for (const { path, value, line } of json.leaves)
      if (path === caption && FOREIGN_NAME.test(String(value)))
        yield {
          rule: 'manifest/name',
          file,
          line,
          sentence: `The name «${String(value)}» must not hold "amo" or "amoCRM".`,
        };
};
