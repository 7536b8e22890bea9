import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byteBudgets } from './byte-budgets.mjs';
import { ROOT, giveUp, runPackage } from './command.mjs';
import { ensureNpm } from './npm-packages.mjs';

const WIDGET = join(ROOT, 'dist/widget');
/** What goes into the widget's archive as it is. */
const WIDGET_FILES = ['manifest.json', 'i18n', 'images', 'templates'];
const SOURCES = [
  ...['src', 'dev', 'test', 'bench', ...WIDGET_FILES],
  ...['tsconfig.json', 'tsconfig.base.json', 'webpack.config.js', 'package-lock.json', 'scripts/build.mjs'],
];
/** Its time is the time of the last whole build. */
const STAMP = join(ROOT, 'build/.built');

/** Epoch ms of the newest file or folder (a folder's time tells of deleted files). */
function newestChange(path) {
  if (!existsSync(path)) return 0;
  const { mtimeMs } = statSync(path);
  if (!statSync(path).isDirectory()) return mtimeMs;
  return Math.max(mtimeMs, ...readdirSync(path).map((name) => newestChange(join(path, name))));
}

function isBuilt() {
  if (!existsSync(STAMP) || !existsSync(join(WIDGET, 'script.js'))) return false;
  return Math.max(...SOURCES.map((source) => newestChange(join(ROOT, source)))) < statSync(STAMP).mtimeMs;
}

function copyWidgetFiles() {
  for (const name of WIDGET_FILES) {
    const source = join(ROOT, name);
    if (existsSync(source)) cpSync(source, join(WIDGET, name), { recursive: true });
  }
}

const compile = () => runPackage('typescript/bin/tsc', ['-b', '--pretty']);
const bundle = () =>
  runPackage('webpack-cli/bin/cli.js', ['--mode', 'production', '--stats', 'errors-warnings']);

/** Compiles everything, lays the widget's folder down and measures it. Resolves with whether all of it went well. */
export async function buildAll() {
  const startedAt = new Date();
  rmSync(STAMP, { force: true });
  if ((await compile()) !== 0) return false;
  rmSync(WIDGET, { recursive: true, force: true });
  if ((await bundle()) !== 0) return false;
  copyWidgetFiles();
  if (!byteBudgets(WIDGET)) return false;
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  writeFileSync(STAMP, '');
  utimesSync(STAMP, startedAt, startedAt);
  return true;
}

/** For the verbs that run what was built: builds only when a source is newer, ends the process when that fails. */
export async function ensureBuilt() {
  await ensureNpm();
  if (!isBuilt() && !(await buildAll())) giveUp('The build failed: see the messages above.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureNpm();
  if (!(await buildAll())) giveUp('The build failed: see the messages above.');
}
