import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freeTcpPort } from '../../support/real/free-port';
import { askPostgres } from './ask-postgres';
import { postgresProgram } from './postgres-program';

/** What a crash of the machine would do to the disk is not ours to test. */
const SETTINGS = ['fsync=off', 'full_page_writes=off', 'unix_socket_directories='];
/** The order of texts is a language's there: what relies on that of bytes has to say so. */
const CLUSTER = ['--auth=trust', '--no-sync', '--username=linia', '--encoding=UTF8', '--locale=C.UTF-8'];
const LANGUAGE = ['--locale-provider=icu', '--icu-locale=ru'];

/** A real PostgreSQL of its own, in a folder that goes with it. */
export class PostgresServer {
  private running: ChildProcess | undefined;
  private schemas = 0;

  private constructor(
    private readonly folder: string,
    private readonly port: number,
  ) {}

  static async start(): Promise<PostgresServer> {
    const folder = mkdtempSync(join(tmpdir(), 'linia-postgres-'));
    const { uid, gid } = owner();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    execFileSync(postgresProgram('initdb'), [...CLUSTER, ...LANGUAGE, '-D', folder], {
      stdio: ['ignore', 'ignore', 'pipe'],
      ...owner(),
    });
    const server = new PostgresServer(folder, await freeTcpPort());
    await server.goOn();
    return server;
  }

  /** An address under which there are no tables yet. */
  async freshUrl(): Promise<string> {
    const name = `test_${++this.schemas}`;
    await askPostgres(this.url('public'), `CREATE SCHEMA ${name}`);
    return this.url(name);
  }

  /** Away, with everything that is connected; `goOn` brings it back. */
  async stop(): Promise<void> {
    const server = this.running;
    if (!server) return;
    this.running = undefined;
    const exit = once(server, 'exit');
    server.kill('SIGQUIT');
    await exit;
  }

  async goOn(): Promise<void> {
    const settings = [...SETTINGS, `port=${this.port}`, 'listen_addresses=127.0.0.1'];
    const server = spawn(
      postgresProgram('postgres'),
      ['-D', this.folder, ...settings.flatMap((setting) => ['-c', setting])],
      { stdio: ['ignore', 'ignore', 'pipe'], ...owner() },
    );
    this.running = server;
    const said: string[] = [];
    const isReady = new Promise<void>((resolve, reject) => {
      createInterface(server.stderr).on('line', (line) => {
        said.push(line);
        if (line.includes('ready to accept connections')) resolve();
      });
      server.once('exit', () => reject(new Error(`PostgreSQL ended:\n${said.join('\n')}`)));
    });
    await isReady;
  }

  async close(): Promise<void> {
    await this.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** A database with nothing else in it. */
  async freshDatabaseUrl(): Promise<string> {
    const name = `test_${++this.schemas}`;
    await askPostgres(this.url('public'), `CREATE DATABASE ${name}`);
    return this.url('public', 'linia', name);
  }

  /** Of a user who may log in and nothing else. */
  async guestUrl(): Promise<string> {
    const name = `guest_${++this.schemas}`;
    await askPostgres(this.url('public'), `CREATE ROLE ${name} LOGIN`);
    return this.url('public', name);
  }

  private url(schema: string, user = 'linia', database = 'postgres'): string {
    const path = encodeURIComponent(`-c search_path=${schema}`);
    return `postgres://${user}@127.0.0.1:${this.port}/${database}?options=${path}`;
  }
}

/** PostgreSQL refuses to be root; Debian has a user for it. */
function owner(): { readonly uid?: number; readonly gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const idOf = (kind: '-u' | '-g'): number =>
    Number(execFileSync('id', [kind, 'postgres'], { encoding: 'utf8' }));
  return { uid: idOf('-u'), gid: idOf('-g') };
}
