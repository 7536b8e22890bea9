import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';
import { unzip } from '../amo-host/opening/unzip';
import { WidgetRefusal } from '../amo-host/opening/widget-refusal';

export interface WidgetArchive {
  /** The zip's own name; missing: it was a folder. */
  readonly zipName: string | undefined;
  /** A first level that does not belong there, e.g. `widget/`; the paths of `files` begin below it. */
  readonly needlessFolder: string | undefined;
  /** Path from the widget's root, with `/` → content. */
  readonly files: ReadonlyMap<string, Buffer>;
}

type Files = ReadonlyMap<string, Buffer>;

async function filesOf(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    await Promise.all(
      paths
        .sort()
        .map(async (path) => [relative(folder, path).replaceAll(sep, '/'), await readFile(path)] as const),
    ),
  );
}

/** Packers for the Mac add `__MACOSX/` beside the folder that was packed. */
function needlessFolderOf(files: Files): string | undefined {
  const manifests = [...files.keys()].filter((path) => /^(?!__MACOSX)[^/]+\/manifest\.json$/.test(path));
  return files.has('manifest.json') || manifests.length !== 1 ? undefined : manifests[0]?.split('/')[0];
}

export function archiveOf(files: Files, zipName?: string): WidgetArchive {
  const needlessFolder = needlessFolderOf(files);
  if (needlessFolder === undefined) return { zipName, needlessFolder, files };
  const inside = [...files].map(([path, content]) => {
    const isInside = path.startsWith(`${needlessFolder}/`);
    return [isInside ? path.slice(needlessFolder.length + 1) : path, content] as const;
  });
  return { zipName, needlessFolder, files: new Map(inside) };
}

async function readZip(path: string): Promise<WidgetArchive> {
  const folder = await mkdtemp(join(tmpdir(), 'linia-widget-'));
  try {
    await unzip(path, folder);
    return archiveOf(await filesOf(folder), basename(path));
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Throws WidgetRefusal when there is nothing to read. */
export async function readWidgetArchive(path: string): Promise<WidgetArchive> {
  const found = await stat(path).catch((cause: unknown) => {
    throw WidgetRefusal.because(`There is no ${path}.`, cause);
  });
  return found.isDirectory() ? archiveOf(await filesOf(path)) : readZip(path);
}

export const isText = (path: string): boolean => /\.(js|json|css|twig|html?|txt|md|svg)$/i.test(path);

/** Undefined when the archive does not hold it; bytes that are no UTF-8 become U+FFFD. */
export const textOf = ({ files }: WidgetArchive, path: string): string | undefined =>
  files
    .get(path)
    ?.toString('utf8')
    .replace(/^\uFEFF/, '');

export const pathsWith = ({ files }: WidgetArchive, extension: string): readonly string[] =>
  [...files.keys()].filter((path) => path.endsWith(extension));
