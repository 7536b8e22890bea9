import type { IncomingMessage, Server as HttpServer } from 'node:http';
import { Server, type ServerOptions, type Socket } from 'socket.io';
import type { CallView } from '../../call/call-view';
import type { Clock } from '../../lib/clock';
import type { ResultsNow } from '../../protocol/call-results';
import type { DialNow } from '../../protocol/dial-lists';
import type { KnownCaller } from '../../protocol/callers';
import type { AuthFault } from '../../protocol/faults';
import type { AgentState, ServerEvents } from '../../protocol/messages';
import type { Log } from '../log';
import { roomOf, type Agent } from './agent';
import {
  answersTo,
  COMMANDS,
  refused,
  type AgentCommands,
  type AnswerCommand,
  type ROLE_FOR,
} from './agent-commands';
import { corsRules, type IsAllowedOrigin } from './allowed-origins';
import { RateLimit, type Rate } from './rate-limit';
import { ToldInOrder } from './told-in-order';

export interface HubParts {
  /** `/socket.io` behind the gateway's prefix. */
  readonly path: string;
  readonly isAllowedOrigin: IsAllowedOrigin;
  /** Whose request it is, seen through trusted proxies. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Reads the `auth` of a socket. */
  readonly agentOf: (auth: unknown) => Agent | AuthFault;
  readonly stateOf: (agent: Agent) => AgentState;
  /** Who is behind these calls, where that is known. Never rejects. */
  readonly callersOf: (
    agent: Agent,
    calls: AgentState['calls'],
  ) => Promise<readonly (KnownCaller | undefined)[]>;
  /** Calls that wait for what he says of them. */
  readonly resultsOf: (agent: Agent) => Promise<ResultsNow>;
  readonly diallingOf: (agent: Agent) => Promise<DialNow>;
  /** His first browser came, or his last one went. */
  readonly present: (agent: Agent, isThere: boolean) => void;
  readonly commands: AgentCommands;
  /** Default: as it is decided. */
  readonly roleFor?: typeof ROLE_FOR;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error' | 'warn' | 'info'>;
}

type Commands = Record<string, (...args: unknown[]) => void>;
type AgentSocket = Socket<Commands, ServerEvents, object, { agent: Agent }>;

/** Openings of one address that end without an agent. Good ones do not count, so an office behind one address comes back at once. */
const OPENINGS: Rate = { burst: 600, perSec: 20 };
/** Of one agent, in all his browsers. An agent clicks; what is faster is a loop. */
const COMMAND_RATE: Rate = { burst: 20, perSec: 5 };
/** So many commands too fast and the socket is closed: reading them costs, too. */
const PATIENCE: Rate = { burst: 100, perSec: 1 };
/** Browsers of one agent at a time; the oldest gives way, it is the likeliest to be dead already. */
const MAX_SOCKETS = 16;
/** A command that the PBX or the disk lets hang does not hold up the end of the gateway for longer. */
const CLOSE_GRACE_MS = 2_000;

/**
 * Sockets of the widgets. Each agent's browsers are one room; only his own snapshots go there: the whole state at
 * connect, then every call that changed. Nothing is kept for those who are away, they get the whole again.
 */
export class WidgetHub {
  private readonly io: Server<Commands, ServerEvents, object, { agent: Agent }>;
  private readonly answer: AnswerCommand;
  private readonly commandRate: RateLimit;
  private readonly patience: RateLimit;
  private readonly openings: RateLimit;
  private readonly answering = new Set<Promise<void>>();
  private readonly results = new ToldInOrder();
  private readonly dialling = new ToldInOrder();

  constructor(
    http: HttpServer,
    private readonly parts: HubParts,
  ) {
    this.answer = answersTo(parts.commands, parts.clock, parts.log, parts.roleFor);
    const now = (): number => parts.clock.now();
    this.commandRate = new RateLimit(COMMAND_RATE, now);
    this.patience = new RateLimit(PATIENCE, now);
    this.openings = new RateLimit(OPENINGS, now);
    this.io = new Server(http, socketOptions(parts, this.openings));
    this.io.use((socket, next) => this.admit(socket, next));
    this.io.on('connection', (socket) => this.welcome(socket));
  }

  pushCall(agent: Agent, view: CallView): void {
    this.io.to(roomOf(agent)).emit('call', view);
  }

  pushCaller(agent: Agent, caller: KnownCaller): void {
    this.io.to(roomOf(agent)).emit('caller', caller);
  }

  /** Something but a call is new for him. */
  pushState(agent: Agent): void {
    if (this.socketsOf(agent).length > 0) this.io.to(roomOf(agent)).emit('state', this.parts.stateOf(agent));
  }

  /** Another call of his waits for a result, or one less. The list is read when it goes out. */
  pushResults(agent: Agent): void {
    if (this.socketsOf(agent).length === 0) return;
    const room = roomOf(agent);
    this.results.tell(room, () => this.tellResults(agent, this.io.to(room)));
  }

  pushDialling(agent: Agent): void {
    if (this.socketsOf(agent).length === 0) return;
    const room = roomOf(agent);
    this.dialling.tell(room, () => this.tellDialling(agent, this.io.to(room)));
  }

  /** Who is connected now, each once. */
  agents(): readonly Agent[] {
    const byRoom = new Map(
      [...this.io.of('/').sockets.values()].map(({ data }) => [roomOf(data.agent), data.agent]),
    );
    return [...byRoom.values()];
  }

  /** He is no agent of ours any more, or another one than before: his widgets must ask for a ticket again. */
  disconnect(agent: Agent): void {
    this.io.in(roomOf(agent)).disconnectSockets(true);
  }

  /** Browsers that are connected, each counted. */
  get sockets(): number {
    return this.io.of('/').sockets.size;
  }

  /** Before the http server closes, which would wait for the sockets. What agents have asked for is answered first. */
  async close(): Promise<void> {
    let undo = (): void => {};
    const patience = new Promise<void>((over) => (undo = this.parts.clock.after(CLOSE_GRACE_MS, over)));
    await Promise.race([Promise.all(this.answering), patience]);
    undo();
    this.io.disconnectSockets(true);
    this.io.engine.close();
  }

  private admit(socket: AgentSocket, next: (error?: Error) => void): void {
    const agent = this.parts.agentOf(socket.handshake.auth);
    if (typeof agent === 'string') return next(new Error(agent));
    socket.data.agent = agent;
    this.openings.giveBack(this.parts.addressOf(socket.request));
    next();
  }

  private welcome(socket: AgentSocket): void {
    const { agent } = socket.data;
    const { log, stateOf, callersOf } = this.parts;
    for (const extra of this.socketsOf(agent).slice(0, 1 - MAX_SOCKETS)) extra.disconnect(true);
    void socket.join(roomOf(agent));
    if (this.socketsOf(agent).length === 1) this.parts.present(agent, true);
    socket.on('disconnect', (reason) => {
      for (const rate of [this.commandRate, this.patience]) rate.forgetFull(roomOf(agent));
      if (this.socketsOf(agent).length === 0) this.parts.present(agent, false);
      log.info({ ...agent, reason }, 'widget gone');
    });
    this.listen(socket);
    log.info({ ...agent, transport: socket.conn.transport.name }, 'widget connected');
    try {
      const state = stateOf(agent);
      socket.emit('state', state);
      this.pushResults(agent);
      this.pushDialling(agent);
      if (state.calls.length > 0)
        void callersOf(agent, state.calls).then((callers) => {
          for (const caller of callers) if (caller) socket.emit('caller', caller);
        });
    } catch (error) {
      log.error({ err: error, ...agent }, 'no state for a widget');
      socket.disconnect(true);
    }
  }

  private async tellResults(agent: Agent, to: Pick<AgentSocket, 'emit'>): Promise<void> {
    try {
      to.emit('results', await this.parts.resultsOf(agent));
    } catch (error) {
      this.parts.log.error({ err: error, ...agent }, 'the results a widget waits for could not be read');
    }
  }

  private async tellDialling(agent: Agent, to: Pick<AgentSocket, 'emit'>): Promise<void> {
    try {
      to.emit('dialling', await this.parts.diallingOf(agent));
    } catch (error) {
      this.parts.log.error({ err: error, ...agent }, 'the dial lists of a widget could not be read');
    }
  }

  private listen(socket: AgentSocket): void {
    const { log } = this.parts;
    const { agent } = socket.data;
    const room = roomOf(agent);
    // Counted before it is looked at: names that no command has count, too.
    socket.use(([, ...args], next) => {
      if (this.commandRate.take(room)) return next();
      ackOf(args)(refused('too-many'));
      if (this.patience.take(room)) return;
      log.warn(agent, 'widget sends too many commands, its socket is closed');
      socket.disconnect(true);
    });
    for (const command of COMMANDS)
      socket.on(command, (...args) => {
        const answered = this.answer(agent, command, args[0]).then(ackOf(args));
        this.answering.add(answered);
        void answered.finally(() => this.answering.delete(answered));
      });
  }

  private socketsOf(agent: Agent): readonly AgentSocket[] {
    const { adapter, sockets } = this.io.of('/');
    return [...(adapter.rooms.get(roomOf(agent)) ?? [])].flatMap((id) => sockets.get(id) ?? []);
  }
}

/** Who wants no answer sends no callback. */
function ackOf(args: readonly unknown[]): (outcome: unknown) => void {
  const ack = args.at(-1);
  return typeof ack === 'function' ? (ack as (outcome: unknown) => void) : () => undefined;
}

/**
 * Compression costs 236 KiB a connection and half the throughput; connection state recovery a third of it, and whole
 * snapshots at connect make it needless. A peer that vanished without a word is noticed after 20 s on both sides.
 */
function socketOptions(
  { path, isAllowedOrigin, addressOf }: HubParts,
  openings: RateLimit,
): Partial<ServerOptions> {
  return {
    path,
    serveClient: false,
    transports: ['websocket', 'polling'],
    perMessageDeflate: false,
    httpCompression: false,
    maxHttpBufferSize: 16 * 1024,
    connectTimeout: 10_000,
    pingInterval: 10_000,
    pingTimeout: 10_000,
    cors: corsRules(isAllowedOrigin),
    // Asked for new sessions only. CORS does not hold for WebSocket: there the server itself has to look. Programs send
    // no origin.
    allowRequest: (request, decide) => {
      const { origin } = request.headers;
      const isOurs = origin === undefined || isAllowedOrigin(origin);
      decide(null, isOurs && openings.take(addressOf(request)));
    },
  };
}
