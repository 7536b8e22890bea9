import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Socket } from 'socket.io-client';
import type { AmiServer } from '../dev/office/ami/ami-server';
import type { AccountId } from '../src/call/ids';
import { startGateway } from '../src/gateway/gateway';
import { WidgetHub } from '../src/gateway/hub/widget-hub';
import { argument } from './argument';
import { AGENTS, agentSocket, benchConfig, benchPbx, end, extensionOf, prepare, ring } from './bench-pbx';
import { keepRows } from './bench-row';
import { benchNumber, fillIndex } from './big-index';
import { spreadOf } from './spread';

/*
 * P5, the gateway's own part: a call begins to ring, AMI frame written to the gateway's socket → its snapshot, and who
 * calls by the phone index, handed to socket.io, with agents connected. One ring every 10 ms, each of another number;
 * beside it the floor: a bare timer's lateness in this process.
 *   npm run bench event-latency [-- --seconds 10] [--numbers 1000000] [--json]
 */

const ACCOUNT = '1' as AccountId;
/** Nobody is there: calls that nobody answered are no matter of this bench. */
const NOWHERE = 'http://127.0.0.1:9';
const EVERY_MS = 10;
/** Ends come a while after the ring, so some thirty calls are always on. */
const RINGS_FOR_MS = 300;
const MUST_P99_MS = 5;

async function main(): Promise<void> {
  const [seconds, numbers] = [argument('--seconds', 10), argument('--numbers', 1_000_000)];
  const folder = mkdtempSync(join(tmpdir(), 'linia-bench-'));
  const storePath = join(folder, 'store.sqlite');
  const diskMb = (await fillIndex(storePath, ACCOUNT, numbers, AGENTS)) / 1e6;
  const ami = benchPbx();
  const amiPort = await ami.listen('127.0.0.1', 0);
  const gateway = await startGateway(benchConfig(storePath, [{ amiPort, baseUrl: NOWHERE }]));
  const sockets: Socket[] = [];
  try {
    for (let n = 0; n < AGENTS; n += 1) sockets.push(await agentSocket(gateway, ACCOUNT, n + 1));
    const left = watchLeaving();
    await play(ami, 'warm', 200, numbers);
    const { sentAt, lateness } = await play(ami, 'timed', (seconds * 1000) / EVERY_MS, numbers);
    const took = (leftAt: ReadonlyMap<string, number>): readonly number[] =>
      [...sentAt].map(([id, at]) => (leftAt.get(id) ?? Infinity) - at);
    const memoryMb = process.memoryUsage().rss / 1e6;
    report({ numbers, diskMb, memoryMb, calls: took(left.calls), callers: took(left.callers), lateness });
  } finally {
    for (const socket of sockets) socket.disconnect();
    await gateway.close();
    await ami.close();
    rmSync(folder, { recursive: true });
  }
}

interface Left {
  readonly calls: ReadonlyMap<string, number>;
  readonly callers: ReadonlyMap<string, number>;
}

/** When a call's first snapshot, and who calls, were handed to socket.io, by call. */
function watchLeaving(): Left {
  const [calls, callers] = [new Map<string, number>(), new Map<string, number>()];
  const { pushCall, pushCaller } = WidgetHub.prototype;
  WidgetHub.prototype.pushCall = function (this: WidgetHub, agent, view) {
    pushCall.call(this, agent, view);
    if (!calls.has(view.id)) calls.set(view.id, performance.now());
  };
  WidgetHub.prototype.pushCaller = function (this: WidgetHub, agent, caller) {
    pushCaller.call(this, agent, caller);
    if (caller.owners.length > 0) callers.set(caller.callId, performance.now());
  };
  return { calls, callers };
}

interface Played {
  readonly sentAt: ReadonlyMap<string, number>;
  /** How late the timer itself was, ms. */
  readonly lateness: readonly number[];
}

function play(ami: AmiServer, name: string, rings: number, numbers: number): Promise<Played> {
  const sentAt = new Map<string, number>();
  const lateness: number[] = [];
  let tickAt = performance.now();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const n = sentAt.size;
      if (n === rings) {
        clearInterval(timer);
        setTimeout(() => resolve({ sentAt, lateness }), 2 * RINGS_FOR_MS);
        return;
      }
      lateness.push(Math.max(0, performance.now() - tickAt - EVERY_MS));
      tickAt = performance.now();
      const id = `${name}${n}`;
      prepare(ami, id, extensionOf(n), benchNumber((n * 7919) % numbers));
      sentAt.set(id, performance.now());
      ring(ami, id, extensionOf(n));
      setTimeout(() => end(ami, id, extensionOf(n)), RINGS_FOR_MS);
    }, EVERY_MS);
  });
}

interface Measured {
  readonly numbers: number;
  readonly diskMb: number;
  readonly memoryMb: number;
  readonly calls: readonly number[];
  readonly callers: readonly number[];
  readonly lateness: readonly number[];
}

function report({ numbers, diskMb, memoryMb, ...times }: Measured): void {
  const [calls, callers, timer] = [times.calls, times.callers, times.lateness].map(spreadOf);
  const pair = ({ p50, p99 } = { p50: NaN, p99: NaN }): string => `${p50.toFixed(2)} / ${p99.toFixed(2)} ms`;
  keepRows({
    id: 'P5',
    what: `AMI frame in → socket.io emit, ${numbers} numbers in the index, 100 events a second, p50 / p99`,
    ours: `${pair(calls)}; with the caller ${pair(callers)}`,
    beside: `lateness of a timer meanwhile ${pair(timer)}`,
    ...{ ratio: '—', must: `p99 ≤ ${MUST_P99_MS} ms`, holds: (callers?.p99 ?? Infinity) <= MUST_P99_MS },
  });
  if (process.argv.includes('--json'))
    return console.log(
      JSON.stringify({ numbers, diskMb, memoryMb, rings: times.calls.length, calls, callers, timer }),
    );
  const row = (name: string, { p50, p99 } = { p50: NaN, p99: NaN }): string =>
    `${name.padEnd(44)} p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms`;
  console.log(`${numbers} numbers: ${diskMb.toFixed(0)} MB on disk, process ${memoryMb.toFixed(0)} MB`);
  console.log(row(`AMI frame → call emitted (${times.calls.length} rings)`, calls));
  console.log(row('AMI frame → who calls emitted', callers));
  console.log(row('floor: lateness of a timer meanwhile', timer));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
