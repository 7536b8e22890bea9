import { createHash } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';
import { nextDelayMs } from '../../../lib/backoff';
import type { Clock } from '../../../lib/clock';
import { Emitter } from '../../../lib/emitter';
import type { Log } from '../../log';
import { field, writeFrame, type AmiFrame, type AmiInput } from './ami-frame';
import { AmiParser } from './ami-parser';

export interface AmiAddress {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly secret: string;
}

export type AmiFields = readonly (readonly [string, string])[];

export type AmiAnswer =
  | { readonly answer: 'success' | 'error'; readonly frame: AmiFrame; readonly message: string }
  /** Not asked: no connection. */
  | { readonly answer: 'away' }
  /** Asked, and nothing came: it may have been done all the same. */
  | { readonly answer: 'timeout' };

export interface AmiEvents {
  /** Logged in; events come from now on. */
  up: { readonly frame: AmiFrame };
  /** The connection that was up is gone. */
  down: { readonly why: string };
  /** A connection ended, whether it had been up or not. */
  closed: { readonly why: string };
  /** Login refused: user, password or permit line of manager.conf is wrong. */
  refused: { readonly message: string };
  event: AmiFrame;
}

const RECONNECT = { firstMs: 500, maxMs: 15_000 };
/** After a refused login only an administrator can help; Asterisk and fail2ban count tries. */
const REFUSED_RETRY_MS = 60_000;
const CONNECT_TIMEOUT_MS = 8_000;
const ACTION_TIMEOUT_MS = 5_000;
const PING_EVERY_MS = 10_000;
/**
 * Calls (Newchannel, Newstate, Dial*, Bridge*, Hold, transfers, OriginateResponse, Hangup), phones (PeerStatus,
 * ContactStatus) and the dialplan's own words (UserEvent). No VarSet, no RTCP.
 */
const EVENT_CLASSES = 'call,system,user';

/**
 * One logged-in connection to Asterisk's manager interface, made again whenever it breaks. A line that went dead
 * without a word is found by a Ping that nobody answers.
 */
export class AmiClient {
  private readonly emitter: Emitter<AmiEvents>;
  private readonly pending = new Map<string, (answer: AmiAnswer) => void>();
  private socket: Socket | undefined;
  private loggedIn = false;
  private attempt = 0;
  private turnedAwayAtLogin = false;
  private actions = 0;
  private stopped = false;
  private undoTimer = (): void => {};

  constructor(
    private readonly address: AmiAddress,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.emitter = new Emitter((error) => log.error({ err: error }, 'listener of the AMI client failed'));
  }

  on<Name extends keyof AmiEvents>(name: Name, listener: (payload: AmiEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  start(): void {
    this.stopped = false;
    this.connect();
  }

  stop(): void {
    this.stopped = true;
    this.undoTimer();
    this.socket?.destroy();
  }

  /** Breaks a connection that answers and yet is of no use; a new one follows. */
  reconnect(why: string): void {
    this.socket?.destroy(new Error(why));
  }

  /** Sends the action and waits for its response; responses are found by ActionID, the order does not matter. */
  async send(fields: AmiFields, timeoutMs = ACTION_TIMEOUT_MS): Promise<AmiAnswer> {
    return this.loggedIn ? this.exchange(fields, timeoutMs) : { answer: 'away' };
  }

  private exchange(fields: AmiFields, timeoutMs: number): Promise<AmiAnswer> {
    const { socket } = this;
    if (!socket) return Promise.resolve({ answer: 'away' });
    const given = fields.find(([key]) => key === 'ActionID')?.[1];
    const actionId = given ?? `linia-${++this.actions}`;
    return new Promise((resolve) => {
      const undo = this.clock.after(timeoutMs, () => settle({ answer: 'timeout' }));
      const settle = (answer: AmiAnswer): void => {
        undo();
        this.pending.delete(actionId);
        resolve(answer);
      };
      this.pending.set(actionId, settle);
      socket.write(writeFrame(given ? fields : [...fields, ['ActionID', actionId]]));
    });
  }

  private connect(): void {
    const { host, port } = this.address;
    const socket = createConnection({ host, port });
    const parser = new AmiParser();
    let why = 'closed by the PBX';
    this.socket = socket;
    this.undoTimer = this.clock.after(CONNECT_TIMEOUT_MS, () =>
      socket.destroy(new Error('no answer to login')),
    );
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      for (const input of parser.push(chunk)) this.take(input);
    });
    socket.on('error', (error) => (why = error.message));
    socket.on('close', () => this.closed(why));
  }

  private take(input: AmiInput): void {
    switch (input.kind) {
      case 'greeting':
        this.log.debug({ greeting: input.text }, 'AMI greeting');
        void this.login();
        return;
      case 'malformed':
        this.log.warn({ why: input.why, bytes: input.sample.length }, 'AMI frame not understood, skipped');
        return;
      case 'frame':
        this.takeFrame(input.frame);
    }
  }

  private takeFrame(frame: AmiFrame): void {
    const response = field(frame, 'Response');
    if (frame.has('Event')) {
      if (this.loggedIn) this.emitter.emit('event', frame);
    } else if (response !== '') {
      const answer = response === 'Error' ? 'error' : 'success';
      this.pending.get(field(frame, 'ActionID'))?.({ answer, frame, message: field(frame, 'Message') });
    }
  }

  /** By challenge, so that the password does not cross the wire; plainly where the server knows no challenge. */
  private async login(): Promise<void> {
    const { user, secret } = this.address;
    const challenge = await this.exchange(
      [
        ['Action', 'Challenge'],
        ['AuthType', 'MD5'],
      ],
      ACTION_TIMEOUT_MS,
    );
    const proof: AmiFields =
      challenge.answer === 'success'
        ? [
            ['AuthType', 'MD5'],
            ['Key', md5(field(challenge.frame, 'Challenge') + secret)],
          ]
        : [['Secret', secret]];
    if (challenge.answer === 'away' || challenge.answer === 'timeout') return;
    const answer = await this.exchange(
      [['Action', 'Login'], ['Username', user], ...proof, ['Events', EVENT_CLASSES]],
      ACTION_TIMEOUT_MS,
    );
    if (answer.answer === 'success') this.opened(answer.frame);
    else if (answer.answer === 'error') this.turnedAway(answer.message);
  }

  private opened(frame: AmiFrame): void {
    this.undoTimer();
    this.attempt = 0;
    this.loggedIn = true;
    this.undoTimer = this.clock.after(PING_EVERY_MS, () => void this.watch());
    this.emitter.emit('up', { frame });
  }

  private turnedAway(message: string): void {
    this.emitter.emit('refused', { message });
    this.turnedAwayAtLogin = true;
    this.socket?.destroy();
  }

  private async watch(): Promise<void> {
    const { socket } = this;
    const answer = await this.send([['Action', 'Ping']]);
    if (this.stopped || socket !== this.socket || !this.loggedIn) return;
    if (answer.answer === 'timeout') socket?.destroy(new Error('the line is dead: no answer to Ping'));
    else this.undoTimer = this.clock.after(PING_EVERY_MS, () => void this.watch());
  }

  private closed(why: string): void {
    this.undoTimer();
    this.socket = undefined;
    for (const settle of [...this.pending.values()]) settle({ answer: 'timeout' });
    const wasUp = this.loggedIn;
    this.loggedIn = false;
    if (wasUp) this.emitter.emit('down', { why });
    this.emitter.emit('closed', { why });
    if (this.stopped) return;
    const delayMs = this.turnedAwayAtLogin
      ? REFUSED_RETRY_MS
      : nextDelayMs(RECONNECT, this.attempt++, Math.random());
    this.turnedAwayAtLogin = false;
    this.log.debug({ why, delayMs }, 'AMI connection closed, trying again');
    this.undoTimer = this.clock.after(delayMs, () => this.connect());
  }
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
