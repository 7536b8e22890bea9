import { existsSync, readdirSync } from 'node:fs';
import { canInstall, install, installCommand } from './apt.mjs';
import { hasAsterisk, unpackAsterisk } from './asterisk-root.mjs';
import { findProgram, giveUp } from './command.mjs';

const HEADLESS = 'chromium-headless-shell';
const CHROMIUM_PLACES = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:/Program Files/Google/Chrome/Application/chrome.exe',
];

/** Where the browser for the tests is: `CHROMIUM` of the environment, else Chromium or Chrome of the machine. */
export const chromiumPath = () =>
  process.env.CHROMIUM ??
  findProgram('chromium') ??
  findProgram('google-chrome') ??
  CHROMIUM_PLACES.find((path) => existsSync(path));

/** Without a frame a page costs less than half; but it ends and crashes in other ways than the one that people have. */
export const quickChromiumPath = () => process.env.CHROMIUM ?? findProgram(HEADLESS) ?? chromiumPath();

/** Debian keeps PostgreSQL's programs in a folder for each version, and not on the PATH. */
const POSTGRESQL = '/usr/lib/postgresql';
const hasPostgresql = () =>
  Boolean(findProgram('initdb')) ||
  (existsSync(POSTGRESQL) &&
    readdirSync(POSTGRESQL).some((version) => existsSync(`${POSTGRESQL}/${version}/bin/initdb`)));

/** The real programs that tests talk to, with the jest project that needs them. */
const PEERS = [
  {
    name: 'Chromium',
    projects: ['browser'],
    packages: ['chromium', HEADLESS],
    isThere: () => Boolean(chromiumPath()),
  },
  {
    name: 'nginx',
    projects: ['browser', 'nodes'],
    packages: ['nginx-light'],
    isThere: () => Boolean(findProgram('nginx')),
  },
  {
    name: 'PostgreSQL',
    projects: ['nodes'],
    packages: ['postgresql'],
    isThere: hasPostgresql,
  },
  {
    name: 'sipp, the telephone customer',
    projects: ['asterisk'],
    packages: ['sip-tester'],
    isThere: () => Boolean(findProgram('sipp')),
  },
  {
    name: 'coturn, the relay of sound',
    projects: ['asterisk'],
    packages: ['coturn'],
    isThere: () => Boolean(findProgram('turnserver')),
  },
  {
    name: 'certutil, by which Chromium trusts the authority of a test',
    projects: ['browser', 'asterisk'],
    packages: ['libnss3-tools'],
    isThere: () => Boolean(findProgram('certutil')),
  },
  {
    name: 'Asterisk',
    projects: ['asterisk'],
    packages: ['mmdebstrap'],
    isThere: hasAsterisk,
    finish: unpackAsterisk,
    afterwards: ' && node scripts/setup.mjs',
  },
];

const missingPeers = () => PEERS.filter((peer) => !peer.isThere());
const hasTools = (peer) => peer.packages.every((name) => findProgram(name));

async function installPeers(missing) {
  const packages = missing.filter((peer) => !hasTools(peer)).flatMap((peer) => peer.packages);
  if (packages.length > 0) await install(packages);
  for (const peer of missing) await peer.finish?.();
}

/**
 * Gets what is missing where that is allowed; says the rest, a line with its command each. In CI a missing one ends
 * the run. Resolves with the jest projects that cannot run.
 */
export async function ensurePeers() {
  if (missingPeers().length > 0 && canInstall()) await installPeers(missingPeers());
  const missing = missingPeers();
  for (const { name, packages, afterwards = '' } of missing)
    console.log(`Missing: ${name}. On Debian, as root: ${installCommand(packages)}${afterwards}`);
  if (missing.length > 0 && process.env.CI === 'true') giveUp('CI=true: nothing may be missing.');
  return new Set(missing.flatMap((peer) => peer.projects));
}
