import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import { io, type Socket } from 'socket.io-client';
import { AmiServer } from '../dev/office/ami/ami-server';
import type { Field } from '../dev/office/pbx/call-reporter';
import type { AccountId, Extension, UserId } from '../src/call/ids';
import type { GatewayConfig } from '../src/gateway/config';
import { startGateway, type RunningGateway } from '../src/gateway/gateway';
import { WidgetHub } from '../src/gateway/hub/widget-hub';
import { PROTOCOL_VERSION } from '../src/protocol/messages';
import { benchNumber, fillIndex } from './big-index';
import { argument } from './argument';
import { spreadOf } from './spread';

/*
 * P5, the gateway's own part: a call begins to ring, AMI frame written to the gateway's socket → its snapshot, and who
 * calls by the phone index, handed to socket.io, with agents connected. One ring every 10 ms, each of another number;
 * beside it the floor: a bare timer's lateness in this process.
 *   npm run bench event-latency [-- --seconds 10] [--numbers 1000000] [--json]
 */

const AMI = { user: 'bench', secret: 'bench' };
const ACCOUNT = '1';
const INTEGRATION = {
  clientUuid: 'bench',
  secret: 'secret of the integration of the bench',
  redirectUri: 'https://bench.example/oauth',
  token: 'none',
};
const AGENTS = 50;
const EVERY_MS = 10;
/** Ends come a while after the ring, so some thirty calls are always on. */
const RINGS_FOR_MS = 300;
const MUST_P99_MS = 5;

const extensionOf = (n: number): Extension => String(100 + (n % AGENTS)) as Extension;

async function main(): Promise<void> {
  const [seconds, numbers] = [argument('--seconds', 10), argument('--numbers', 1_000_000)];
  const folder = mkdtempSync(join(tmpdir(), 'linia-bench-'));
  const storePath = join(folder, 'store.sqlite');
  const diskMb = (await fillIndex(storePath, ACCOUNT as AccountId, numbers, AGENTS)) / 1e6;
  const ami = new AmiServer(AMI, (action) => answerTo(action.get('action') ?? ''));
  const gateway = await startGateway(configFor(await ami.listen('127.0.0.1', 0), storePath));
  const sockets: Socket[] = [];
  try {
    for (let n = 0; n < AGENTS; n += 1) sockets.push(await agentSocket(gateway, n + 1));
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
      ami.tell('Newstate', 'call', channel(`${id}a`, extensionOf(n), 'Ringing', id));
      setTimeout(() => end(ami, id, extensionOf(n)), RINGS_FOR_MS);
    }, EVERY_MS);
  });
}

function prepare(ami: AmiServer, id: string, extension: Extension, number: string): void {
  ami.tell('Newchannel', 'call', channel(id, 'trunk', 'Ring', id, number));
  ami.tell('Newchannel', 'call', channel(`${id}a`, extension, 'Down', id));
}

function end(ami: AmiServer, id: string, extension: Extension): void {
  ami.tell('Hangup', 'call', [...channel(`${id}a`, extension, 'Ringing', id), ['Cause', 16]]);
  ami.tell('Hangup', 'call', [...channel(id, 'trunk', 'Ring', id), ['Cause', 16]]);
}

function channel(
  id: string,
  endpoint: string,
  state: string,
  linkedid: string,
  number = endpoint,
): readonly Field[] {
  const isOutside = endpoint === 'trunk';
  return [
    ['Channel', `PJSIP/${endpoint}-${hex(id)}`],
    ['ChannelStateDesc', state],
    ['CallerIDNum', number],
    ['Exten', isOutside ? '74950000101' : 's'],
    ['Uniqueid', id],
    ['Linkedid', linkedid],
  ];
}

const hex = (id: string): string => Buffer.from(id).toString('hex').slice(-8);

function answerTo(action: string) {
  if (action.toLowerCase() !== 'coreshowchannels') return { response: 'Success' } as const;
  const done: Field = ['Event', 'CoreShowChannelsComplete'];
  return {
    response: 'Success',
    fields: [['EventList', 'start']],
    list: [[done, ['EventList', 'Complete'], ['ListItems', 0]]],
  } as const;
}

async function agentSocket(gateway: RunningGateway, userId: number): Promise<Socket> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { account_id: Number(ACCOUNT), user_id: userId, client_uuid: INTEGRATION.clientUuid };
  const times = { iat: now, exp: now + 1800 };
  const token = await new SignJWT({
    ...claims,
    ...times,
    iss: 'https://bench.amocrm.ru',
    aud: 'https://bench.example',
  })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(INTEGRATION.secret));
  const answer = await fetch(`${gateway.url}/v1/ticket`, {
    method: 'POST',
    headers: { 'X-Auth-Token': token },
  });
  const { ticket } = (await answer.json()) as { ticket: string };
  const auth = { ticket, version: PROTOCOL_VERSION };
  const socket = io(gateway.url, { auth, transports: ['websocket'], forceNew: true });
  await new Promise((resolve) => socket.once('state', resolve));
  return socket;
}

function configFor(amiPort: number, storePath: string): GatewayConfig {
  const originate = { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 30_000 };
  const line = { host: '127.0.0.1', port: amiPort, ...AMI };
  return {
    listen: { host: '127.0.0.1', port: 0 },
    pathPrefix: '',
    allowedOrigins: [],
    storePath,
    logLevel: 'silent',
    pbx: [
      {
        id: 'bench',
        kind: 'asterisk',
        dial: { format: 'digits', prefix: '' },
        asterisk: { ...line, trunks: ['trunk'], extensionPattern: /^(\d{3})$/, originate },
      },
    ],
    accounts: [
      {
        id: ACCOUNT as AccountId,
        // Nobody is there: calls that nobody answered are no matter of this bench.
        baseUrl: 'http://127.0.0.1:9',
        country: 'RU',
        source: 'bench',
        integration: INTEGRATION,
        devIssuerHosts: [],
        pbxId: 'bench',
        users: Array.from({ length: AGENTS }, (_, n) => ({
          userId: (n + 1) as UserId,
          name: `Agent ${n}`,
          extension: extensionOf(n),
          device: 'desk',
        })),
      },
    ],
  };
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
  // P5, must: 5 ms.
  if (!((callers?.p99 ?? Infinity) <= MUST_P99_MS)) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
