import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createHash } from 'node:crypto';

export type Fields = Readonly<Record<string, string>>;
export type Script = (action: Fields, ami: FakeAmi) => readonly Fields[] | undefined;

/** An AMI server with a script: knows login, ping and an empty list of channels by itself, the rest is the test's. */
export class FakeAmi {
  readonly actions: Fields[] = [];
  secret = 'ami-secret';
  /** Answers nothing any more, as a black hole on the way. */
  isDeaf = false;
  /** As for a user without `read = call`: events of calls do not reach him. */
  isMute = false;
  /** `write = originate` */
  isPermittedToDial = true;
  /** Channels that CoreShowChannels tells. */
  channels: readonly Fields[] = [];
  script: Script = () => undefined;
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private readonly waiting: {
    readonly fits: (action: Fields) => boolean;
    readonly go: (action: Fields) => void;
  }[] = [];

  constructor() {
    this.server = createServer((socket) => this.talk(socket));
  }

  async listen(port = 0): Promise<number> {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
    return (this.server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((done) => this.server.close(done));
  }

  /** Ends the connections that stand; new ones are welcome. */
  cut(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  emit(...events: readonly Fields[]): void {
    if (this.isMute) return;
    for (const event of events) this.raw(textOf(event));
  }

  raw(text: string | Buffer): void {
    for (const socket of this.sockets) socket.write(text);
  }

  /** The next action of this name, or one that came already. */
  action(name: string): Promise<Fields> {
    const fits = (action: Fields): boolean => action['Action'] === name;
    const past = this.actions.find(fits);
    return past ? Promise.resolve(past) : new Promise((go) => this.waiting.push({ fits, go }));
  }

  get connections(): number {
    return this.sockets.size;
  }

  count(name: string): number {
    return this.actions.filter((action) => action['Action'] === name).length;
  }

  private talk(socket: Socket): void {
    this.sockets.add(socket);
    let rest = '';
    socket.write('Asterisk Call Manager/10.0.0\r\n');
    socket.on('close', () => this.sockets.delete(socket));
    // A cut connection is what the test wanted.
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      if (this.isDeaf) return;
      const frames = (rest + chunk.toString()).split('\r\n\r\n');
      rest = frames.pop() ?? '';
      for (const frame of frames) this.take(fieldsOf(frame), socket);
    });
  }

  private take(action: Fields, socket: Socket): void {
    if (action['Channel']?.startsWith('LiniaHearingTest/')) return this.answerHearingTest(action, socket);
    this.actions.push(action);
    const answers = this.script(action, this) ?? this.answer(action);
    const { ActionID: actionId = '' } = action;
    for (const answer of answers) socket.write(textOf({ ActionID: actionId, ...answer }));
    for (const { fits, go } of this.waiting) if (fits(action)) go(action);
  }

  /** An Originate to a kind of channel that is not there: taken, then reported as failed to whoever may hear of calls. */
  private answerHearingTest({ ActionID: actionId = '', Channel = '' }: Fields, socket: Socket): void {
    if (!this.isPermittedToDial) {
      socket.write(textOf({ ActionID: actionId, Response: 'Error', Message: 'Permission denied' }));
      return;
    }
    socket.write(
      textOf({ ActionID: actionId, Response: 'Success', Message: 'Originate successfully queued' }),
    );
    const event = { Event: 'OriginateResponse', Privilege: 'call,all', ActionID: actionId, Channel };
    this.emit({ ...event, Response: 'Failure', Reason: '0' });
  }

  private answer(action: Fields): readonly Fields[] {
    switch (action['Action']) {
      case 'Challenge':
        return [{ Response: 'Success', Challenge: '840415273' }];
      case 'Login': {
        const key = createHash('md5').update(`840415273${this.secret}`).digest('hex');
        return action['Key'] === key
          ? [{ Response: 'Success', Message: 'Authentication accepted' }]
          : [{ Response: 'Error', Message: 'Authentication failed' }];
      }
      case 'CoreShowChannels':
        return [
          { Response: 'Success', EventList: 'start', Message: 'Channels will follow' },
          ...this.channels.map((channel) => ({ Event: 'CoreShowChannel', ...channel })),
          {
            Event: 'CoreShowChannelsComplete',
            EventList: 'Complete',
            ListItems: String(this.channels.length),
          },
        ];
      default:
        return [{ Response: 'Success', Message: 'Done' }];
    }
  }
}

export function textOf(fields: Fields): string {
  return `${Object.entries(fields)
    .map(([key, value]) => `${key}: ${value}\r\n`)
    .join('')}\r\n`;
}

function fieldsOf(frame: string): Fields {
  return Object.fromEntries(
    frame
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]),
  );
}
