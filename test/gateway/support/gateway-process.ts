import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '../../..');
const ENV = { AMI: 'ami-secret', INTEGRATION: 'secret-of-the-integration', TOKEN: 'long-lived' };

/** The gateway as a program, made of the sources as they are now. */
export function buildProgram(): string {
  const program = join(ROOT, 'build/gateway-under-test/gateway.cjs');
  mkdirSync(join(program, '..'), { recursive: true });
  buildSync({
    entryPoints: [join(ROOT, 'src/gateway/gateway.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // Bundled it starts twice as fast; these load files of their own.
    external: ['better-sqlite3', 'pg', 'pino', 'libphonenumber-geo-carrier'],
  });
  return program;
}

export interface Health {
  readonly calls: number;
  readonly pbx: string;
  readonly outbox: Readonly<Record<string, number>>;
}

export class GatewayProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    private readonly path: string,
  ) {}

  static async start(
    program: string,
    folder: string,
    config: object,
    env: Record<string, string> = ENV,
  ): Promise<GatewayProcess> {
    const path = join(folder, 'gateway.json');
    writeFileSync(path, JSON.stringify(config));
    const child = spawn(process.execPath, [program, '--config', path], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new GatewayProcess(child, line.replace('Gateway ready at ', ''), path);
  }

  /** As an administrator does it: writes the file anew and sends SIGHUP. */
  take(config: object): void {
    writeFileSync(this.path, JSON.stringify(config));
    this.child.kill('SIGHUP');
  }

  /** Asked again and again: health has no event. */
  async until(fits: (health: Health) => boolean): Promise<void> {
    for (;;) {
      const { accounts } = (await (await fetch(`${this.url}/healthz`)).json()) as {
        accounts: Record<string, Health>;
      };
      if (Object.values(accounts).every(fits)) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  async end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    const exit = once(this.child, 'exit') as Promise<[number | null]>;
    this.child.kill(signal);
    return (await exit)[0];
  }
}

/** A file for the program: one account, one PBX. Its secrets stand in the program's environment. */
export function programConfig(folder: string, amiPort: number, amoPort: number) {
  return {
    listen: { host: '127.0.0.1', port: 0 },
    store: join(folder, 'store.sqlite'),
    logLevel: 'error',
    pbx: [
      {
        id: 'office',
        kind: 'asterisk',
        host: '127.0.0.1',
        port: amiPort,
        user: 'crm',
        secret: { env: 'AMI' },
        trunks: ['trunk'],
        originate: { context: 'agents' },
      },
    ],
    accounts: [
      {
        id: 30100200,
        baseUrl: `http://127.0.0.1:${amoPort}`,
        integration: {
          clientUuid: 'a1c5b7f0',
          secret: { env: 'INTEGRATION' },
          redirectUri: 'https://pbx.example/oauth',
          token: { env: 'TOKEN' },
        },
        pbxId: 'office',
        users: [{ userId: 504141, name: 'Анна', extension: '101', device: 'desk' }],
      },
    ],
  };
}
