import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { EventClass, Field } from '../pbx/call-reporter';
import { formatBlock } from './ami-frame';
import { AmiSession, type Credentials, type DoAction } from './ami-session';

/** The Asterisk Manager Interface over TCP: every signed-in client gets the events it wishes for. */
export class AmiServer {
  private readonly sessions = new Map<Socket, AmiSession>();
  private readonly server: Server;

  constructor(credentials: Credentials, doAction: DoAction) {
    this.server = createServer((socket) => {
      this.sessions.set(socket, new AmiSession(socket, credentials, doAction));
      socket.on('close', () => this.sessions.delete(socket));
    });
  }

  async listen(host: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        resolve();
      });
    });
    return (this.server.address() as AddressInfo).port;
  }

  tell(event: string, eventClass: EventClass, fields: readonly Field[]): void {
    const head: Field[] = [
      ['Event', event],
      ['Privilege', `${eventClass},all`],
      ['Timestamp', (Date.now() / 1000).toFixed(6)],
      ['SystemName', 'office'],
    ];
    const block = formatBlock([...head, ...fields]);
    for (const session of this.sessions.values()) session.tell(eventClass, block);
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sessions.keys()) socket.destroy();
    await closed;
  }
}
