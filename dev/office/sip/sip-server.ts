import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SipFlow } from './sip-flow';
import { parseSip, type SipRequest, type SipResponse } from './sip-message';

export interface SipReceiver {
  receive(message: SipRequest | SipResponse, flow: SipFlow): void;
  flowClosed(flow: SipFlow): void;
}

const MAX_FRAME_BYTES = 64 * 1024;

function flowOver(socket: WebSocket, port: number): SipFlow {
  return {
    port,
    extension: undefined,
    waiting: new Map(),
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    send(text) {
      if (socket.readyState === socket.OPEN) socket.send(text);
    },
  };
}

/** SIP over WebSocket (RFC 7118) on `/ws`: frames in, messages out. Whatever a frame holds, it harms only itself. */
export class SipServer {
  private readonly http: Server = createServer((_, response) => response.writeHead(426).end());
  private readonly server: WebSocketServer;

  constructor() {
    this.server = new WebSocketServer({
      server: this.http,
      path: '/ws',
      maxPayload: MAX_FRAME_BYTES,
      handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
    });
    // A failed listen is told by `listen` itself; the same event comes here too.
    this.server.on('error', () => undefined);
  }

  get sockets(): number {
    return this.server.clients.size;
  }

  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.http.once('error', reject);
      this.http.listen(port, host, () => {
        this.http.off('error', reject);
        resolve();
      });
    });
    return (this.http.address() as AddressInfo).port;
  }

  serve(receiver: SipReceiver): void {
    this.server.on('connection', (socket, request) => {
      const flow = flowOver(socket, request.socket.remotePort ?? 0);
      socket.on('message', (bytes: Buffer) => this.receiveFrame(bytes.toString('utf8'), flow, receiver));
      socket.on('close', () => receiver.flowClosed(flow));
      // Broken frames: ws closes the socket itself, 'close' follows.
      socket.on('error', () => undefined);
    });
  }

  private receiveFrame(text: string, flow: SipFlow, receiver: SipReceiver): void {
    // Keep-alive of RFC 5626 §3.5.1: a double CRLF is answered by a single one.
    if (text === '\r\n\r\n') return flow.send('\r\n');
    const message = parseSip(text);
    if (!message) return;
    try {
      receiver.receive(message, flow);
    } catch (error) {
      // One broken frame may not end the calls of all the others.
      console.error('The office could not handle a SIP message.', error);
    }
  }

  async close(): Promise<void> {
    for (const socket of this.server.clients) socket.terminate();
    this.server.close();
    await new Promise<void>((resolve) => this.http.close(() => resolve()));
  }
}
