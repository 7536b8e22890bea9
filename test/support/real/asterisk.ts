import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from '../eventually';
import type { Issued } from '../tls/authority';
import { AmiWitness, type AmiLogin } from './ami-witness';
import {
  ASTERISK_ROOT,
  createAsteriskHome,
  type AsteriskHome,
  type ConfigurationEdit,
} from './asterisk-home';
import { customer, deskPhone, type Customer, type Office, type Reaction } from './customer';
import { finishedRecording } from './finished-recording';
import type { SippCall } from './sipp-run';

export interface RealAsterisk {
  /** Where browser phones 101, 102 and 103 register. */
  readonly wsUrl: string;
  /** The same over TLS, when it was given a certificate for this address. */
  readonly wssUrl: string;
  /** UDP at 127.0.0.1, for desk phone 201. */
  readonly sipPort: number;
  /** UDP at 127.0.0.2, where the trunk rings its customers. */
  readonly customerPort: number;
  /** The password of every phone; the user name is the extension. */
  readonly phonePassword: string;
  /** The gateway's login, with the rights that docs/asterisk asks for. */
  readonly ami: AmiLogin;
  /** A login that sees everything, for the tests' own eyes. */
  readonly witness: AmiLogin;
  /** Where its dialplan asks who should take a call of the line `routed`. */
  readonly routePort: number;
  /** Where it asks over FastAGI for the line `routed over FastAGI`. */
  readonly agiPort: number;
  /** Recordings lie here as `<linkedid>.wav`. */
  readonly monitorDirectory: string;
  /** The folder of MixMonitor. */
  readonly recordings: string;
  /** The path of a call's recording, once it is written to its end. */
  recording(linkedid: string): Promise<string>;
  call(who: Customer): Promise<SippCall>;
  /** Desk phone 201 registers and does this at its next ring. */
  deskPhone(reaction: Reaction): Promise<SippCall>;
  /** What Asterisk has logged so far. */
  log(): string;
  /** Takes customers and desk phone away, stops Asterisk and removes everything it wrote. */
  close(): Promise<void>;
}

const START_MS = 20_000;
const STOP_MS = 5_000;

/** Dies with us, even when jest is killed: `setpriv` asks the kernel for it, and nsenter and chroot keep the same pid. */
function launch({ pathInside }: AsteriskHome, networkOf: number | undefined): ChildProcess {
  const asterisk = ['/usr/sbin/asterisk', '-f', '-C', `${pathInside}/etc/asterisk.conf`];
  const network = networkOf === undefined ? [] : ['nsenter', '-t', String(networkOf), '-n'];
  const place = [...network, 'chroot', ASTERISK_ROOT];
  return spawn('setpriv', ['--pdeathsig', 'KILL', ...place, ...asterisk], {
    cwd: '/',
    stdio: 'ignore',
  });
}

function ended(asterisk: ChildProcess): Promise<void> {
  if (asterisk.exitCode !== null || asterisk.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => asterisk.once('exit', () => resolve()));
}

async function stop(asterisk: ChildProcess): Promise<void> {
  const end = ended(asterisk);
  asterisk.kill('SIGTERM');
  const timer = setTimeout(() => asterisk.kill('SIGKILL'), STOP_MS);
  await end;
  clearTimeout(timer);
}

function readLog({ path }: AsteriskHome): string {
  const file = join(path, 'log/full.log');
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

/** Its manager port opens while it still loads; FullyBooted is its word that calls can be made. */
async function booted(login: AmiLogin, asterisk: ChildProcess): Promise<void> {
  for (const giveUpAt = Date.now() + START_MS; ;) {
    const witness = await AmiWitness.connect(login).catch(() => undefined);
    if (witness) {
      await witness.waitFor((block) => block['Event'] === 'FullyBooted', 'FullyBooted', START_MS);
      return witness.close();
    }
    if (asterisk.exitCode !== null) throw new Error(`Asterisk ended with code ${asterisk.exitCode}`);
    if (Date.now() > giveUpAt) throw new Error(`Asterisk did not start in ${START_MS} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** For one whose manager port cannot be reached from here. */
const saysReady = (home: AsteriskHome): Promise<unknown> =>
  eventually('Asterisk is ready', () => readLog(home).includes('Asterisk Ready'), START_MS);

export interface OwnAsterisk {
  /** It serves TLS as well. */
  readonly certificate?: Issued;
  /** Process whose network it is in; only what is there reaches it. */
  readonly networkOf?: number;
}

/**
 * Starts an Asterisk of its own: free ports on loopback, the configuration in asterisk-conf/, nothing shared with
 * another one. `npm test` has unpacked it (scripts/setup.mjs); needs root for chroot. `edit` changes the text of a
 * configuration file, as an administrator may.
 */
export async function startAsterisk(
  edit?: ConfigurationEdit,
  { certificate, networkOf }: OwnAsterisk = {},
): Promise<RealAsterisk> {
  if (!existsSync(join(ASTERISK_ROOT, '.ready')))
    throw new Error('Asterisk is not unpacked: run `node scripts/setup.mjs` as root');
  const home = await createAsteriskHome(edit, certificate);
  const { ports, secrets } = home;
  const login = (user: string): AmiLogin => ({
    host: '127.0.0.1',
    port: ports.ami,
    user,
    secret: secrets.ami,
  });
  const office: Office = { sipPort: ports.sip, customerPort: ports.customer };
  const monitorDirectory = join(home.path, 'spool/monitor');
  const asterisk = launch(home, networkOf);
  const phones = new Set<SippCall>();
  const keep = (phone: SippCall): SippCall => {
    phones.add(phone);
    void phone.over.finally(() => phones.delete(phone));
    return phone;
  };
  const close = async (): Promise<void> => {
    await Promise.all([...phones].map((phone) => phone.vanish()));
    await stop(asterisk);
    home.remove();
  };
  try {
    await (networkOf === undefined ? booted(login('witness'), asterisk) : saysReady(home));
  } catch (cause) {
    const log = readLog(home);
    await close();
    throw new Error(`Asterisk did not come up:\n${log.slice(-3000)}`, { cause });
  }
  return {
    wsUrl: `ws://127.0.0.1:${ports.http}/ws`,
    wssUrl: `wss://127.0.0.1:${ports.https}/ws`,
    sipPort: ports.sip,
    customerPort: ports.customer,
    phonePassword: secrets.phone,
    ami: login('linia'),
    witness: login('witness'),
    routePort: ports.route,
    agiPort: ports.agi,
    monitorDirectory,
    recordings: monitorDirectory,
    recording: (linkedid) => finishedRecording(join(monitorDirectory, `${linkedid}.wav`), asterisk.pid ?? 0),
    call: async (who) => keep(await customer(who, office)),
    deskPhone: async (reaction) =>
      keep(await deskPhone({ name: '201', password: secrets.phone }, reaction, office)),
    log: () => readLog(home),
    close,
  };
}
