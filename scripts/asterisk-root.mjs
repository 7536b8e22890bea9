import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { ROOT, findProgram, run } from './command.mjs';

/** A folder with Asterisk and every library it needs, entered by chroot. Nothing is installed on the machine. */
export const ASTERISK_ROOT = join(ROOT, '.cache/asterisk');

/** Debian 12 and 13 have no Asterisk; these have 22. The second is the retry when the first cannot be had. */
const SUITES = ['forky', 'forky', 'sid'];
const PACKAGES = 'asterisk,asterisk-modules,asterisk-core-sounds-en-gsm';
/** Raised when the recipe below changes, so that older folders are made anew. */
const RECIPE = '2';

const readyMark = (root) => join(root, '.ready');
const markOf = (root) => (existsSync(readyMark(root)) ? readFileSync(readyMark(root), 'utf8') : '');
export const hasAsterisk = () => markOf(ASTERISK_ROOT) === RECIPE;

/** The mirror that apt of this machine already uses. */
function debianMirror() {
  const lines = execFileSync('apt-get', ['indextargets', '--format', '$(ORIGIN) $(REPO_URI)'], {
    encoding: 'utf8',
  }).split('\n');
  const mirrors = lines.map((line) => line.split(' ')).filter(([origin, uri]) => origin === 'Debian' && uri);
  return mirrors.map(([, uri]) => uri).find((uri) => !uri.includes('security'));
}

const unpack = async (suite, root, mirror) =>
  (await run('mmdebstrap', [
    '--quiet',
    '--variant=extract',
    `--include=${PACKAGES}`,
    '--aptopt=APT::Install-Recommends "false"',
    '--aptopt=Acquire::Check-Valid-Until "false"',
    suite,
    root,
    `deb ${mirror} ${suite} main`,
  ])) === 0;

/** Packages are only unpacked, no script of theirs has run: what Asterisk needs besides its files is made here. */
function furnish(root) {
  for (const folder of ['bin', 'sbin', 'lib', 'lib64'])
    if (!existsSync(join(root, folder))) symlinkSync(`usr/${folder}`, join(root, folder));
  for (const folder of ['dev', 'tmp', 'etc', 'instances']) mkdirSync(join(root, folder), { recursive: true });
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0:root:/root:/bin/sh\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\n');
  writeFileSync(join(root, 'etc/hosts'), `127.0.0.1 localhost ${hostname()}\n`);
  for (const [device, minor] of Object.entries({ null: '3', random: '8', urandom: '9' }))
    if (!existsSync(join(root, 'dev', device)))
      execFileSync('mknod', ['-m', '666', join(root, 'dev', device), 'c', '1', minor]);
  execFileSync('ldconfig', ['-r', root]);
  execFileSync('chroot', [root, '/usr/sbin/asterisk', '-V'], { stdio: 'inherit' });
  writeFileSync(readyMark(root), RECIPE);
}

/** Unpacks Asterisk beside its place and moves it there when it is whole. Resolves with whether it is there now. */
export async function unpackAsterisk() {
  const mirror = findProgram('mmdebstrap') && debianMirror();
  if (!mirror) return false;
  console.log('Unpacking Asterisk into .cache/asterisk (about 15 s) …');
  const partial = `${ASTERISK_ROOT}.partial`;
  for (const suite of SUITES) {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial, { recursive: true });
    if (!(await unpack(suite, partial, mirror))) continue;
    furnish(partial);
    rmSync(ASTERISK_ROOT, { recursive: true, force: true });
    renameSync(partial, ASTERISK_ROOT);
    return true;
  }
  return false;
}
