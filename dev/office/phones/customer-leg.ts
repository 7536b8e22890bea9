import { play, type AudioPort } from '../media/audio-port';
import { loudness } from '../media/pcmu';
import { CUSTOMER_VOICE } from '../media/sounds';
import type { CustomerCall, NextOutgoing } from '../office-control';
import type { Leg, LegEvent } from '../pbx/leg';

const PICK_UP_MS = 1000;
const BUSY_MS = 300;
/** Frames of one second. */
const HEARD_FRAMES = 50;

/** A customer behind the trunk: he talks in melodies and knows how loud the last second was that he heard. */
export class CustomerLeg implements Leg {
  readonly audio: AudioPort;
  private listener: (event: LegEvent) => void = () => undefined;
  private readonly frameListeners = new Set<(frame: Buffer) => void>();
  private talking = false;
  private stopVoice: () => void = () => undefined;
  /** A network is never so fast that it rings before the dialling is done. */
  private network: ReturnType<typeof setImmediate> | undefined;
  private pickUp: ReturnType<typeof setTimeout> | undefined;
  private heardFrames: readonly { readonly at: number; readonly loud: number }[] = [];

  constructor(
    readonly id: string,
    readonly direction: CustomerCall['direction'],
    readonly number: string,
    private readonly reaction: NextOutgoing,
    private readonly changed: () => void,
    private readonly ended: (leg: CustomerLeg) => void,
  ) {
    this.audio = { send: (frame) => this.hear(frame), onFrame: (listener) => this.onFrame(listener) };
  }

  get call(): CustomerCall {
    const { id, direction, number } = this;
    return { id, direction, number, state: this.talking ? 'talking' : 'ringing', heard: this.heard() };
  }

  listen(listener: (event: LegEvent) => void): void {
    this.listener = listener;
  }

  invite(): void {
    if (this.reaction === 'busy') {
      this.pickUp = setTimeout(() => this.listener({ type: 'refused', status: 486 }), BUSY_MS);
      return;
    }
    this.network = setImmediate(() => this.listener({ type: 'ringing' }));
    if (this.reaction === 'answers') this.pickUp = setTimeout(() => this.accept(), PICK_UP_MS);
  }

  ring(): void {
    // A customer who hears it ring does nothing.
  }

  answer(): void {
    this.talk();
  }

  hangUp(): void {
    this.stop();
  }

  /** The customer ends it himself. */
  leave(): void {
    const end =
      this.talking || this.direction === 'customer-is-called'
        ? { cause: 16 }
        : { cause: 127, techCause: 487 };
    this.listener({ type: 'hung-up', ...end });
  }

  private accept(): void {
    this.talk();
    this.listener({ type: 'answered' });
  }

  private talk(): void {
    this.talking = true;
    this.stopVoice = play(CUSTOMER_VOICE, (frame) =>
      this.frameListeners.forEach((listener) => listener(frame)),
    );
    this.changed();
  }

  private stop(): void {
    clearImmediate(this.network);
    clearTimeout(this.pickUp);
    this.stopVoice();
    this.ended(this);
  }

  private onFrame(listener: (frame: Buffer) => void): () => void {
    this.frameListeners.add(listener);
    return () => this.frameListeners.delete(listener);
  }

  private hear(frame: Buffer): void {
    this.heardFrames = [
      ...this.heardFrames.slice(1 - HEARD_FRAMES),
      { at: Date.now(), loud: loudness(frame) },
    ];
  }

  private heard(): number {
    const since = Date.now() - 1000;
    const lately = this.heardFrames.filter((frame) => frame.at > since);
    return lately.reduce((sum, frame) => sum + frame.loud, 0) / HEARD_FRAMES;
  }
}
