import { performance } from 'node:perf_hooks';
import fastify from 'fastify';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Pool } from 'undici';
import type { NumberOwner } from '../src/call/entity-rule';
import type { AccountId, CallId, Extension, UserId } from '../src/call/ids';
import type { RouteDecision } from '../src/call/routing';
import { Directory } from '../src/gateway/agents/directory';
import { phoneNumbers } from '../src/gateway/phone-numbers';
import { routeEndpoint } from '../src/gateway/routing/route-endpoint';
import { Router } from '../src/gateway/routing/router';
import { openDatabase } from '../src/gateway/store/database';
import { SqliteLastTalks } from '../src/gateway/store/sqlite-last-talks';
import { SqlitePhoneIndex } from '../src/gateway/store/sqlite-phone-index';
import { systemClock } from '../src/gateway/system-clock';
import { benchNumber, fillIndex } from './big-index';
import { argument } from './argument';
import { keepRows, times } from './bench-row';
import { spreadOf, type Spread } from './spread';

/*
 * P6: who should take a call, asked over HTTP as the dialplan does, the number in an index of many; beside it an empty
 * route of the same server, asked in turn (A B A B …).
 *   npm run bench route [-- --requests 2000] [--numbers 100000]
 */

const ACCOUNT = '1' as AccountId;
const KEY = 'bench';
const MUST_P99_MS = 20;
/** One call asks all the time: a phone that was promised to another one is busy for three seconds. */
const CALL = '1795341858.12';

async function main(): Promise<void> {
  const [requests, numbers] = [argument('--requests', 2_000), argument('--numbers', 100_000)];
  const folder = mkdtempSync(join(tmpdir(), 'linia-bench-'));
  const path = join(folder, 'store.sqlite');
  await fillIndex(path, ACCOUNT, numbers, 1);
  const db = openDatabase(path);
  const app = fastify();
  app.get('/empty', () => '');
  const account = { accountId: ACCOUNT, key: KEY, ...routerOn(db) };
  await app.register(routeEndpoint, {
    account: (id) => (id === ACCOUNT ? account : undefined),
    clock: systemClock,
    log: { warn: () => undefined, error: () => undefined },
  });
  const origin = await app.listen({ host: '127.0.0.1', port: 0 });
  const pool = new Pool(origin, { connections: 1 });
  const authorization = `Basic ${Buffer.from(`linia:${KEY}`).toString('base64')}`;
  const ask = async (where: string): Promise<number> => {
    const startedAt = performance.now();
    const { body } = await pool.request({ path: where, method: 'GET', headers: { authorization } });
    const text = await body.text();
    if (where !== '/empty' && text !== '101') throw new Error(`routed to "${text}"`);
    return performance.now() - startedAt;
  };
  const [empty, routed]: [number[], number[]] = [[], []];
  for (let n = -200; n < requests; n += 1) {
    const number = encodeURIComponent(benchNumber(((n + 200) * 7919) % numbers));
    const [one, other] = [await ask('/empty'), await ask(`/route/1?number=${number}&call=${CALL}`)];
    // The first ones warm up.
    if (n < 0) continue;
    empty.push(one);
    routed.push(other);
  }
  await pool.close();
  await app.close();
  db.close();
  rmSync(folder, { recursive: true });
  report(spreadOf(empty), spreadOf(routed), numbers);
}

function routerOn(db: ReturnType<typeof openDatabase>) {
  const index = new SqlitePhoneIndex(db);
  const owners = async (number: string): Promise<readonly NumberOwner[]> =>
    (await index.owners(ACCOUNT, number)).map(({ owner, leads }) => ({
      type: 'contact',
      ...{ id: owner.id, name: owner.name, createdAt: owner.createdAt, customers: [] },
      responsibleUserId: owner.responsibleUserId,
      leads: leads.map(({ id, name, statusId }) => ({ id, name, statusId })),
    }));
  const user = { userId: 1 as UserId, name: 'Agent', extension: '101' as Extension };
  const router = new Router({
    accountId: ACCOUNT,
    settings: { key: KEY, rules: [{ to: 'responsible' }], deputies: new Map() },
    directory: new Directory([{ ...user, device: 'desk', role: 'agent' }]),
    owners,
    lastTalks: new SqliteLastTalks(db),
    calls: () => [],
    statusAt: () => 'ready',
    reachable: () => new Set([user.extension]),
    timeZone: () => 'Europe/Moscow',
    phones: phoneNumbers('RU'),
    clock: systemClock,
    log: { info: () => undefined },
  });
  return {
    decide: (number: string, callId: CallId) => router.decide(number, callId),
    keep: (callId: CallId, decision: RouteDecision) => router.keep(callId, decision),
  };
}

function report(empty: Spread, routed: Spread, numbers: number): void {
  const row = (name: string, { p50, p99 }: Spread): string =>
    `${name.padEnd(34)} p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms`;
  console.log(row('floor: empty route', empty));
  console.log(row(`GET /route, ${numbers} numbers`, routed));
  console.log(`p99 ${(routed.p99 / empty.p99).toFixed(1)} times the floor`);
  const pair = ({ p50, p99 }: Spread): string => `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;
  keepRows({
    ...{ id: 'P6', what: `smart forwarding’s answer over HTTP, ${numbers} numbers in the index, p50 / p99` },
    ...{ ours: pair(routed), beside: `empty route ${pair(empty)}`, ratio: times(routed.p99 / empty.p99) },
    ...{ must: `p99 ≤ ${MUST_P99_MS} ms`, holds: routed.p99 <= MUST_P99_MS },
  });
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
