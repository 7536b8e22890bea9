import { randomUUID } from 'node:crypto';
import { joinAudio, play } from '../media/audio-port';
import { HOLD_MUSIC } from '../media/sounds';
import type { CallReporter } from './call-reporter';
import type { Channel } from './channel';

/** Two channels that hear each other. Every change is told as Asterisk's Bridge* events. */
export class Bridge {
  readonly id = randomUUID();
  private members: readonly Channel[] = [];
  private holder: Channel | undefined;
  private stopAudio: () => void = () => undefined;

  constructor(private readonly report: CallReporter) {
    report.bridge('BridgeCreate', this);
  }

  get size(): number {
    return this.members.length;
  }

  enter(channel: Channel, swaps?: Channel): void {
    this.members = [...this.members, channel];
    channel.activity = { kind: 'talking', bridge: this };
    this.report.bridgeMember('BridgeEnter', this, channel, swaps);
    this.connect();
  }

  leave(channel: Channel): void {
    this.members = this.members.filter((member) => member !== channel);
    if (this.holder === channel) this.holder = undefined;
    this.connect();
    this.report.bridgeMember('BridgeLeave', this, channel);
  }

  destroy(): void {
    this.report.bridge('BridgeDestroy', this);
  }

  other(channel: Channel): Channel | undefined {
    return this.members.find((member) => member !== channel);
  }

  /** The other party hears music until `resume`. */
  hold(channel: Channel): void {
    this.holder = channel;
    this.connect();
  }

  resume(channel: Channel): void {
    if (this.holder !== channel) return;
    this.holder = undefined;
    this.connect();
  }

  private connect(): void {
    this.stopAudio();
    this.stopAudio = this.audioOf();
  }

  private audioOf(): () => void {
    const [one, two] = this.members;
    if (!one || !two) return () => undefined;
    if (!this.holder) return joinAudio(one.leg.audio, two.leg.audio);
    const waiting = this.holder === one ? two : one;
    return play(HOLD_MUSIC, (frame) => waiting.leg.audio.send(frame));
  }
}
