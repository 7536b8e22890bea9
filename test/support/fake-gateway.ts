import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { Server as SocketServer } from 'socket.io';
import type { CallView } from '../../src/call/call-view';
import type { Extension, UserId } from '../../src/call/ids';
import type { AuthFault } from '../../src/protocol/faults';
import type { AgentState, ClientCommands } from '../../src/protocol/messages';

export interface FakeGatewayOptions {
  readonly port?: number;
  /** A proxy on the way that knows nothing of WebSocket: refuses upgrades, or takes them and stays silent. */
  readonly webSocket?: 'works' | 'refused' | 'swallowed';
}

export interface AskedCommand {
  readonly name: keyof ClientCommands;
  readonly argument: unknown;
}

/** The far end of the widget's channel: real HTTP and socket.io, one agent, driven by the test. */
export class FakeGateway {
  readonly commands: AskedCommand[] = [];
  /** Headers of every request for a ticket. */
  readonly ticketRequests: IncomingMessage['headers'][] = [];
  ticketFault: AuthFault | undefined;
  connectFault: AuthFault | undefined;
  state: AgentState = agentState();
  answers: Partial<Record<keyof ClientCommands, unknown>> = {};
  private readonly issued = new Set<string>();

  private constructor(
    private readonly http: Server,
    private readonly io: SocketServer,
    private readonly swallowed: ReadonlySet<TcpSocket>,
  ) {}

  static async start({ port = 0, webSocket = 'works' }: FakeGatewayOptions = {}): Promise<FakeGateway> {
    const http = createServer();
    const open = new Set<TcpSocket>();
    const io = new SocketServer(http, { cors: { origin: true, credentials: true } });
    if (webSocket !== 'works') blockUpgrades(http, webSocket, open);
    const gateway = new FakeGateway(http, io, open);
    http.on('request', (request, response) => gateway.serve(request, response));
    gateway.listen();
    await new Promise<void>((listening) => http.listen(port, '127.0.0.1', listening));
    return gateway;
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get connections(): number {
    return this.io.sockets.sockets.size;
  }

  /** Pushes one call, and keeps it in the snapshot for those who connect later. */
  push(call: CallView): void {
    const others = this.state.calls.filter(({ id }) => id !== call.id);
    this.state = { ...this.state, calls: [...others, call] };
    this.io.emit('call', call);
  }

  pushState(change: Partial<AgentState>): void {
    this.state = { ...this.state, ...change };
    this.io.emit('state', this.snapshot());
  }

  /** Whatever, as it is. */
  pushRaw(event: 'state' | 'call' | 'caller', raw: unknown): void {
    this.io.emit(event, raw);
  }

  /** Cuts every connection; new ones are welcome. */
  dropConnections(): void {
    this.io.disconnectSockets(true);
  }

  async close(): Promise<void> {
    this.swallowed.forEach((socket) => socket.destroy());
    await this.io.close();
    this.http.closeAllConnections();
  }

  private snapshot(): AgentState {
    return { ...this.state, serverTime: this.state.serverTime || Date.now() };
  }

  private listen(): void {
    this.io.use((socket, next) => {
      const { ticket } = socket.handshake.auth as { ticket?: string };
      const fault = this.connectFault ?? (this.issued.delete(ticket ?? '') ? undefined : 'ticket-invalid');
      next(fault && new Error(fault));
    });
    this.io.on('connection', (socket) => {
      socket.emit('state', this.snapshot());
      socket.onAny((name: keyof ClientCommands, argument: unknown, ack?: (answer: unknown) => void) => {
        this.commands.push({ name, argument });
        if (name in this.answers) ack?.(this.answers[name]);
      });
    });
  }

  private serve(request: IncomingMessage, response: ServerResponse): void {
    if (!request.url?.startsWith('/v1/ticket')) return;
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.setHeader('Access-Control-Allow-Headers', 'X-Auth-Token, Content-Type, X-Requested-With');
    if (request.method === 'OPTIONS') return void response.writeHead(204).end();
    this.ticketRequests.push(request.headers);
    response.setHeader('Content-Type', 'application/json');
    if (this.ticketFault)
      return void response.writeHead(401).end(JSON.stringify({ fault: this.ticketFault }));
    const ticket = `ticket-${this.ticketRequests.length}`;
    this.issued.add(ticket);
    response.writeHead(200).end(JSON.stringify({ ticket, expiresInSec: 30 }));
  }
}

function blockUpgrades(http: Server, how: 'refused' | 'swallowed', open: Set<TcpSocket>): void {
  http.removeAllListeners('upgrade');
  http.on('upgrade', (_request, socket: TcpSocket) => {
    open.add(socket);
    if (how === 'refused') socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
  });
}

export function agentState(change: Partial<AgentState> = {}): AgentState {
  return {
    version: 1,
    serverTime: 0,
    agent: {
      userId: 504141 as UserId,
      name: 'Анна Белова',
      extension: '101' as Extension,
      device: 'desk',
      role: 'agent',
      status: 'ready',
    },
    pbx: 'up',
    callingCode: '7',
    calls: [],
    ...change,
  };
}
