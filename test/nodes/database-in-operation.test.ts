import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { AccountId, CallId } from '../../src/call/ids';
import { storeFinding } from '../../src/gateway/operation/store-finding';
import { openPostgres } from '../../src/gateway/store/open-postgres';
import { entry, rowOf } from '../gateway/outbox/entry-builder';
import { buildProgram, programConfig } from '../gateway/support/gateway-process';
import { askPostgres } from './support/ask-postgres';
import { postgresProgram } from './support/postgres-program';
import { PostgresServer } from './support/postgres-server';

const ACCOUNT = '30100200' as AccountId;

let server: PostgresServer;
beforeAll(async () => void (server = await PostgresServer.start()));
afterAll(() => server.close());

const finding = (databaseUrl: string) => storeFinding({ storePath: 'none.sqlite', databaseUrl });
const openAndClose = async (url: string): Promise<void> => (await openPostgres(url, () => undefined)).close();

describe('--check', () => {
  it('says whether the tables are there, are to be made, or are of a newer gateway, and leaves no trace', async () => {
    const url = await server.freshUrl();
    const asked = await finding(url);
    expect(asked).toMatchObject({
      kind: 'well',
      words: 'answers; the tables will be made at the first start',
    });
    expect(asked.place).toMatch(/^database 127\.0\.0\.1:\d+\/postgres$/);
    expect(await finding(url)).toEqual(asked);
    await openAndClose(url);
    expect(await finding(url)).toMatchObject({ kind: 'well', words: 'can be used' });
    await askPostgres(url, 'UPDATE linia_schema SET version = 999');
    expect(await finding(url)).toMatchObject({
      kind: 'wrong',
      words: expect.stringContaining('was written by a newer gateway (schema 999') as string,
    });
  });

  it('says that this user may not make tables there', async () => {
    expect(await finding(await server.guestUrl())).toMatchObject({
      kind: 'wrong',
      words: 'answers, but does not let this user create tables',
    });
  });

  it('says why the database cannot be used, and not by which password', async () => {
    expect(await finding('postgres://linia:secret@127.0.0.1:9/linia')).toEqual({
      place: 'database 127.0.0.1:9/linia',
      kind: 'wrong',
      words: expect.stringMatching(/^cannot be used: .*connect ECONNREFUSED 127\.0\.0\.1:9$/) as string,
    });
  });
});

it('comes back by the commands of docs/operation.md, and amoCRM is asked first about what waited then', async () => {
  const url = await server.freshDatabaseUrl();
  const file = join(mkdtempSync(join(tmpdir(), 'linia-')), 'linia.dump');
  const stores = await openPostgres(url, () => undefined);
  await stores.outboxStore.add(ACCOUNT, rowOf(entry({ id: 'waits' })));
  await stores.outboxStore.add(ACCOUNT, { ...rowOf(entry({ id: 'stands' })), state: 'delivered' });
  run('pg_dump', '--format=custom', `--file=${file}`, url);
  await stores.outboxStore.add(ACCOUNT, rowOf(entry({ id: 'later' })));
  await stores.close();
  run('pg_restore', '--clean', '--if-exists', '--single-transaction', `--dbname=${url}`, file);
  expect(await restored(url)).toBe('Calls that amoCRM is asked about first: 1\n');
  const brought = await openPostgres(url, () => undefined);
  const read = (id: string) => brought.outboxStore.read(ACCOUNT, id as CallId);
  expect((await read('waits'))?.begun).toBeDefined();
  expect((await read('stands'))?.begun).toBeUndefined();
  expect(await read('later')).toBeUndefined();
  await brought.close();
});

const run = (program: string, ...args: readonly string[]): void =>
  void execFileSync(postgresProgram(program), args, { stdio: 'inherit' });

async function restored(url: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'linia-'));
  const path = join(folder, 'gateway.json');
  writeFileSync(path, JSON.stringify(programConfig(folder, 9, 9)));
  const env = { ...process.env, AMI: 'a', INTEGRATION: 'b', TOKEN: 'c', DATABASE_URL: url };
  const child = spawn(process.execPath, [buildProgram(), '--config', path, '--restored'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit') as Promise<[number]>]);
  expect(code).toBe(0);
  return said;
}
