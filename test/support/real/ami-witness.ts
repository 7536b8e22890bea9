import { connect, type Socket } from 'node:net';

export interface AmiLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

/** One block of AMI, its last value where a key repeats. */
export type AmiBlock = Readonly<Record<string, string>>;

const BLOCK_END = '\r\n\r\n';

const parseBlock = (block: string): AmiBlock =>
  Object.fromEntries(
    block.split('\r\n').flatMap((line) => {
      const [, key, value] = /^([^:]+): ?(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value ?? '']];
    }),
  );

/** Watches an Asterisk through AMI, for tests: keeps every block since the login and waits for those to come. */
export class AmiWitness {
  private readonly seen: AmiBlock[] = [];
  private readonly watchers = new Set<() => void>();
  private pending = '';
  private nextAction = 1;

  private constructor(private readonly socket: Socket) {
    socket.setEncoding('utf8').on('data', (chunk: string) => this.read(chunk));
    socket.on('error', () => this.wake()); // Told to the waiting through their timeouts.
  }

  static async connect({ host, port, user, secret }: AmiLogin): Promise<AmiWitness> {
    const socket = connect(port, host);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const witness = new AmiWitness(socket);
    const answer = await witness.send({ Action: 'Login', Username: user, Secret: secret });
    if (answer['Response'] === 'Success') return witness;
    witness.close();
    throw new Error(`Asterisk refused the login of ${user}: ${answer['Message']}`);
  }

  /** Sends an action and resolves with its answer. */
  send(action: AmiBlock): Promise<AmiBlock> {
    const ActionID = `witness-${this.nextAction++}`;
    const lines = Object.entries({ ...action, ActionID }).map(([key, value]) => `${key}: ${value}`);
    this.socket.write(lines.join('\r\n') + BLOCK_END);
    return this.waitFor(
      (block) => block['ActionID'] === ActionID && 'Response' in block,
      `${action['Action']}`,
    );
  }

  /** The first block, seen already or still to come, that fits. */
  async waitFor(fits: (block: AmiBlock) => boolean, what: string, timeoutMs = 10_000): Promise<AmiBlock> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const block = this.seen.find(fits);
        if (block) finish(() => resolve(block));
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`Asterisk said nothing of "${what}" in ${timeoutMs} ms`))),
        timeoutMs,
      );
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.watchers.delete(look);
        settle();
      };
      this.watchers.add(look);
      look();
    });
  }

  events(name?: string): readonly AmiBlock[] {
    return this.seen.filter((block) => (name === undefined ? 'Event' in block : block['Event'] === name));
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: string): void {
    const blocks = (this.pending + chunk).split(BLOCK_END);
    this.pending = blocks.pop() ?? '';
    this.seen.push(...blocks.map(parseBlock));
    this.wake();
  }

  private wake(): void {
    for (const watcher of [...this.watchers]) watcher();
  }
}
