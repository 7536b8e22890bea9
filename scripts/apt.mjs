import { existsSync } from 'node:fs';
import { findProgram, run } from './command.mjs';

const ENVIRONMENT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
let updated = false;

/** Only root on Debian (or a child of it) may install; everybody else is told the command. */
export const canInstall = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;

export const installCommand = (packages) =>
  `apt-get install -y --no-install-recommends ${packages.join(' ')}`;

const aptGet = async (args) => (await run('apt-get', args, { env: ENVIRONMENT })) === 0;

/** Installs Debian packages; a failed download is tried once more. Resolves with whether they are there now. */
export async function install(packages) {
  console.log(`Installing ${packages.join(', ')} …`);
  updated ||= await aptGet(['update', '-qq']);
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  return (await aptGet(args)) || ((await aptGet(['update', '-qq'])) && aptGet(args));
}
