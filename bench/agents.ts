import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import fastify from 'fastify';
import { SignJWT } from 'jose';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { Pool } from 'undici';
import type { CallView } from '../src/call/call-view';
import type { AccountId, Extension, UserId } from '../src/call/ids';
import type { Agent } from '../src/gateway/hub/agent';
import { AgentAuth } from '../src/gateway/hub/agent-auth';
import { tokenVerifier } from '../src/gateway/hub/disposable-token';
import type { AgentCommands } from '../src/gateway/hub/agent-commands';
import { ticketRoute } from '../src/gateway/hub/ticket-route';
import { WidgetHub } from '../src/gateway/hub/widget-hub';
import { systemClock } from '../src/gateway/system-clock';
import { PROTOCOL_VERSION, type AgentState } from '../src/protocol/messages';
import { argument } from './argument';
import { keepRows, times, type BenchRow } from './bench-row';

/*
 * P7, P8, P9: many agents at one gateway (ticket by amoCRM's token, socket, whole state), beside a plain socket.io
 * server with the same rooms and payload, in turn (A B A B …), each server in a process of its own, clients in this one.
 *   npm run bench agents [-- --agents 10000] [--events 20000] [--rounds 5]
 */

const ACCOUNT = '1' as AccountId;
const INTEGRATION = {
  clientUuid: 'bench',
  clientSecret: 'secret of the bench, long enough',
  redirectUri: 'https://pbx.example/oauth',
};
const MUST = { events: 0.8, memory: 1.5, back: 3 };
/** Clients that open at a time: this process is one core as well. */
const AT_ONCE = 200;
const ALLOWED = (): boolean => true;

type Side = 'plain' | 'gateway';
type Order =
  | { readonly do: 'push'; readonly events: number; readonly agents: number }
  | { readonly do: 'rss' | 'cut' | 'lag' };

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined };

const viewFor = (n: number): CallView => ({
  id: `call-${n}` as CallView['id'],
  revision: n,
  direction: 'inbound',
  other: { number: '+79984445566', text: '+7 998 444-55-66' },
  line: '+7 495 000-07-00',
  startedAt: 1_795_341_858_985,
  phase: { phase: 'ringing', reason: { kind: 'direct' } },
});

const stateOf = ({ userId }: Agent): AgentState => ({
  version: PROTOCOL_VERSION,
  serverTime: Date.now(),
  agent: {
    userId,
    name: `user ${userId}`,
    extension: '101' as Extension,
    device: 'browser',
    role: 'agent',
    status: 'ready',
  },
  pbx: 'up',
  callingCode: '7',
  calls: [],
});

/** What a server of either side offers to the orders of the bench. */
interface Serving {
  readonly http: HttpServer;
  push(userId: number, view: CallView): void;
  cut(): void;
}

function servePlain(): Serving {
  const http = createServer();
  const server = new Server(http, {
    perMessageDeflate: false,
    serveClient: false,
    transports: ['websocket'],
  });
  server.on('connection', (socket) => {
    const { userId } = socket.handshake.auth as { userId: number };
    void socket.join(`room-${userId}`);
    socket.emit('state', stateOf({ accountId: ACCOUNT, userId: userId as UserId }));
  });
  return {
    http,
    push: (userId, view) => void server.to(`room-${userId}`).emit('call', view),
    cut: () => void server.disconnectSockets(true),
  };
}

async function serveGateway(): Promise<Serving> {
  const auth = new AgentAuth({
    verify: tokenVerifier([{ accountId: ACCOUNT, ...INTEGRATION }], Date.now),
    now: Date.now,
    hasLeft: () => false,
    log: quiet,
  });
  const app = fastify();
  await app.register(ticketRoute, {
    // Every agent at an address of his own, as trusted proxies tell them.
    ticketFor: (token) => auth.ticketFor(token, token ?? ''),
    whoIs: (token) => auth.whoIs(token, token ?? ''),
    settingsSaved: () => false,
    linkCheck: () => ({ version: '1', now: 0, extension: '', pbx: 'up', phoneUrl: '' }),
    isAllowedOrigin: ALLOWED,
    log: quiet,
  });
  const hub = new WidgetHub(app.server, {
    path: '/socket.io',
    isAllowedOrigin: ALLOWED,
    addressOf: ({ headers }) => String(headers['x-agent']),
    agentOf: (raw) => auth.agentOf(raw),
    stateOf,
    callersOf: async () => [],
    resultsOf: async () => ({ awaited: [], taskTypes: [], timezone: 'Europe/Moscow' }),
    diallingOf: async () => ({ lists: [] }),
    present: () => undefined,
    // Nobody asks anything here.
    commands: {} as AgentCommands,
    clock: systemClock,
    log: quiet,
  });
  await app.ready();
  const agents = new Set<number>();
  return {
    http: app.server,
    push: (userId, view) => hub.pushCall({ accountId: ACCOUNT, userId: userId as UserId }, view),
    cut() {
      for (const { userId } of hub.agents()) agents.add(userId);
      for (const userId of agents) hub.disconnect({ accountId: ACCOUNT, userId: userId as UserId });
    },
  };
}

/** The other process: one server, which does what it is told. */
async function serve(side: Side): Promise<void> {
  const serving = side === 'plain' ? servePlain() : await serveGateway();
  const lag = monitorEventLoopDelay({ resolution: 5 });
  lag.enable();
  serving.http.listen(0, '127.0.0.1', 4096);
  await once(serving.http, 'listening');
  process.on('message', (order: Order) => void carryOut(order));
  process.send?.((serving.http.address() as AddressInfo).port);

  async function carryOut(order: Order): Promise<void> {
    switch (order.do) {
      case 'push':
        for (let n = 0; n < order.events; n++) {
          serving.push(1 + ((n * 7919) % order.agents), viewFor(n));
          if (n % 100 === 99) await new Promise((next) => setImmediate(next));
        }
        return void process.send?.(order.events);
      case 'rss':
        globalThis.gc?.();
        return void process.send?.(process.memoryUsage().rss);
      case 'cut':
        lag.reset();
        serving.cut();
        return void process.send?.(0);
      case 'lag':
        return void process.send?.(lag.percentile(99) / 1e6);
    }
  }
}

/** One side with its agents. */
class Stage {
  private readonly sockets: Socket[] = [];
  private tokens: readonly string[] = [];
  private received = 0;
  private awaited: { readonly count: number; readonly go: () => void } | undefined;
  private back = 0;

  private constructor(
    private readonly side: Side,
    private readonly child: ChildProcess,
    private readonly url: string,
    private readonly pool: Pool,
    readonly agents: number,
  ) {}

  static async open(side: Side, agents: number): Promise<Stage> {
    const child = fork(__filename, ['--serve', side], { execArgv: ['--expose-gc'] });
    const [port] = (await once(child, 'message')) as [number];
    const url = `http://127.0.0.1:${port}`;
    const stage = new Stage(side, child, url, new Pool(url, { connections: 32 }), agents);
    stage.tokens = await Promise.all(Array.from({ length: agents }, (_, n) => tokenOf(n + 1)));
    return stage;
  }

  async order(order: Order): Promise<number> {
    const answer = once(this.child, 'message') as Promise<[number]>;
    this.child.send(order);
    return (await answer)[0];
  }

  async connectAll(): Promise<void> {
    for (let first = 1; first <= this.agents; first += AT_ONCE)
      await Promise.all(
        Array.from({ length: Math.min(AT_ONCE, this.agents - first + 1) }, (_, n) => this.connect(first + n)),
      );
  }

  /** Events a second that arrive at the agents. */
  async push(events: number): Promise<number> {
    this.received = 0;
    const all = new Promise<void>((go) => (this.awaited = { count: events, go }));
    const startedAt = performance.now();
    void this.order({ do: 'push', events, agents: this.agents });
    await all;
    return events / ((performance.now() - startedAt) / 1000);
  }

  /** Seconds until every agent that was cut off has his state again, and the p99 of the server's loop meanwhile, ms. */
  async storm(): Promise<readonly [number, number]> {
    const gone = Promise.all(this.sockets.map((socket) => once(asEmitter(socket), 'disconnect')));
    await this.order({ do: 'cut' });
    await gone;
    const startedAt = performance.now();
    this.back = 0;
    await Promise.all(this.sockets.map((socket, index) => this.reconnect(socket, index + 1)));
    const seconds = (performance.now() - startedAt) / 1000;
    if (this.back !== this.agents) throw new Error(`${this.back} states for ${this.agents} agents`);
    return [seconds, await this.order({ do: 'lag' })];
  }

  async close(): Promise<void> {
    for (const socket of this.sockets) socket.disconnect();
    await this.pool.destroy();
    this.child.kill();
  }

  private async authOf(userId: number): Promise<Record<string, unknown>> {
    if (this.side === 'plain') return { userId };
    const headers = { 'x-auth-token': this.tokens[userId - 1] ?? '' };
    const answer = await this.pool.request({ method: 'POST', path: '/v1/ticket', headers });
    const { ticket } = (await answer.body.json()) as { ticket: string };
    return { ticket, version: PROTOCOL_VERSION };
  }

  private async connect(userId: number): Promise<void> {
    const socket = io(this.url, {
      ...{ transports: ['websocket'], forceNew: true, reconnection: false, autoConnect: false },
      extraHeaders: { 'x-agent': String(userId) },
    });
    this.sockets.push(socket);
    socket.on('call', () => {
      if (++this.received === this.awaited?.count) this.awaited.go();
    });
    socket.on('state', () => this.back++);
    await this.reconnect(socket, userId);
  }

  private async reconnect(socket: Socket, userId: number): Promise<void> {
    socket.auth = await this.authOf(userId);
    const [state, refused] = [once(asEmitter(socket), 'state'), once(asEmitter(socket), 'connect_error')];
    socket.connect();
    await Promise.race([state, refused.then(([error]) => Promise.reject(error as Error))]);
  }
}

const asEmitter = (socket: Socket): NodeJS.EventEmitter => socket as unknown as NodeJS.EventEmitter;

function tokenOf(userId: number): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = { account_id: Number(ACCOUNT), user_id: userId, client_uuid: INTEGRATION.clientUuid };
  const times = { iat: now, exp: now + 1800 };
  const who = { iss: 'https://bench.amocrm.ru', aud: new URL(INTEGRATION.redirectUri).origin };
  return new SignJWT({ ...claims, ...times, ...who })
    .setProtectedHeader({ alg: 'HS256' })
    .sign(new TextEncoder().encode(INTEGRATION.clientSecret));
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

async function main(): Promise<void> {
  const [agents, events, rounds] = [
    argument('--agents', 10_000),
    argument('--events', 20_000),
    argument('--rounds', 5),
  ];
  const sides: readonly Side[] = ['plain', 'gateway'];
  const found = new Map<Side, { kib: number; rates: number[]; back: number[]; lag: number[] }>();
  const stages = new Map<Side, Stage>();
  for (const side of sides) {
    const stage = await Stage.open(side, agents);
    const empty = await stage.order({ do: 'rss' });
    await stage.connectAll();
    const kib = ((await stage.order({ do: 'rss' })) - empty) / 1024 / agents;
    stages.set(side, stage);
    found.set(side, { kib, rates: [], back: [], lag: [] });
  }
  for (let round = 0; round < rounds; round++)
    for (const [side, stage] of stages) found.get(side)?.rates.push(await stage.push(events));
  for (let round = 0; round < rounds; round++)
    for (const [side, stage] of stages) {
      const [seconds, lag] = await stage.storm();
      found.get(side)?.back.push(seconds);
      found.get(side)?.lag.push(lag);
    }
  for (const stage of stages.values()) await stage.close();
  const of = (side: Side) => {
    const { kib = 0, rates = [], back = [], lag = [] } = found.get(side) ?? {};
    return { kib, rate: median(rates), back: median(back), lag: median(lag) };
  };
  report(agents, of('plain'), of('gateway'));
}

type Medians = Readonly<Record<'kib' | 'rate' | 'back' | 'lag', number>>;

function report(agents: number, plain: Medians, gateway: Medians): void {
  const row = (what: string, unit: string, key: keyof Medians, digits: number): void =>
    console.log(
      `${what.padEnd(44)} plain ${plain[key].toFixed(digits)} ${unit}   gateway ${gateway[key].toFixed(digits)} ${unit}   ${(gateway[key] / plain[key]).toFixed(2)}x`,
    );
  console.log(`${agents} agents`);
  row('P7 events to one agent’s room', '/s', 'rate', 0);
  row('P8 memory of an idle agent', 'KiB', 'kib', 1);
  row('P9 all back with their states', 's', 'back', 2);
  row('   event loop meanwhile, p99', 'ms', 'lag', 1);
  const kept = (key: keyof Medians, unit: string, digits: number) => ({
    ours: `${gateway[key].toFixed(digits)} ${unit}`,
    beside: `plain socket.io ${plain[key].toFixed(digits)} ${unit}`,
    ratio: times(gateway[key] / plain[key]),
  });
  const atOnce = `${agents} agents`;
  const rows: readonly BenchRow[] = [
    {
      ...{ id: 'P7', what: `events to one agent’s room, ${atOnce}`, ...kept('rate', 'a second', 0) },
      ...{ must: `≥ ${MUST.events}×`, holds: gateway.rate >= MUST.events * plain.rate },
    },
    {
      ...{ id: 'P8', what: `memory of an idle agent, ${atOnce}`, ...kept('kib', 'KiB', 1) },
      ...{ must: `≤ ${MUST.memory}×`, holds: gateway.kib <= MUST.memory * plain.kib },
    },
    {
      ...{ id: 'P9', what: `${atOnce} back with their states, none lost`, ...kept('back', 's', 2) },
      ...{ must: `≤ ${MUST.back}×`, holds: gateway.back <= MUST.back * plain.back },
    },
  ];
  keepRows(...rows);
}

const serveAt = process.argv.indexOf('--serve');
const work = serveAt < 0 ? main() : serve(process.argv[serveAt + 1] === 'plain' ? 'plain' : 'gateway');
work.then(
  () => {
    if (serveAt < 0) process.exit();
  },
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
