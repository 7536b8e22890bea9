import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openDatabase } from '../../src/gateway/store/database';
import { SqliteLiveCalls } from '../../src/gateway/store/sqlite-live-calls';
import type { AccountId } from '../../src/call/ids';
import { buildProgram, programConfig } from './support/gateway-process';

const ENV = {
  ...{ AMI: 'ami-secret', INTEGRATION: 'secret-of-the-integration', TOKEN: 'long-lived' },
  DATABASE: 'postgres://linia:secret@127.0.0.1:9/linia',
};
const folder = mkdtempSync(join(tmpdir(), 'linia-'));

const config = (own: object): object => ({ ...programConfig(folder, 9, 9), ...own });

/** Exit code and what it complained of. */
async function started(own: object, ...options: readonly string[]): Promise<readonly [number, string]> {
  const path = join(folder, 'gateway.json');
  writeFileSync(path, JSON.stringify(config(own)));
  const env = { ...process.env, ...ENV };
  const child = spawn(process.execPath, [program, '--config', path, ...options], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit') as Promise<[number]>]);
  return [code, said];
}

let program: string;
beforeAll(() => {
  program = buildProgram();
});

it('says in a sentence that its port is taken', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const [code, said] = await started({ listen: { port } });
  expect(code).toBe(1);
  expect(said).toBe(
    `The gateway cannot listen on 127.0.0.1:${port} ("listen"): another program listens there already, perhaps a gateway that still runs.\n`,
  );
  other.close();
});

it.each(['no-such-folder/store.sqlite', '.'])('says in a sentence that it cannot write %s', async (place) => {
  const [code, said] = await started({ listen: { port: 0 }, store: join(folder, place) });
  expect(code).toBe(1);
  expect(said).toMatch(/^The store .* cannot be used: .*\. It must be a file [^\n]*\n$/);
});

it('says in a sentence that its database cannot be reached, and not by which password', async () => {
  const [code, said] = await started({ listen: { port: 0 }, database: { env: 'DATABASE' } });
  expect(code).toBe(1);
  expect(said).toMatch(
    /^The database 127\.0\.0\.1:9\/linia cannot be used: .*ECONNREFUSED.*\. PostgreSQL [^\n]*\n$/,
  );
});

it.each(['--backup', '--restore'])('leaves a database to its own tools: %s is refused', async (verb) => {
  const file = join(folder, 'kept');
  const [code, said] = await started({ database: { env: 'DATABASE' } }, verb, file);
  expect(code).toBe(1);
  expect(said).toBe(
    'The store is in PostgreSQL: pg_dump and pg_restore keep it and bring it back, see docs/operation.md\n',
  );
  expect(existsSync(file)).toBe(false);
});

it('starts though a call in the store is damaged, and drops it', async () => {
  const db = openDatabase(':memory:');
  const put = db.prepare(`INSERT INTO live_call VALUES ('1', ?, ?, 7)`);
  const whole = { id: 'whole', legs: [], talks: [], now: { state: 'live' } };
  for (const [id, body] of [
    ['torn', '{"id":"torn","le'],
    ['null', 'null'],
    ['other', '{"id":"other"}'],
    ['whole', JSON.stringify(whole)],
  ])
    put.run(id, body);
  const store = new SqliteLiveCalls(db);
  expect(await store.load('1' as AccountId)).toEqual({
    calls: [whole],
    savedAt: 7,
    unreadable: expect.arrayContaining(['torn', 'null', 'other']) as string[],
  });
  expect((await store.load('1' as AccountId)).unreadable).toEqual([]);
});
