import { createHash, randomInt } from 'node:crypto';
import type { Socket } from 'node:net';
import type { EventClass, Field } from '../pbx/call-reporter';
import { MAX_BLOCK_CHARS, cutBlocks, formatBlock, parseAction, type AmiAction } from './ami-frame';
import { EVERYTHING, wants, withFilter, withMask, type EventWish } from './event-filter';

export interface Answer {
  readonly response: 'Success' | 'Error' | 'Goodbye';
  readonly message?: string;
  readonly fields?: readonly Field[];
  /** Blocks that follow the answer (lists). */
  readonly list?: readonly (readonly Field[])[];
}

/** What a signed-in client may do; undefined: no such action. */
export type DoAction = (action: AmiAction) => Answer | undefined;

export interface Credentials {
  readonly user: string;
  readonly secret: string;
}

const GREETING = 'Asterisk Call Manager/11.0.0\r\n';

/** One client of the AMI: nothing but signing in is possible until it signed in. */
export class AmiSession {
  private buffered = '';
  private challenge: string | undefined;
  private wish: EventWish | undefined;

  constructor(
    private readonly socket: Socket,
    private readonly credentials: Credentials,
    private readonly doAction: DoAction,
  ) {
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => this.receive(text));
    // 'close' follows and ends the session.
    socket.on('error', () => undefined);
    socket.write(GREETING);
  }

  tell(eventClass: EventClass, block: string): void {
    if (this.wish && wants(this.wish, eventClass, block)) this.socket.write(block);
  }

  private receive(text: string): void {
    // Old clients end lines with a bare newline; Asterisk takes both.
    this.buffered += text.replace(/\r?\n/g, '\r\n');
    const { blocks, rest } = cutBlocks(this.buffered);
    this.buffered = rest;
    if (rest.length > MAX_BLOCK_CHARS) return void this.socket.destroy();
    for (const block of blocks) this.perform(parseAction(block));
  }

  private perform(action: AmiAction): void {
    const name = action.get('action')?.toLowerCase();
    if (name === undefined)
      return this.answer(action, { response: 'Error', message: 'Missing action in request' });
    if (name === 'logoff') return this.logOff(action);
    if (name === 'challenge') return this.giveChallenge(action);
    if (name === 'login') return this.logIn(action);
    if (!this.wish) return this.answer(action, { response: 'Error', message: 'Permission denied' });
    const answer = this.ownAction(name, action, this.wish) ?? this.doAction(action);
    this.answer(action, answer ?? { response: 'Error', message: 'Invalid/unknown command' });
  }

  /** Actions about the session itself. */
  private ownAction(name: string, action: AmiAction, wish: EventWish): Answer | undefined {
    if (name === 'events') {
      this.wish = withMask(wish, action.get('eventmask') ?? '');
      return { response: 'Success', fields: [['Events', this.wish.mask === 'none' ? 'Off' : 'On']] };
    }
    if (name !== 'filter') return undefined;
    const filtered = withFilter(wish, action.get('filter') ?? '');
    if (!filtered) return { response: 'Error', message: 'Filter format error' };
    this.wish = filtered;
    return { response: 'Success', message: 'Filter added successfully' };
  }

  private giveChallenge(action: AmiAction): void {
    if (action.get('authtype')?.toUpperCase() !== 'MD5')
      return this.answer(action, { response: 'Error', message: 'Must specify AuthType' });
    this.challenge = String(randomInt(1e8, 1e9));
    this.answer(action, { response: 'Success', fields: [['Challenge', this.challenge]] });
  }

  private logIn(action: AmiAction): void {
    if (!this.isRightSecret(action)) {
      this.answer(action, { response: 'Error', message: 'Authentication failed' });
      return void this.socket.end();
    }
    this.wish = withMask(EVERYTHING, action.get('events') ?? 'on');
    this.answer(action, { response: 'Success', message: 'Authentication accepted' });
    this.tell(
      'system',
      formatBlock([
        ['Event', 'FullyBooted'],
        ['Privilege', 'system,all'],
        ['Status', 'Fully Booted'],
      ]),
    );
  }

  private isRightSecret(action: AmiAction): boolean {
    const { user, secret } = this.credentials;
    if (action.get('username') !== user) return false;
    const key = action.get('key');
    if (key === undefined) return action.get('secret') === secret;
    const expected = createHash('md5')
      .update(`${this.challenge ?? ''}${secret}`)
      .digest('hex');
    return this.challenge !== undefined && key === expected;
  }

  private logOff(action: AmiAction): void {
    this.answer(action, { response: 'Goodbye', message: 'Thanks for all the fish.' });
    this.socket.end();
  }

  private answer(action: AmiAction, answer: Answer): void {
    const id = action.get('actionid');
    const actionId: readonly Field[] = id === undefined ? [] : [['ActionID', id]];
    const message: readonly Field[] = answer.message === undefined ? [] : [['Message', answer.message]];
    this.socket.write(
      formatBlock([['Response', answer.response], ...actionId, ...(answer.fields ?? []), ...message]),
    );
    for (const [event, ...fields] of answer.list ?? [])
      this.socket.write(formatBlock([...(event ? [event] : []), ...actionId, ...fields]));
  }
}
