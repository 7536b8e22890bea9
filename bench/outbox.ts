import { spawn } from 'node:child_process';
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
import { keepRows, times } from './bench-row';

/*
 * P11: entries made durable per second, one by one and a hundred in one commit, beside bare writes with fdatasync, in turns.
 * P12: a store with many waiting entries is opened and the first are claimed, beside a bare open; and a program that adds
 * entries to it is killed again and again: whatever it had said to be kept is there.
 * P13: a backlog is drained to an amoCRM that counts: requests in any second, entries per request; beside one call a request.
 *   npm run bench outbox [-- --entries 2000] [--pending 100000] [--kills 100] [--backlog 10000]
 */

const ACCOUNT = '1' as AccountId;
const folder = mkdtempSync(join(tmpdir(), 'linia-bench-'));
const rounds = 5;

const GROUP = 100;
/** Enough to see the pace: they go seven a second. */
const ONE_BY_ONE = 70;

async function main(): Promise<void> {
  const [, , job, store] = process.argv;
  if (job === '--keep' && store !== undefined) return keepForever(store);
  await enqueue(argument('--entries', 2_000));
  const pending = await reopen(argument('--pending', 100_000));
  await kill(pending, argument('--kills', 100));
  await drainBoth(argument('--backlog', 10_000));
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
  const [ours, floor, grouped, groupedFloor]: [number[], number[], number[], number[]] = [[], [], [], []];
  let n = 0;
  for (let round = 0; round < rounds; round += 1) {
    const line = JSON.stringify(entryOf(0));
    const group = line.repeat(GROUP);
    groupedFloor.push(
      GROUP *
        (await perSecond(entries / 10, async () => {
          writeSync(file, group);
          fdatasyncSync(file);
        })),
    );
    grouped.push(
      GROUP *
        (await perSecond(entries / 10, async () => {
          db.exec('BEGIN');
          for (let one = 0; one < GROUP; one += 1) await store.add(ACCOUNT, rowOf(entryOf((n += 1))));
          db.exec('COMMIT');
        })),
    );
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
  const [c, d] = [median(grouped), median(groupedFloor)];
  keepRows(
    {
      ...{
        id: 'P11',
        what: 'calls made durable, each in a commit of its own',
        ours: `${a.toFixed(0)} a second`,
      },
      ...{
        beside: `fdatasync each ${b.toFixed(0)}`,
        ratio: times(a / b),
        must: '≥ 0.5×',
        holds: a >= 0.5 * b,
      },
    },
    {
      ...{ id: 'P11', what: `calls made durable, ${GROUP} in a commit`, ours: `${c.toFixed(0)} a second` },
      ...{ beside: `fdatasync each ${GROUP} ${d.toFixed(0)}`, ratio: times(c / d), must: '≥ 0.3×' },
      holds: c >= 0.3 * d,
    },
  );
  console.log(
    `P11 the same, ${GROUP} in one commit          ${c.toFixed(0)}, fdatasync each ${GROUP} ${d.toFixed(0)}: ${(c / d).toFixed(2)} × (must: 0.3)`,
  );
}

async function perSecond(count: number, one: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  for (let n = 0; n < count; n += 1) await one();
  return (count * 1000) / (performance.now() - startedAt);
}

async function reopen(pending: number): Promise<string> {
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
  keepRows({
    ...{ id: 'P12', what: `outbox ready, ${pending} calls waiting`, ours: `${a.toFixed(1)} ms` },
    ...{ beside: `bare open of the store ${b.toFixed(1)} ms`, ratio: times(a / b), must: '≤ 100 ms' },
    holds: a <= 100,
  });
  console.log(
    `P12 ready with ${pending} waiting        ${a.toFixed(1)} ms (must: 100), bare open ${b.toFixed(1)} ms: ${(a / b).toFixed(1)} ×`,
  );
  return path;
}

/** What a killed program had said to be kept. Its entries come on top of those that wait already. */
async function kill(path: string, kills: number): Promise<void> {
  let [acknowledged, lost] = [0, 0];
  for (let round = 0; round < kills; round += 1) {
    const said = await saidBeforeItsDeath(path, 1 + Math.floor(Math.random() * 200));
    const db = openDatabase(path);
    const store = new SqliteOutbox(db);
    for (const id of said) if (!(await store.read(ACCOUNT, id))) lost += 1;
    acknowledged += said.length;
    db.close();
  }
  keepRows({
    ...{
      id: 'P12',
      what: `acknowledged and lost, killed ${kills} times`,
      ours: `${lost} of ${acknowledged}`,
    },
    ...{ beside: '—', ratio: '—', must: '0', holds: lost === 0 },
  });
  console.log(
    `P12 killed ${kills} times (SIGKILL)            ${acknowledged} entries acknowledged, ${lost} of them lost (must: 0)`,
  );
}

function saidBeforeItsDeath(path: string, atLeast: number): Promise<readonly CallId[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [...process.execArgv, __filename, '--keep', path], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.split('\n').length > atLeast) child.kill('SIGKILL');
    });
    child.once('error', reject);
    // The last line may be cut: it was not said.
    child.once('close', () => resolve(said.split('\n').slice(0, -1) as CallId[]));
  });
}

/** Until somebody kills it. */
async function keepForever(path: string): Promise<void> {
  const store = new SqliteOutbox(openDatabase(path));
  const own = `${process.pid}-${Date.now()}`;
  for (let n = 0; ; n += 1) {
    const { call, ...entry } = entryOf(n);
    const id = `${own}-${n}` as CallId;
    await store.add(ACCOUNT, rowOf({ ...entry, call: { ...call, id } }));
    writeSync(1, `${id}\n`);
  }
}

async function drainBoth(backlog: number): Promise<void> {
  const single = await drain(ONE_BY_ONE, 1);
  const batched = await drain(backlog, Infinity);
  const { seconds, requests, most, used, waitedMs } = batched;
  console.log(
    `P13 ${backlog} calls drained in ${seconds.toFixed(1)} s: ${(backlog / requests).toFixed(1)} a request, at most ${most} requests in any second (must: 7), ${used.toFixed(2)} of the limit used (must: 0.9); a live lookup waited ${waitedMs.toFixed(0)} ms`,
  );
  const [a, b] = [backlog / seconds, ONE_BY_ONE / single.seconds];
  keepRows(
    {
      ...{ id: 'P13', what: `${backlog} calls drained to amoCRM`, ours: `${a.toFixed(0)} a second` },
      ...{
        beside: `one call a request ${b.toFixed(1)} a second`,
        ratio: times(a / b),
        must: '—',
        holds: true,
      },
    },
    {
      ...{ id: 'P13', what: 'share of the 7 requests a second that is used; most in any second' },
      ...{ ours: `${used.toFixed(2)}; ${most}`, beside: `a live lookup waited ${waitedMs.toFixed(0)} ms` },
      ...{ ratio: '—', must: '≥ 0.9; ≤ 7', holds: used >= 0.9 && most <= 7 },
    },
  );
  console.log(
    `P13 calls a second                      ${a.toFixed(0)}, one by one ${b.toFixed(1)}: ${(a / b).toFixed(0)} × (aim: 40)`,
  );
}

interface Drained {
  readonly seconds: number;
  readonly requests: number;
  /** Requests in any second. */
  readonly most: number;
  readonly used: number;
  readonly waitedMs: number;
}

/** To an amoCRM that takes every call and remembers when it was asked. */
async function drain(backlog: number, aRequest: number): Promise<Drained> {
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
  const db = openDatabase(join(folder, `drain-${backlog}.sqlite`));
  const outbox = new Outbox({
    accountId: ACCOUNT,
    store: new SqliteOutbox(db),
    courier: {
      async carryOut(jobs, signal) {
        if (jobs.length <= aRequest) return writer.carryOut(jobs, signal);
        return (await Promise.all(jobs.map((job) => writer.carryOut([job], signal)))).flat();
      },
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
  return { seconds, requests: asked.length, most, used, waitedMs: median(waits) };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
