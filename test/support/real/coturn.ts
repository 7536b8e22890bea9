import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { RelaySettings } from '../../../src/gateway/agents/relay-pass';
import { freeUdpPort, soundPortBase } from './free-port';

/** Where Asterisk is for the relay: its candidates leave out loopback unless there is nothing else. */
const ownAddress = (): string =>
  Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ family, internal }) => family === 'IPv4' && !internal)?.address ?? '127.0.0.1';

/** Debian's TURN server, with the settings of docs/gateway-config.md; on loopback, where its other end is here, too. */
export class Coturn {
  /** All that it has said. */
  readonly lines: string[] = [];

  private constructor(
    /** For the gateway's configuration. */
    readonly settings: RelaySettings,
    private readonly stop: () => Promise<void>,
  ) {}

  static async start(): Promise<Coturn> {
    const folder = mkdtempSync(join(tmpdir(), 'linia-coturn-'));
    const port = await freeUdpPort('127.0.0.1');
    const secret = randomBytes(12).toString('hex');
    const soundPort = soundPortBase();
    const options = {
      ...{ 'listening-ip': '127.0.0.1', 'listening-port': port, 'relay-ip': ownAddress() },
      ...{ 'min-port': soundPort, 'max-port': soundPort + 199, 'static-auth-secret': secret },
      ...{
        realm: 'turn.example',
        userdb: join(folder, 'db'),
        pidfile: join(folder, 'pid'),
        'log-file': 'stdout',
      },
    };
    const flags = [
      'use-auth-secret',
      'fingerprint',
      'no-cli',
      'no-tls',
      'no-dtls',
      'verbose',
      'allow-loopback-peers',
    ];
    const args = [
      ...Object.entries(options).map(([name, value]) => `--${name}=${value}`),
      ...flags.map((flag) => `--${flag}`),
    ];
    // `-n`: the configuration file of the machine is not ours. It dies with us, even when jest is killed.
    const relay = spawn('setpriv', ['--pdeathsig', 'KILL', 'turnserver', '-n', ...args], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const ended = once(relay, 'exit');
    const turn = new Coturn(
      { urls: [`turn:127.0.0.1:${port}?transport=udp`], secret, passMinutes: 60 },
      async () => {
        relay.kill('SIGKILL');
        await ended;
        rmSync(folder, { recursive: true, force: true });
      },
    );
    const lines = createInterface({ input: relay.stdout });
    const ready = new Promise<void>((resolve, reject) => {
      lines.on('line', (line) => {
        turn.lines.push(line);
        if (/UDP listener opened/i.test(line)) resolve();
      });
      void ended.then(() => reject(new Error(`coturn ended:\n${turn.lines.slice(-20).join('\n')}`)));
    });
    await ready;
    return turn;
  }

  close(): Promise<void> {
    return this.stop();
  }
}
