import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { canInstall, install, installCommand } from './apt.mjs';
import { ROOT, findProgram, giveUp, run } from './command.mjs';

/** What better-sqlite3 is compiled with where no finished binary can be downloaded: program → Debian package. */
const COMPILERS = { python3: 'python3', make: 'make', 'g++': 'g++' };

const missingCompilers = () =>
  Object.entries(COMPILERS).flatMap(([program, name]) => (findProgram(program) ? [] : [name]));

const lockedPackages = (path) => {
  try {
    return JSON.parse(readFileSync(join(ROOT, path), 'utf8')).packages;
  } catch {
    return undefined; // Not installed, or an installation that was cut off: npm writes this file last.
  }
};

/** Compares npm's note of what it installed with the lock file, so that a mere touch of a file costs nothing. */
function isInstalled() {
  const wanted = lockedPackages('package-lock.json');
  const installed = lockedPackages('node_modules/.package-lock.json');
  if (!wanted || !installed) return false;
  return Object.entries(wanted).every(
    ([path, { version, optional, link }]) =>
      path === '' || link || (optional && !installed[path]) || installed[path]?.version === version,
  );
}

/** A native module built for another Node loads no longer. */
function storeLoads() {
  try {
    const Database = createRequire(join(ROOT, 'package.json'))('better-sqlite3');
    new Database(':memory:').close();
    return true;
  } catch {
    return false;
  }
}

function npm(args) {
  const script = process.env.npm_execpath;
  if (script) return run(process.execPath, [script, ...args]);
  return run('npm', args, { shell: process.platform === 'win32' });
}

async function installPackages(args) {
  if ((await npm(args)) === 0) return true;
  const compilers = missingCompilers();
  if (compilers.length > 0 && canInstall()) await install(compilers);
  return (await npm(args)) === 0;
}

/** Installs the npm packages when they are missing, older than the lock file or built for another Node. */
export async function ensureNpm() {
  if (isInstalled() && storeLoads()) return;
  console.log(
    'Installing npm packages; better-sqlite3 may be compiled, which takes a minute and needs python3, make and g++ …',
  );
  if (isInstalled() ? await installPackages(['rebuild', 'better-sqlite3']) : await installPackages(['ci']))
    return;
  const compilers = missingCompilers();
  giveUp(
    compilers.length > 0
      ? `npm could not install the packages. Missing for the compilation: ${installCommand(compilers)}`
      : 'npm could not install the packages: see its message above.',
  );
}
