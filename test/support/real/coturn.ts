import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { RelaySettings } from '../../../src/gateway/agents/relay-pass';
import { freeUdpPort, soundPortBase } from './free-port';

/** Where Asterisk is for the relay: its candidates leave out loopback unless there is nothing else. */
const ownAddress = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';

const FLAGS = [
  'use-auth-secret',
  'fingerprint',
  'no-cli',
  'no-tls',
  'no-dtls',
  'verbose',
  'allow-loopback-peers',
];

/** Debian's TURN server, with the settings of docs/gateway-config.md; on loopback, where its other end is here, too. */
export class Coturn {
  /** All that it has said. */
  readonly lines: string[] = [];
  private readonly folder = mkdtempSync(join(tmpdir(), 'linia-coturn-'));
  private running: ChildProcessByStdio<null, Readable, null> | undefined;
  /** For the gateway's configuration. */
  readonly settings: RelaySettings;

  private constructor(private readonly port: number) {
    const secret = randomBytes(12).toString('hex');
    this.settings = { urls: [`turn:127.0.0.1:${port}?transport=udp`], secret, passMinutes: 60 };
  }

  static async start(): Promise<Coturn> {
    const relay = new Coturn(await freeUdpPort('127.0.0.1'));
    await relay.run();
    return relay;
  }

  /** Whatever went through it has lost its way; who comes now is served. */
  async restart(): Promise<void> {
    await this.kill();
    await this.run();
  }

  async close(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async run(): Promise<void> {
    const soundPort = soundPortBase();
    const options = {
      ...{ 'listening-ip': '127.0.0.1', 'listening-port': this.port, 'relay-ip': ownAddress() },
      ...{ 'min-port': soundPort, 'max-port': soundPort + 199, 'static-auth-secret': this.settings.secret },
      ...{ realm: 'turn.example', userdb: join(this.folder, 'db'), pidfile: join(this.folder, 'pid') },
      'log-file': 'stdout',
    };
    const args = [
      ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
      ...FLAGS.map((flag) => `--${flag}`),
    ];
    // `-n`: the configuration file of the machine is not ours. It dies with us, even when jest is killed.
    const relay = spawn('setpriv', ['--pdeathsig', 'KILL', 'turnserver', '-n', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    this.running = relay;
    await new Promise<void>((resolve, reject) => {
      createInterface({ input: relay.stdout }).on('line', (line) => {
        this.lines.push(line);
        if (/UDP listener opened/i.test(line)) resolve();
      });
      relay.once('exit', () => reject(new Error(`coturn ended:\n${this.lines.slice(-20).join('\n')}`)));
    });
  }

  private async kill(): Promise<void> {
    const { running } = this;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  }
}
