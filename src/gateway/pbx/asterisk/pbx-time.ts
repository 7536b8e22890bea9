import { field, type AmiFrame } from './ami-frame';

/**
 * When things happened, by the gateway's clock. Frames carry the PBX's own time (`timestampevents = yes`), whose
 * differences are exact even when frames come in a lump; the two clocks are held together by the last `anchor`.
 */
export class PbxTime {
  private skewMs: number | undefined;

  /** A frame that has just been made: its time is now. */
  anchor(frame: AmiFrame, now: number): void {
    const stamp = stampOf(frame);
    if (stamp !== undefined) this.skewMs = now - stamp;
  }

  /** After a new connection the PBX may be another one. */
  reset(): void {
    this.skewMs = undefined;
  }

  at(frame: AmiFrame, now: number): number {
    const stamp = stampOf(frame);
    if (stamp === undefined) return now;
    this.skewMs ??= now - stamp;
    return Math.round(stamp + this.skewMs);
  }
}

/** `Timestamp: 1795341858.879572` → epoch ms of the PBX. */
function stampOf(frame: AmiFrame): number | undefined {
  const seconds = Number.parseFloat(field(frame, 'Timestamp'));
  return Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : undefined;
}
