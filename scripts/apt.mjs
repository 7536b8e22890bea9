import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { findProgram, run } from './command.mjs';

const ENVIRONMENT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
let updated = false;

/** Only root on Debian (or a child of it) may install; everybody else is told the command. */
export const canInstall = () =>
  process.getuid?.() === 0 && existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;

export const installCommand = (packages) =>
  `apt-get install -y --no-install-recommends ${packages.join(' ')}`;

const aptGet = async (args) => (await run('apt-get', args, { env: ENVIRONMENT })) === 0;

/** Debian asks it whether a new service may start (invoke-rc.d(8)); 101 = no. */
const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/** The tests start what they need themselves: a relay that runs for everybody is not what this machine asked for. */
async function withoutServices(work) {
  if (existsSync(SERVICE_POLICY)) return work();
  writeFileSync(SERVICE_POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return await work();
  } finally {
    rmSync(SERVICE_POLICY, { force: true });
  }
}

/** Installs Debian packages; a failed download is tried once more. Resolves with whether they are there now. */
export async function install(packages) {
  console.log(`Installing ${packages.join(', ')} …`);
  updated ||= await aptGet(['update', '-qq']);
  const args = ['install', '-y', '-qq', '--no-install-recommends', ...packages];
  return withoutServices(
    async () => (await aptGet(args)) || ((await aptGet(['update', '-qq'])) && aptGet(args)),
  );
}
