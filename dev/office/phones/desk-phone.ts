import { play, type AudioPort } from '../media/audio-port';
import { DESK_VOICE } from '../media/sounds';
import type { Invitation, Leg, LegEvent } from '../pbx/leg';

const LIFT_MS = 1000;

/** A call at a desk phone of the office: somebody has to lift the receiver. */
class DeskLeg implements Leg {
  readonly audio: AudioPort;
  private listener: (event: LegEvent) => void = () => undefined;
  private readonly frameListeners = new Set<(frame: Buffer) => void>();
  private network: ReturnType<typeof setImmediate> | undefined;
  private lift: ReturnType<typeof setTimeout> | undefined;
  private stopVoice: () => void = () => undefined;
  private state: 'ringing' | 'talking' | 'over' = 'ringing';

  constructor(
    private readonly liftsItself: boolean,
    private readonly ended: (leg: DeskLeg) => void,
  ) {
    this.audio = {
      // Nobody listens at a simulated receiver.
      send: () => undefined,
      onFrame: (listener) => {
        this.frameListeners.add(listener);
        return () => this.frameListeners.delete(listener);
      },
    };
  }

  listen(listener: (event: LegEvent) => void): void {
    this.listener = listener;
  }

  invite(_invitation: Invitation): void {
    this.network = setImmediate(() => this.listener({ type: 'ringing' }));
    if (this.liftsItself) this.lift = setTimeout(() => this.pickUp(), LIFT_MS);
  }

  ring(): void {
    // A desk phone of the office never calls by itself.
  }

  answer(): void {
    // As above.
  }

  hangUp(): void {
    this.state = 'over';
    clearImmediate(this.network);
    clearTimeout(this.lift);
    this.stopVoice();
    this.ended(this);
  }

  get rings(): boolean {
    return this.state === 'ringing';
  }

  pickUp(): void {
    if (this.state !== 'ringing') return;
    this.state = 'talking';
    this.stopVoice = play(DESK_VOICE, (frame) => this.frameListeners.forEach((listener) => listener(frame)));
    this.listener({ type: 'answered' });
  }

  putDown(): void {
    this.listener(
      this.state === 'ringing' ? { type: 'refused', status: 603 } : { type: 'hung-up', cause: 16 },
    );
  }
}

/** The simulated desk phone of one extension. */
export class DeskPhone {
  private readonly legs = new Set<DeskLeg>();

  /** `liftsItself`: its owner asked for the call (click to call) and picks up after a second. */
  newLeg(liftsItself: boolean): Leg {
    const leg = new DeskLeg(liftsItself, (gone) => this.legs.delete(gone));
    this.legs.add(leg);
    return leg;
  }

  /** False: it does not ring. */
  pickUp(): boolean {
    const ringing = [...this.legs].find((leg) => leg.rings);
    ringing?.pickUp();
    return ringing !== undefined;
  }

  /** Ends or refuses its call; false: there is none. */
  putDown(): boolean {
    const [leg] = this.legs;
    leg?.putDown();
    return leg !== undefined;
  }
}
