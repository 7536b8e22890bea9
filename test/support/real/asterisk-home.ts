import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Issued } from '../tls/authority';
import { freeTcpPort, freeUdpPort, soundPortBase } from './free-port';
import { fillPlaceholders } from './placeholders';
import { muLawTone } from './tone';

const PROJECT = join(__dirname, '../../..');
/** What `npm test` unpacked; every Asterisk of a test has a folder of its own in it, so several can run at once. */
export const ASTERISK_ROOT = join(PROJECT, '.cache/asterisk');
/** The snippets of the documentation run in the tests as they stand there. */
const CONFIGURATIONS = [join(__dirname, 'asterisk-conf'), join(PROJECT, 'docs/asterisk')];

export const ROUTE_KEY = 'a-key-for-routing';

export interface AsteriskHome {
  /** Where it is on this machine, and as Asterisk sees it inside its root. */
  readonly path: string;
  readonly pathInside: string;
  readonly ports: {
    readonly sip: number;
    readonly ami: number;
    readonly http: number;
    /** Open when it was given a certificate. */
    readonly https: number;
    readonly customer: number;
    /** Where the dialplan asks who should take a call. */
    readonly route: number;
    /** The same over FastAGI. */
    readonly agi: number;
  };
  readonly secrets: { readonly ami: string; readonly phone: string };
  remove(): void;
}

function modulesFolder(): string {
  const lib = join(ASTERISK_ROOT, 'usr/lib');
  const architecture = readdirSync(lib).find((name) => name.endsWith('-linux-gnu'));
  return `/usr/lib/${architecture}/asterisk/modules`;
}

export type ConfigurationEdit = (text: string, file: string) => string;

function writeConfiguration(
  folder: string,
  values: Readonly<Record<string, string | number>>,
  edit: ConfigurationEdit,
): void {
  for (const source of CONFIGURATIONS)
    for (const name of readdirSync(source).filter((file) => file.endsWith('.conf')))
      writeFileSync(
        join(folder, name),
        edit(fillPlaceholders(readFileSync(join(source, name), 'utf8'), values), name),
      );
}

/** Music for the waiting: Debian's packages bring none. A deep tone that no other sound of the tests has. */
const writeMusic = (folder: string): void => writeFileSync(join(folder, 'tone700.ulaw'), muLawTone(700));

const freePorts = async (): Promise<AsteriskHome['ports']> => ({
  sip: await freeUdpPort('127.0.0.1'),
  ami: await freeTcpPort(),
  http: await freeTcpPort(),
  https: await freeTcpPort(),
  customer: await freeUdpPort('127.0.0.2'),
  route: await freeTcpPort(),
  agi: await freeTcpPort(),
});

const tlsLines = (folder: string, port: number): string =>
  [
    ...['tlsenable = yes', `tlsbindaddr = 127.0.0.1:${port}`],
    ...[`tlscertfile = ${folder}/tls.pem`, `tlsprivatekey = ${folder}/tls.key`],
  ].join('\n');

/**
 * Lays down the folder of one Asterisk: configuration with ports that are free, and places for what it writes. `own`: the
 * certificate with which it serves TLS.
 */
export async function createAsteriskHome(
  edit: ConfigurationEdit = (text) => text,
  own?: Issued,
): Promise<AsteriskHome> {
  const pathInside = `/instances/${randomBytes(4).toString('hex')}`;
  const path = join(ASTERISK_ROOT, pathInside);
  for (const folder of ['etc', 'lib', 'spool/monitor', 'run', 'log', 'moh'])
    mkdirSync(join(path, folder), { recursive: true });
  const ports = await freePorts();
  const secrets = { ami: randomBytes(12).toString('hex'), phone: randomBytes(12).toString('hex') };
  const soundPort = soundPortBase();
  const values = {
    ...{ HOME: pathInside, MODULES: modulesFolder(), AMI_SECRET: secrets.ami, PHONE_PASSWORD: secrets.phone },
    ...{ SIP_PORT: ports.sip, AMI_PORT: ports.ami, HTTP_PORT: ports.http, CUSTOMER_PORT: ports.customer },
    ...{ ROUTE_URL: `http://127.0.0.1:${ports.route}/route/30100200`, ROUTE_KEY: ROUTE_KEY },
    AGI_URL: `agi://127.0.0.1:${ports.agi}/route/30100200`,
    TLS: own ? tlsLines(`${pathInside}/etc`, ports.https) : '',
    ...{ RTP_START: soundPort, RTP_END: soundPort + 199 },
  };
  writeConfiguration(join(path, 'etc'), values, edit);
  if (own) {
    copyFileSync(own.certPath, join(path, 'etc/tls.pem'));
    copyFileSync(own.keyPath, join(path, 'etc/tls.key'));
  }
  writeMusic(join(path, 'moh'));
  return { path, pathInside, ports, secrets, remove: () => rmSync(path, { recursive: true, force: true }) };
}
