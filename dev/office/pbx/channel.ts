import type { Leg } from './leg';
import type { Bridge } from './bridge';
import type { Dial } from './call-flow';
import type { CallRecord } from './call-record';

/** Asterisk's AST_STATE_*: 0 Down, 4 Ring (calls in), 5 Ringing (is called), 6 Up. */
export type ChannelState = 0 | 4 | 5 | 6;

export interface Party {
  readonly number?: string;
  readonly name?: string;
}

/** Where a channel waits, with music, until one of those answers who are called for it. */
export interface WaitingRoom {
  rings(called: Channel): void;
  answers(called: Channel): void;
  refuses(called: Channel, status: number): void;
  /** Who waited hung up, or was taken elsewhere. */
  leave(): void;
}

/**
 * dialing: its dialplan rings others; ringing: is rung by somebody's dial; originated: rung by an AMI Originate;
 * waiting: in a queue, or for a lost agent; called: rung for one who waits; talking: in a bridge; idle: between two steps; over: hung up, nothing more may happen.
 */
export type Activity =
  | { readonly kind: 'idle' }
  | { readonly kind: 'dialing'; readonly dial: Dial }
  | { readonly kind: 'ringing'; readonly dial: Dial }
  | {
      readonly kind: 'originated';
      answered(): void;
      failed(dialStatus: string, cause: number, reason: number): void;
    }
  | { readonly kind: 'waiting'; readonly queue: WaitingRoom }
  | { readonly kind: 'called'; readonly queue: WaitingRoom }
  | { readonly kind: 'talking'; readonly bridge: Bridge }
  | { readonly kind: 'over' };

/** A leg as Asterisk shows it. The engine of the office changes it in place: it is the register of what is up. */
export interface Channel {
  readonly name: string;
  /** `trunk` or the extension. */
  readonly endpoint: string;
  readonly uniqueId: string;
  readonly leg: Leg;
  readonly createdAt: number;
  readonly records: CallRecord[];
  linkedId: string;
  state: ChannelState;
  caller: Party;
  connected: Party;
  context: string;
  exten: string;
  priority: number;
  application: { readonly name: string; readonly data: string };
  activity: Activity;
  /** The channel runs the dialplan: it placed the call or was sent to an extension. */
  runsPlan: boolean;
}

export interface NewChannel {
  readonly endpoint: string;
  readonly leg: Leg;
  readonly state: ChannelState;
  readonly caller: Party;
  readonly context: string;
  readonly exten: string;
  readonly linkedId?: string;
  readonly uniqueId?: string;
}

/** The channels that are up, and their names and ids. */
export class ChannelRegister {
  private readonly channels = new Map<string, Channel>();
  private readonly byLeg = new Map<Leg, Channel>();
  private created = 0;

  constructor(private readonly now: () => number) {}

  add(wanted: NewChannel): Channel {
    const serial = this.created++;
    const uniqueId = wanted.uniqueId ?? `office-${Math.floor(this.now() / 1000)}.${serial}`;
    const channel: Channel = {
      name: `PJSIP/${wanted.endpoint}-${serial.toString(16).padStart(8, '0')}`,
      endpoint: wanted.endpoint,
      uniqueId,
      linkedId: wanted.linkedId ?? uniqueId,
      leg: wanted.leg,
      createdAt: this.now(),
      records: [],
      state: wanted.state,
      caller: wanted.caller,
      connected: {},
      context: wanted.context,
      exten: wanted.exten,
      priority: 1,
      application: { name: '', data: '' },
      activity: { kind: 'idle' },
      runsPlan: false,
    };
    this.channels.set(channel.name, channel);
    this.byLeg.set(channel.leg, channel);
    return channel;
  }

  remove(channel: Channel): void {
    this.channels.delete(channel.name);
    this.byLeg.delete(channel.leg);
  }

  named(name: string): Channel | undefined {
    return this.channels.get(name);
  }

  ofLeg(leg: Leg): Channel | undefined {
    return this.byLeg.get(leg);
  }

  uses(uniqueId: string): boolean {
    return this.all().some((channel) => channel.uniqueId === uniqueId);
  }

  all(): readonly Channel[] {
    return [...this.channels.values()];
  }
}
