import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';

/** A way to the gateway on which every address that is asked for is written down, as a proxy's access log would. */
export class WatchedDoor {
  readonly asked: string[] = [];
  private readonly server: Server;

  constructor(gatewayPort: () => number) {
    this.server = createServer((from) => {
      const to = connect(gatewayPort(), '127.0.0.1');
      from.on('error', () => to.destroy());
      to.on('error', () => from.destroy());
      from.on('data', (chunk) =>
        this.asked.push(...(chunk.toString('latin1').match(/^[A-Z]+ \S+ HTTP/gm) ?? [])),
      );
      from.pipe(to).pipe(from);
    });
  }

  async open(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
  }
}
