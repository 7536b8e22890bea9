import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import type { AmiServer } from '../dev/office/ami/ami-server';
import type { AccountId } from '../src/call/ids';
import { startGateway } from '../src/gateway/gateway';
import { argument } from './argument';
import { AGENTS, agentSocket, benchConfig, benchPbx, end, extensionOf, prepare, ring } from './bench-pbx';
import { benchNumber } from './big-index';
import { spreadOf, type Spread } from './spread';

/*
 * One customer's storm beside another's calls: AMI frame of the calm account's PBX → its agent's socket has the call,
 * in turns without and with a storm next door (its PBX tells hundreds of events a second, its amoCRM answers 429 to
 * everything). All of it in one process, so the storm's own making is in it.
 *   npm run bench storm [-- --seconds 4] [--events 500] [--turns 3] [--json]
 */

const [CALM, STORMY] = ['1', '2'] as readonly string[] as readonly [AccountId, AccountId];
const RING_EVERY_MS = 20;
const RINGS_FOR_MS = 200;
const EVENTS_A_CALL = 5;
const MUST_RATIO = 2;

async function main(): Promise<void> {
  const [seconds, events, turns] = [
    argument('--seconds', 4),
    argument('--events', 500),
    argument('--turns', 3),
  ];
  const folder = mkdtempSync(join(tmpdir(), 'linia-bench-'));
  const [calm, stormy] = [benchPbx(), benchPbx()];
  const amo = createServer(
    (_request, response) => void response.writeHead(429, { 'retry-after': '0' }).end(),
  );
  await once(amo.listen(0, '127.0.0.1'), 'listening');
  const baseUrl = `http://127.0.0.1:${(amo.address() as AddressInfo).port}`;
  const gateway = await startGateway(
    benchConfig(join(folder, 'store.sqlite'), [
      { amiPort: await calm.listen('127.0.0.1', 0), baseUrl: 'http://127.0.0.1:9' },
      { amiPort: await stormy.listen('127.0.0.1', 0), baseUrl },
    ]),
  );
  const sockets: Socket[] = [];
  try {
    const shown = new Map<string, number>();
    for (let n = 0; n < AGENTS; n += 1) {
      const socket = await agentSocket(gateway, CALM, n + 1);
      sockets.push(socket, await agentSocket(gateway, STORMY, n + 1));
      socket.on('call', ({ id }: { id: string }) => {
        if (!shown.has(id)) shown.set(id, performance.now());
      });
    }
    await ringFor(calm, 'warm', 1, shown);
    const quiet: number[] = [];
    const beside: number[] = [];
    for (let turn = 0; turn < turns; turn += 1) {
      quiet.push(...(await ringFor(calm, `q${turn}`, seconds, shown)));
      const undo = storm(stormy, `s${turn}`, events);
      beside.push(...(await ringFor(calm, `b${turn}`, seconds, shown)));
      undo();
      await new Promise((resolve) => setTimeout(resolve, 2 * RINGS_FOR_MS));
    }
    report(spreadOf(quiet), spreadOf(beside), { events, rings: quiet.length });
  } finally {
    for (const socket of sockets) socket.disconnect();
    await gateway.close();
    await Promise.all([calm.close(), stormy.close()]);
    amo.closeAllConnections();
    amo.close();
    rmSync(folder, { recursive: true });
  }
}

/** Ms from the frame to the agent's socket, of each ring. */
async function ringFor(
  ami: AmiServer,
  name: string,
  seconds: number,
  shown: ReadonlyMap<string, number>,
): Promise<readonly number[]> {
  const rung = new Map<string, number>();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const n = rung.size;
      if (n === (seconds * 1000) / RING_EVERY_MS) {
        clearInterval(timer);
        return void setTimeout(resolve, 2 * RINGS_FOR_MS);
      }
      const [id, extension] = [`${name}${n}`, extensionOf(n)];
      prepare(ami, id, extension, benchNumber(n));
      rung.set(id, performance.now());
      ring(ami, id, extension);
      setTimeout(() => end(ami, id, extension), RINGS_FOR_MS);
    }, RING_EVERY_MS);
  });
  return [...rung].map(([id, at]) => (shown.get(id) ?? Infinity) - at);
}

/** Calls that nobody answers, so many events a second; returns the undo. */
function storm(ami: AmiServer, name: string, events: number): () => void {
  let n = 0;
  const timer = setInterval(
    () => {
      const [id, extension] = [`${name}${(n += 1)}`, extensionOf(n)];
      prepare(ami, id, extension, benchNumber(n));
      ring(ami, id, extension);
      setTimeout(() => end(ami, id, extension), RINGS_FOR_MS);
    },
    (1000 * EVENTS_A_CALL) / events,
  );
  return () => clearInterval(timer);
}

function report(
  quiet: Spread,
  beside: Spread,
  { events, rings }: { readonly events: number; readonly rings: number },
): void {
  const ratio = { p50: beside.p50 / quiet.p50, p99: beside.p99 / quiet.p99 };
  if (process.argv.includes('--json')) console.log(JSON.stringify({ events, rings, quiet, beside, ratio }));
  else {
    const row = (name: string, { p50, p99 }: Spread, unit: string): string =>
      `${name.padEnd(48)} p50 ${p50.toFixed(2)}${unit}   p99 ${p99.toFixed(2)}${unit}`;
    console.log(row(`AMI frame → agent’s socket (${rings} rings)`, quiet, ' ms'));
    console.log(row(`beside ${events} events a second and amoCRM’s 429`, beside, ' ms'));
    console.log(row(`ratio (must: ${MUST_RATIO})`, ratio, ' ×'));
  }
  if (!(ratio.p50 <= MUST_RATIO && ratio.p99 <= MUST_RATIO)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
