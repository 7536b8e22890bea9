import type { Clock } from '../../lib/clock';
import type { TalkQuality } from '../../protocol/talk-quality';
import type { TalkGrade } from './softphone';
import { gradeOf, qualityOf, secondOf, type Second } from './talk-grade';
import { talkStats, type TalkStats } from './talk-stats';

export interface MeterNeeds {
  readonly peer: () => RTCPeerConnection | undefined;
  /** The far end waits: that nothing comes is as it should be. */
  readonly isHeld: () => boolean;
  readonly clock: Clock;
  readonly changed: () => void;
}

const EVERY_MS = 1_000;
/** A grade looks back over so many readings. */
const WINDOW = 4;
/** More is kept of no talk: two hours. */
const MOST_SECONDS = 7_200;

/** Asks the browser every second how a talk sounds, from the answer to the end. */
export class TalkMeter {
  grade: TalkGrade | undefined;
  private readings: readonly TalkStats[] = [];
  private seconds: Second[] = [];
  private first: TalkStats | undefined;
  private last: TalkStats | undefined;
  private isOn = false;
  private cancel = (): void => undefined;

  constructor(private readonly needs: MeterNeeds) {}

  start(): void {
    if (this.isOn) return;
    this.isOn = true;
    this.next();
  }

  /** What the talk was like, told once; `undefined` = there was none, or too short a one. */
  stop(): TalkQuality | undefined {
    if (!this.isOn) return undefined;
    this.isOn = false;
    this.cancel();
    const { first, last } = this;
    return first && last && qualityOf(this.seconds, first, last);
  }

  private next(): void {
    this.cancel = this.needs.clock.after(EVERY_MS, () => void this.read());
  }

  private async read(): Promise<void> {
    // A connection that is closed meanwhile has nothing to say.
    const report = await this.needs
      .peer()
      ?.getStats()
      .catch(() => undefined);
    if (!this.isOn) return;
    this.next();
    const stats = report && talkStats(report);
    if (!stats) return;
    this.first ??= stats;
    this.last = stats;
    const [before] = this.readings;
    const isFull = this.readings.length === WINDOW;
    this.readings = [...this.readings.slice(isFull ? 1 : 0), stats];
    // After a hold the grade begins anew.
    if (this.needs.isHeld()) this.readings = [];
    if (!before || !isFull || this.needs.isHeld()) return this.become(undefined);
    const second = secondOf(before, stats);
    if (this.seconds.length < MOST_SECONDS) this.seconds.push(second);
    this.become(gradeOf(second));
  }

  private become(grade: TalkGrade | undefined): void {
    const { grade: before } = this;
    if (before?.bars === grade?.bars && before?.trouble === grade?.trouble) return;
    this.grade = grade;
    this.needs.changed();
  }
}
