import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { AccountId, CallId, Extension, UserId } from '../src/call/ids';
import { AmoClient } from '../src/gateway/crm/amo-client';
import { callBodies } from '../src/gateway/crm/call-writing/call-bodies';
import { CallFinder } from '../src/gateway/crm/call-writing/call-finder';
import { callWords } from '../src/gateway/crm/call-writing/call-words';
import { CallWriter } from '../src/gateway/crm/call-writing/call-writer';
import { RequestLimiter } from '../src/gateway/crm/request-limiter';
import { createLog } from '../src/gateway/log';
import type { CallEntry } from '../src/gateway/outbox/call-entry';
import { nextStep } from '../src/gateway/outbox/next-step';
import { Outbox } from '../src/gateway/outbox/outbox';
import type { OutboxRow } from '../src/gateway/outbox/outbox-store';
import { openDatabase } from '../src/gateway/store/database';
import { SqliteOutbox } from '../src/gateway/store/sqlite-outbox';
import { systemClock } from '../src/gateway/system-clock';
import { argument } from './argument';

/*
 * P11: entries made durable per second, beside bare writes with fdatasync, in turns.
 * P12: a store with many waiting entries is opened and the first are claimed, beside a bare open.
 * P13: a backlog is drained to an amoCRM that counts: requests in any second, entries per request.
 *   npm run bench outbox [-- --entries 2000] [--pending 100000] [--backlog 10000]
 */

const ACCOUNT = '1' as AccountId;
const folder = mkdtempSync(join(tmpdir(), 'linia-bench-'));
const rounds = 5;

async function main(): Promise<void> {
  await enqueue(argument('--entries', 2_000));
  await reopen(argument('--pending', 100_000));
  await drain(argument('--backlog', 10_000));
  rmSync(folder, { recursive: true });
}

function entryOf(n: number): CallEntry {
  const endedAt = Date.now();
  return {
    call: {
      ...{ id: `1795341858.${n}` as CallId, direction: 'inbound', number: '+79984445566' },
      ...{ startedAt: endedAt - 106_000, endedAt, talkMs: 98_000, disposition: 'answered' },
      ...{ extension: '101' as Extension, userId: 11 as UserId, others: [] },
    },
    logsAt: endedAt,
    written: {},
  };
}

const rowOf = (entry: CallEntry): OutboxRow => ({
  ...{ entry, revision: 1, state: 'waiting', attempts: 0, why: '', awaitsResult: true },
  ...{ dueAt: entry.logsAt, addedAt: entry.call.endedAt },
});

async function enqueue(entries: number): Promise<void> {
  const db = openDatabase(join(folder, 'enqueue.sqlite'));
  const store = new SqliteOutbox(db);
  const file = openSync(join(folder, 'floor'), 'a');
  const [ours, floor]: [number[], number[]] = [[], []];
  let n = 0;
  for (let round = 0; round < rounds; round += 1) {
    const line = JSON.stringify(entryOf(0));
    floor.push(
      await perSecond(entries, async () => {
        writeSync(file, line);
        fdatasyncSync(file);
      }),
    );
    ours.push(await perSecond(entries, () => store.add(ACCOUNT, rowOf(entryOf((n += 1))))));
  }
  closeSync(file);
  db.close();
  const [a, b] = [median(ours), median(floor)];
  console.log(
    `P11 durable entries a second            ${a.toFixed(0)}, fdatasync each ${b.toFixed(0)}: ${(a / b).toFixed(2)} × (must: 0.5)`,
  );
}

async function perSecond(count: number, one: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  for (let n = 0; n < count; n += 1) await one();
  return (count * 1000) / (performance.now() - startedAt);
}

async function reopen(pending: number): Promise<void> {
  const path = join(folder, 'pending.sqlite');
  const db = openDatabase(path);
  const store = new SqliteOutbox(db);
  db.exec('BEGIN');
  for (let n = 0; n < pending; n += 1) await store.add(ACCOUNT, rowOf(entryOf(n)));
  db.exec('COMMIT');
  db.close();
  const [ours, floor]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round += 1) {
    const bareAt = performance.now();
    openDatabase(path).close();
    floor.push(performance.now() - bareAt);
    const startedAt = performance.now();
    const opened = openDatabase(path);
    const again = new SqliteOutbox(opened);
    await again.releaseAll(ACCOUNT);
    const claimed = await again.claim(ACCOUNT, Date.now(), Date.now() + 60_000, 50);
    ours.push(performance.now() - startedAt);
    if (claimed.length !== 50) throw new Error(`${claimed.length} claimed`);
    await again.releaseAll(ACCOUNT);
    opened.close();
  }
  const [a, b] = [median(ours), median(floor)];
  console.log(
    `P12 ready with ${pending} waiting        ${a.toFixed(1)} ms (must: 100), bare open ${b.toFixed(1)} ms: ${(a / b).toFixed(1)} ×`,
  );
}

/** An amoCRM that takes every call and remembers when it was asked. */
async function drain(backlog: number): Promise<void> {
  const asked: number[] = [];
  let taken = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked.push(performance.now());
      const calls = JSON.parse(Buffer.concat(chunks).toString()) as { request_id: string }[];
      const made = calls.map(({ request_id }) => ({
        id: ++taken,
        entity_id: 7,
        entity_type: 'contact',
        request_id,
      }));
      response.writeHead(200, { 'content-type': 'application/hal+json' });
      response.end(JSON.stringify({ _embedded: { calls: made } }));
    });
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  const { port } = server.address() as AddressInfo;
  const limiter = new RequestLimiter(systemClock);
  const access = { bearer: async () => 'bench', accepted: () => undefined, refused: async () => false };
  const amo = new AmoClient(
    { baseUrl: `http://127.0.0.1:${port}`, access, heardTime: () => undefined },
    limiter,
  );
  const bodies = callBodies(
    'Linia',
    callWords('ru', (number) => number),
  );
  const finder = new CallFinder(amo, bodies);
  const writer = new CallWriter(amo, bodies, finder);
  const db = openDatabase(join(folder, 'drain.sqlite'));
  const outbox = new Outbox({
    accountId: ACCOUNT,
    store: new SqliteOutbox(db),
    courier: {
      carryOut: (jobs, signal) => writer.carryOut(jobs, signal),
      look: async (jobs) => jobs.map(() => 'absent'),
    },
    nextStep: (entry) => nextStep(entry, { unknownNumber: 'keep' }, () => ''),
    clock: systemClock,
    log: createLog('error'),
  });
  for (let n = 0; n < backlog; n += 1) outbox.add(entryOf(n), false);
  const waits: number[] = [];
  const startedAt = performance.now();
  outbox.start();
  while (outbox.counts.delivered < backlog) {
    await new Promise((go) => setTimeout(go, 200));
    const askedAt = performance.now();
    await limiter.turn('live');
    waits.push(performance.now() - askedAt);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  await outbox.stop();
  await amo.close();
  db.close();
  server.close();
  const most = Math.max(
    ...asked.map((at) => asked.filter((other) => other >= at && other < at + 1000).length),
  );
  const used = (asked.length + waits.length) / (seconds * 7);
  console.log(
    `P13 ${backlog} calls drained in ${seconds.toFixed(1)} s: ${(backlog / asked.length).toFixed(1)} a request, at most ${most} requests in any second (must: 7), ${used.toFixed(2)} of the limit used (must: 0.9); a live lookup waited ${median(waits).toFixed(0)} ms`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
