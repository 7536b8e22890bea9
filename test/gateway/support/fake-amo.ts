import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LoggedCall {
  readonly uniq: string;
  readonly phone: string;
  readonly direction: string;
  readonly duration: number;
  readonly call_status: number;
  readonly call_responsible?: number | string;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What it does with the next `POST /api/v4/calls`; afterwards it behaves again. */
export type Trouble =
  | { readonly status: number; readonly retryAfterSec?: number }
  /** It will never take it as it is. */
  | 'refuses'
  /** Writes, and hangs up instead of answering. */
  | 'writes-and-dies'
  /** Writes, and is never heard of again. */
  | 'writes-and-falls-silent'
  /** Takes the request, and that is all. */
  | 'falls-silent';

/** amoCRM as far as call logs go: takes calls, shows their notes. */
export class FakeAmo {
  readonly calls: LoggedCall[] = [];
  readonly requests: { readonly method: string; readonly path: string; readonly at: number }[] = [];
  readonly unknownPhones = new Set<string>();
  troubles: Trouble[] = [];
  clientUuid = '';
  /** Of the integration's own widget. At first nobody has an extension. */
  settings: Readonly<Record<string, unknown>> = { extensions: '{}' };
  /** Ids of its administrators, who see everything; without any it tells of no users. */
  administrators: readonly number[] = [];
  private server: Server | undefined;
  private readonly waiting: { readonly count: number; readonly go: () => void }[] = [];
  private readonly asked = new Set<() => void>();

  async listen(port = 0): Promise<number> {
    this.server = createServer((request, response) => void this.serve(request, response));
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((done) => (this.server ? this.server.close(done) : done(undefined)));
  }

  /** Nobody answers at its address until it listens there again. */
  async goAway(): Promise<number> {
    const { port } = this.server?.address() as AddressInfo;
    await this.close();
    return port;
  }

  async logged(count: number): Promise<readonly LoggedCall[]> {
    if (this.calls.length < count) await new Promise<void>((go) => this.waiting.push({ count, go }));
    return this.calls;
  }

  /** A request for this path has come. */
  requested(path: string): Promise<void> {
    return new Promise((go) => {
      const check = (): void => {
        if (!this.requests.some((request) => request.path === path)) return;
        this.asked.delete(check);
        go();
      };
      this.asked.add(check);
      check();
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '' } = request;
    this.requests.push({ method, path: url.split('?')[0] ?? '', at: Date.now() });
    for (const check of this.asked) check();
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    if (method === 'GET' && url.startsWith('/api/v4/widgets')) return this.showWidget(url, response);
    if (url.startsWith('/api/v4/users') && this.administrators.length > 0) return this.showUsers(response);
    if (method === 'GET' && url.startsWith('/api/v4/account')) return this.showAccount(response);
    if (method === 'GET') return this.showNotes(url, response);
    if (url.startsWith('/api/v4/webhooks')) return void response.writeHead(201).end('{}');
    const calls = JSON.parse(Buffer.concat(chunks).toString()) as LoggedCall[];
    const trouble = this.troubles.shift();
    if (trouble === 'writes-and-dies') {
      this.calls.push(...calls);
      request.socket.destroy();
    } else if (trouble === 'writes-and-falls-silent') this.calls.push(...calls);
    else if (trouble === 'falls-silent') return;
    else if (trouble === 'refuses')
      response
        .writeHead(400, { 'content-type': 'application/problem+json' })
        .end(JSON.stringify({ title: 'Bad Request', detail: 'Request validation failed' }));
    else if (trouble) {
      response
        .writeHead(trouble.status, { 'retry-after': String(trouble.retryAfterSec ?? 0) })
        .end('<html>no</html>');
    } else this.write(calls, response);
    for (const { count, go } of this.waiting) if (this.calls.length >= count) go();
  }

  private write(calls: readonly LoggedCall[], response: ServerResponse): void {
    const items = calls.map((call, index) => ({ call, request_id: String(index) }));
    const known = items.filter(({ call }) => !this.unknownPhones.has(call.phone));
    const errors = items
      .filter((item) => !known.includes(item))
      .map(({ request_id }) => ({ title: 'Entity not found', status: 400, request_id }));
    const taken = known.map(({ request_id }, index) => ({
      ...{ id: this.calls.length + index + 1, entity_id: 7, entity_type: 'contact', request_id },
    }));
    this.calls.push(...known.map(({ call }) => call));
    const body = { _total_items: known.length, errors, _embedded: { calls: taken } };
    response.writeHead(known.length > 0 ? 200 : 400, { 'content-type': 'application/hal+json' });
    response.end(JSON.stringify(body));
  }

  private showWidget(url: string, response: ServerResponse): void {
    const widget = { code: 'linia', client_uuid: this.clientUuid, settings: this.settings };
    const body = url.startsWith('/api/v4/widgets/') ? widget : { _embedded: { widgets: [widget] } };
    response.writeHead(200, { 'content-type': 'application/hal+json' }).end(JSON.stringify(body));
  }

  private showUsers(response: ServerResponse): void {
    const users = this.administrators.map((id) => ({
      ...{ id, name: `Администратор ${id}`, email: `${id}@demo.example` },
      rights: { is_admin: true, is_active: true, contacts: { view: 'A' } },
    }));
    response.writeHead(200, { 'content-type': 'application/hal+json' });
    response.end(JSON.stringify({ _embedded: { users } }));
  }

  private showAccount(response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'application/hal+json' });
    response.end(JSON.stringify({ id: 30100200, name: 'Ромашка' }));
  }

  private showNotes(url: string, response: ServerResponse): void {
    const asked = new URL(url, 'http://amo').searchParams;
    const [limit, page] = [Number(asked.get('limit') ?? 50), Number(asked.get('page') ?? 1)];
    const calls = this.calls.slice((page - 1) * limit, page * limit);
    if (!url.startsWith('/api/v4/contacts/notes') || calls.length === 0) {
      response.writeHead(204).end();
      return;
    }
    const notes = calls.map((call, index) => ({
      ...{ id: (page - 1) * limit + index + 1, entity_id: 7, note_type: 'call_in', params: call },
    }));
    response.writeHead(200, { 'content-type': 'application/hal+json' });
    response.end(JSON.stringify({ _embedded: { notes } }));
  }
}
