import { SignJWT } from 'jose';
import { io, type Socket } from 'socket.io-client';
import { AmiServer } from '../dev/office/ami/ami-server';
import type { Field } from '../dev/office/pbx/call-reporter';
import type { AccountId, Extension, UserId } from '../src/call/ids';
import type { GatewayConfig } from '../src/gateway/config';
import { startGateway, type RunningGateway } from '../src/gateway/gateway';
import { WidgetHub } from '../src/gateway/hub/widget-hub';
import { PROTOCOL_VERSION } from '../src/protocol/messages';

/*
 * P5, the gateway's own part: a call begins to ring, AMI frame written to the gateway's socket → its snapshot handed to
 * socket.io, with agents connected. One ring every 10 ms; beside it the floor: a bare timer's lateness in this process.
 *   npm run bench event-latency [-- --seconds 10] [--json]
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

const extensionOf = (n: number): Extension => String(100 + (n % AGENTS)) as Extension;

async function main(): Promise<void> {
  const seconds = argument('--seconds', 10);
  const ami = new AmiServer(AMI, (action) => answerTo(action.get('action') ?? ''));
  const gateway = await startGateway(configFor(await ami.listen('127.0.0.1', 0)));
  const sockets: Socket[] = [];
  try {
    for (let n = 0; n < AGENTS; n += 1) sockets.push(await agentSocket(gateway, n + 1));
    const leftAt = watchLeaving();
    await play(ami, 'warm', 200);
    const { sentAt, lateness } = await play(ami, 'timed', (seconds * 1000) / EVERY_MS);
    const took = [...sentAt].map(([id, at]) => (leftAt.get(id) ?? Infinity) - at);
    report(took, lateness);
  } finally {
    for (const socket of sockets) socket.disconnect();
    await gateway.close();
    await ami.close();
  }
}

/** When a call's first snapshot was handed to socket.io, by call. */
function watchLeaving(): ReadonlyMap<string, number> {
  const leftAt = new Map<string, number>();
  const pushCall = WidgetHub.prototype.pushCall;
  WidgetHub.prototype.pushCall = function (this: WidgetHub, agent, view) {
    pushCall.call(this, agent, view);
    if (!leftAt.has(view.id)) leftAt.set(view.id, performance.now());
  };
  return leftAt;
}

interface Played {
  readonly sentAt: ReadonlyMap<string, number>;
  /** How late the timer itself was, ms. */
  readonly lateness: readonly number[];
}

function play(ami: AmiServer, name: string, rings: number): Promise<Played> {
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
      prepare(ami, id, extensionOf(n));
      sentAt.set(id, performance.now());
      ami.tell('Newstate', 'call', channel(`${id}a`, extensionOf(n), 'Ringing', id));
      setTimeout(() => end(ami, id, extensionOf(n)), RINGS_FOR_MS);
    }, EVERY_MS);
  });
}

function prepare(ami: AmiServer, id: string, extension: Extension): void {
  ami.tell('Newchannel', 'call', channel(id, 'trunk', 'Ring', id));
  ami.tell('Newchannel', 'call', channel(`${id}a`, extension, 'Down', id));
}

function end(ami: AmiServer, id: string, extension: Extension): void {
  ami.tell('Hangup', 'call', [...channel(`${id}a`, extension, 'Ringing', id), ['Cause', 16]]);
  ami.tell('Hangup', 'call', [...channel(id, 'trunk', 'Ring', id), ['Cause', 16]]);
}

function channel(id: string, endpoint: string, state: string, linkedid: string): readonly Field[] {
  const isOutside = endpoint === 'trunk';
  return [
    ['Channel', `PJSIP/${endpoint}-${hex(id)}`],
    ['ChannelStateDesc', state],
    ['CallerIDNum', isOutside ? '79984445566' : endpoint],
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

function configFor(amiPort: number): GatewayConfig {
  const originate = { context: 'agents', channel: 'PJSIP/{extension}', ringMs: 30_000 };
  const line = { host: '127.0.0.1', port: amiPort, ...AMI };
  return {
    listen: { host: '127.0.0.1', port: 0 },
    pathPrefix: '',
    allowedOrigins: [],
    storePath: ':memory:',
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

function report(took: readonly number[], lateness: readonly number[]): void {
  const gateway = spreadOf(took);
  const timer = spreadOf(lateness);
  if (process.argv.includes('--json'))
    return console.log(JSON.stringify({ events: took.length, gateway, timer }));
  const row = (name: string, { p50, p99 }: { p50: number; p99: number }): string =>
    `${name.padEnd(44)} p50 ${p50.toFixed(2)} ms   p99 ${p99.toFixed(2)} ms`;
  console.log(row(`AMI frame → socket.io emit (${took.length} rings)`, gateway));
  console.log(row('floor: lateness of a timer meanwhile', timer));
  if (!Number.isFinite(gateway.p99)) process.exitCode = 1;
}

function spreadOf(times: readonly number[]): { readonly p50: number; readonly p99: number } {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}

function argument(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
