import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isSoak } from '../support/rounds';

/* Whoever packs the same state of the repository gets the same bytes, wherever and whenever he does it. */

const ROOT = join(__dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'linia-pack-'));
afterAll(() => rmSync(folder, { recursive: true }));

interface Place {
  readonly name: string;
  readonly umask: number;
  readonly env: Readonly<Record<string, string>>;
  readonly mtime: Date;
}

const PLACES: readonly [Place, Place] = [
  {
    name: 'here',
    umask: 0o022,
    env: { TZ: 'Asia/Vladivostok', LC_ALL: 'C' },
    mtime: new Date('2001-02-03T04:05:06Z'),
  },
  {
    name: 'a much/longer place',
    umask: 0o077,
    env: { TZ: 'America/Los_Angeles', LC_ALL: 'ru_RU.UTF-8' },
    mtime: new Date('2026-11-27T23:59:59Z'),
  },
];

const sha256 = (path: string): string => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Runs a program of Node in the place's environment. */
function run({ umask, env }: Place, cwd: string, ...args: readonly string[]): void {
  const before = process.umask(umask);
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
  process.umask(before);
  expect([status, stderr]).toEqual([0, '']);
}

/** The repository's own part of the archive and a script, copied as a clone of that place would have them. */
function lay(place: Place): string {
  const root = join(folder, place.name);
  const widget = join(root, 'widget');
  mkdirSync(widget, { recursive: true });
  // Copied in another order, so that the folder's own order is another one.
  const parts = ['manifest.json', 'i18n', 'images'];
  for (const part of place.umask === 0o022 ? parts : parts.reverse())
    cpSync(join(ROOT, part), join(widget, part), { recursive: true });
  const mode = 0o666 & ~place.umask;
  for (const entry of readdirSync(widget, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) {
      chmodSync(join(entry.parentPath, entry.name), mode);
      utimesSync(join(entry.parentPath, entry.name), place.mtime, place.mtime);
    }
  return root;
}

it('makes the same archive of the same files, whatever their folder, times and rights, the time zone and the language', () => {
  const zip = join(ROOT, 'scripts/zip-folder.mjs');
  const code = `import(process.argv[1]).then(({ zipFolder }) => zipFolder('widget', 'widget.zip'))`;
  const sums = PLACES.map((place) => {
    const root = lay(place);
    run(place, root, '-e', code, zip);
    return sha256(join(root, 'widget.zip'));
  });
  expect(sums[0]).toBe(sums[1]);
});

if (isSoak)
  it('bundles the same bytes in another folder', () => {
    const sums = PLACES.map((place) => {
      const root = join(folder, place.name, 'clone');
      for (const part of [
        ...['src', 'i18n', 'images', 'templates', 'scripts', 'manifest.json'],
        ...['package.json', 'tsconfig.json', 'tsconfig.base.json', 'webpack.config.js'],
      ])
        cpSync(join(ROOT, part), join(root, part), { recursive: true });
      symlinkSync(join(ROOT, 'node_modules'), join(root, 'node_modules'));
      const webpack = join(ROOT, 'node_modules/webpack-cli/bin/cli.js');
      run(place, root, webpack, '--config-name', 'lookup', '--stats', 'errors-warnings');
      return readdirSync(join(root, 'dist/widget'))
        .filter((name) => /\.(js|css)$/.test(name))
        .map((name) => [name, sha256(join(root, 'dist/widget', name))]);
    });
    expect(sums[0]).not.toEqual([]);
    expect(sums[0]).toEqual(sums[1]);
  }, 120_000);
