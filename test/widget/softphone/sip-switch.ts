import { createHash, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

const REALM = 'switch.test';

/**
 * The far end of the phone's tests: a registrar with digest that passes requests between registered phones by the user
 * part of the request line, and writes down all that crossed the wire. It can be deaf (black hole), cut every socket,
 * refuse passwords and add headers to an INVITE, as a PBX does.
 */
export class SipSwitch {
  readonly wire: string[] = [];
  /** Header lines for the next INVITEs, e.g. `X-Call-Id: 17.1`. */
  inviteHeaders: readonly string[] = [];
  /** A number that takes an INVITE and never says a word. */
  readonly silentNumber = '700';
  /** Takes bytes and says nothing, like a network that is gone. */
  deaf = false;
  private readonly sockets = new Map<string, WebSocket>();
  private readonly branches = new Map<string, WebSocket>();

  private constructor(
    private readonly server: WebSocketServer,
    private readonly password: string,
  ) {
    server.on('connection', (socket) => {
      socket.on('message', (data) => {
        if (!this.deaf) this.receive(socket, (data as Buffer).toString());
      });
    });
  }

  static async open(password: string, port = 0): Promise<SipSwitch> {
    const server = new WebSocketServer({ host: '127.0.0.1', port, handleProtocols: () => 'sip' });
    await new Promise((resolve) => server.once('listening', resolve));
    return new SipSwitch(server, password);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.port}`;
  }

  /** Messages that begin with `method`, in order. */
  requests(method: string): readonly string[] {
    return this.wire.filter((message) => message.startsWith(`${method} `));
  }

  /** Ends the phone's connection without a closing handshake, and does not know it until it registers again. */
  cut(extension: string): void {
    const socket = this.sockets.get(extension);
    this.forget(extension);
    socket?.terminate();
  }

  /** Knows nothing of this phone any more, although its connection stands. */
  forget(extension: string): void {
    const gone = this.sockets.get(extension);
    for (const [name, socket] of this.sockets) if (socket === gone) this.sockets.delete(name);
  }

  async close(): Promise<void> {
    this.server.clients.forEach((socket) => socket.terminate());
    await new Promise((resolve) => this.server.close(resolve));
  }

  private receive(socket: WebSocket, message: string): void {
    if (message.trim() === '') return;
    this.wire.push(message);
    if (message.startsWith('SIP/2.0 ')) this.passResponse(message);
    else if (message.startsWith('REGISTER ')) this.register(socket, message);
    else if (message.startsWith('OPTIONS ')) socket.send(answer(message, '404 Not Found', []));
    else this.passRequest(socket, message);
  }

  private register(socket: WebSocket, message: string): void {
    if (!isAuthorized(message, this.password)) {
      const challenge = `WWW-Authenticate: Digest realm="${REALM}", nonce="${randomUUID()}", algorithm=MD5, qop="auth"`;
      socket.send(answer(message, '401 Unauthorized', [challenge]));
      return;
    }
    const contact = /^Contact: <sip:([^@]+)@[^>]+>/im.exec(message);
    for (const name of [contact?.[1], /^To: .*<sip:([^@]+)@/im.exec(message)?.[1]]) {
      if (name) this.sockets.set(name, socket);
    }
    socket.send(answer(message, '200 OK', [`${contact?.[0] ?? ''};expires=120`]));
  }

  private passRequest(from: WebSocket, message: string): void {
    if (message.includes(` sip:${this.silentNumber}@`)) return;
    const target = this.sockets.get(decodeURIComponent(/^\w+ sip:([^@]+)@/.exec(message)?.[1] ?? ''));
    if (!target) {
      if (!message.startsWith('ACK '))
        from.send(answer(message, isInDialog(message) ? '481 Gone' : '404 Not Found', []));
      return;
    }
    const branch = `z9hG4bK-switch-${/branch=([^;\r\n]+)/.exec(message)?.[1] ?? ''}`;
    this.branches.set(branch, from);
    const own = [`Via: SIP/2.0/WS switch.invalid;branch=${branch}`, ...this.headersFor(message)];
    target.send(message.replace('\r\n', `\r\n${own.join('\r\n')}\r\n`));
  }

  private headersFor(message: string): readonly string[] {
    return message.startsWith('INVITE ') && !isInDialog(message) ? this.inviteHeaders : [];
  }

  private passResponse(message: string): void {
    const own = /^Via: .*?branch=(z9hG4bK-switch-[^;\r\n]+).*\r\n/m.exec(message);
    if (own?.[1]) this.branches.get(own[1])?.send(message.replace(own[0], ''));
  }
}

function answer(request: string, status: string, headers: readonly string[]): string {
  const kept = request.split('\r\n').filter((line) => /^(via|from|to|call-id|cseq):/i.test(line));
  const tagged = kept.map((line) =>
    /^to:/i.test(line) && !line.includes('tag=') ? `${line};tag=switch` : line,
  );
  return [`SIP/2.0 ${status}`, ...tagged, ...headers, 'Content-Length: 0', '', ''].join('\r\n');
}

/** RFC 2617 with qop=auth, as sip.js answers it. */
function isAuthorized(message: string, password: string): boolean {
  const header = /^Authorization: Digest (.*)$/im.exec(message)?.[1];
  if (!header) return false;
  const field = (name: string): string => new RegExp(`\\b${name}="?([^",]+)"?`).exec(header)?.[1] ?? '';
  const secret = md5(`${field('username')}:${REALM}:${password}`);
  const request = md5(`REGISTER:${field('uri')}`);
  const proof = [secret, field('nonce'), field('nc'), field('cnonce'), field('qop'), request].join(':');
  return field('response') === md5(proof);
}

const isInDialog = (message: string): boolean => /^To: .*tag=/m.test(message);
const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
