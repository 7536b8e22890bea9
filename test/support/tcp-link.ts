import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** The cable between a browser and its PBX: what a test does to it, neither end is told. */
export class TcpLink {
  private readonly pairs = new Set<readonly [Socket, Socket]>();
  private state: 'fine' | 'cut' | 'hole' = 'fine';
  /** Times (epoch ms) at which somebody asked for a connection. */
  readonly attempts: number[] = [];

  private constructor(
    private readonly server: Server,
    private readonly toPort: number,
  ) {
    server.on('connection', (near) => this.join(near));
  }

  static async to(port: number): Promise<TcpLink> {
    const server = createServer({ pauseOnConnect: true });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TcpLink(server, port);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Both ends get a reset, and so does who comes after. */
  cut(): void {
    this.state = 'cut';
    for (const pair of this.pairs) pair.forEach((end) => end.resetAndDestroy());
  }

  /** Nothing gets through in either direction, and nobody is told: a firewall that forgot the connection. */
  swallow(): void {
    this.state = 'hole';
    for (const pair of this.pairs) pair.forEach((end) => end.pause());
  }

  /** Those who come now get through; connections that were swallowed stay so. */
  mend(): void {
    this.state = 'fine';
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private join(near: Socket): void {
    this.attempts.push(Date.now());
    if (this.state === 'cut') return void near.resetAndDestroy();
    const far = connect(this.toPort, '127.0.0.1');
    const pair = [near, far] as const;
    this.pairs.add(pair);
    for (const [from, to] of [pair, [far, near] as const]) {
      from.on('error', () => undefined);
      from.on('data', (bytes) => to.write(bytes));
      from.on('close', () => {
        this.pairs.delete(pair);
        if (this.state !== 'hole') to.destroy();
      });
    }
    if (this.state === 'fine') pair.forEach((end) => end.resume());
  }
}
