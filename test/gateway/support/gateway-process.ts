import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';

const ROOT = join(__dirname, '../../..');

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
    external: ['better-sqlite3', 'pino', 'libphonenumber-geo-carrier'],
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
  ) {}

  static async start(
    program: string,
    folder: string,
    config: object,
    env: Record<string, string>,
  ): Promise<GatewayProcess> {
    const path = join(folder, 'gateway.json');
    writeFileSync(path, JSON.stringify(config));
    const child = spawn(process.execPath, [program, '--config', path], {
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    return new GatewayProcess(child, line.replace('Gateway ready at ', ''));
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
