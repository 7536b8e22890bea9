import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readManifest } from '../rest/widget-folder';
import { unzip } from './unzip';
import { WidgetRefusal } from './widget-refusal';

export interface OpenedWidget {
  /** Folder with `manifest.json` at its root. */
  readonly directory: string;
  /** What amoCRM would not like but the stand-in can live with, one sentence each. */
  readonly warnings: readonly string[];
  /** Removes what was unpacked. */
  close(): Promise<void>;
}

/** amoCRM's list of typical errors begins with it: the files lie in a folder inside the archive. */
function misplacedManifest(directory: string): string | undefined {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .find((name) => existsSync(join(directory, name, 'manifest.json')));
}

function checkManifest(directory: string, shown: string): void {
  const path = join(directory, 'manifest.json');
  if (!existsSync(path)) {
    const inside = misplacedManifest(directory);
    throw WidgetRefusal.because(
      inside === undefined
        ? `${shown} holds no manifest.json: it is no widget.`
        : `manifest.json lies in ${inside}/ and not at the root of ${shown}: put the files themselves into it, without the folder.`,
    );
  }
  const text = readFileSync(path, 'utf8');
  if (text.startsWith('\uFEFF'))
    throw WidgetRefusal.because(
      'manifest.json begins with a byte order mark: amoCRM takes UTF-8 without BOM only.',
    );
  try {
    JSON.parse(text);
  } catch (cause) {
    throw WidgetRefusal.because(`manifest.json is not valid JSON: ${(cause as Error).message}`, cause);
  }
  if (!readManifest(directory))
    throw WidgetRefusal.because(
      'manifest.json has another shape than amoCRM asks for: it needs at least "widget" {…} and "locations" […].',
    );
}

function warningsOf(directory: string): string[] {
  const locales = readManifest(directory)?.widget.locale ?? [];
  return [
    ...(existsSync(join(directory, 'script.js'))
      ? []
      : ['There is no script.js (yet): the widget cannot start. Was it built?']),
    ...locales
      .filter((locale) => !existsSync(join(directory, 'i18n', `${locale}.json`)))
      .map((locale) => `i18n/${locale}.json is missing although the manifest names this language.`),
    ...(existsSync(join(directory, 'widget'))
      ? ['There is a folder widget/ at the root; amoCRM does not look into it.']
      : []),
  ];
}

async function unpacked(file: string): Promise<OpenedWidget> {
  const directory = await mkdtemp(join(tmpdir(), 'amo-widget-'));
  const close = (): Promise<void> => rm(directory, { recursive: true, force: true });
  try {
    await unzip(file, directory);
    checkManifest(directory, 'the archive');
    return { directory, warnings: warningsOf(directory), close };
  } catch (refusal) {
    await close();
    throw refusal;
  }
}

/** A folder is served where it lies, so that a rebuild is seen at the next reload; an archive is unpacked. */
export async function openWidget(path: string): Promise<OpenedWidget> {
  const place = resolve(path);
  const found = statSync(place, { throwIfNoEntry: false });
  if (!found) throw WidgetRefusal.because(`${path} does not exist.`);
  if (found.isFile()) return unpacked(place);
  if (!found.isDirectory()) throw WidgetRefusal.because(`${path} is neither a folder nor a zip file.`);
  checkManifest(place, path);
  return { directory: place, warnings: warningsOf(place), close: () => Promise.resolve() };
}
