import { existsSync, mkdirSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { byteBudgets } from './byte-budgets.mjs';
import { ROOT, giveUp, runPackage } from './command.mjs';
import { ensureNpm } from './npm-packages.mjs';

const WIDGET = join(ROOT, 'dist/widget');
const SOURCES = [
  ...['src', 'dev', 'bench', 'manifest.json', 'i18n', 'images', 'templates'],
  ...['tsconfig.json', 'tsconfig.base.json', 'webpack.config.js', 'package-lock.json', 'scripts'],
];
/** What `npm start`, `npm run gateway` and the tests run; a mistake in a test's types does not stop them. */
const PROGRAMS = ['src/gateway', 'src/widget', 'dev', 'dev/amo-host/page', 'bench'];
/** Its time is the time of the last build that went well. */
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

const compile = (projects) => runPackage('typescript/bin/tsc', ['-b', '--pretty', ...projects]);
const bundle = () =>
  runPackage('webpack-cli/bin/cli.js', ['--mode', 'production', '--stats', 'errors-warnings']);

/** Compiles and bundles the widget (webpack.config.js lays its whole folder down). Resolves with whether both went well. */
async function build(projects) {
  const startedAt = new Date();
  rmSync(STAMP, { force: true });
  if ((await compile(projects)) !== 0) return false;
  rmSync(WIDGET, { recursive: true, force: true });
  if ((await bundle()) !== 0) return false;
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  writeFileSync(STAMP, '');
  utimesSync(STAMP, startedAt, startedAt);
  return true;
}

/** The whole project with its tests: every wall, every type and the size of the bundles is checked. */
export const buildAll = async () => (await build([])) && byteBudgets(WIDGET);

/** For the verbs that run what was built, whatever it weighs: builds only when a source is newer. */
export async function isBuiltNow() {
  await ensureNpm();
  return isBuilt() || (await build(PROGRAMS));
}

/** The same for a verb that has nothing to do without it: ends the process. */
export async function ensureBuilt() {
  if (!(await isBuiltNow())) giveUp('The build failed: see the messages above.');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await ensureNpm();
  if (!(await buildAll())) giveUp('The build failed: see the messages above.');
}
