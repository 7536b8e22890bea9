import type { SoundGate } from './sound-gate';

/** Plays what the far end says, by an audio element outside the page's tree. */
export class FarEndSound {
  private readonly element = new Audio();
  private forget = (): void => undefined;

  constructor(
    private readonly gate: SoundGate,
    private readonly speaker: () => string,
  ) {}

  play(stream: MediaStream): void {
    this.takeSpeaker();
    if (this.element.srcObject !== stream) this.element.srcObject = stream;
    this.element.play().catch((error: unknown) => {
      // Anything else (AbortError) means that the stream was changed or closed meanwhile: nothing left to play.
      if (!(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
      this.forget = this.gate.ask(() => this.play(stream));
    });
  }

  /** The chosen one, or the computer's own. Browsers without `setSinkId` know only the latter. */
  takeSpeaker(): void {
    const speaker = this.speaker();
    if (!('setSinkId' in this.element) || this.element.sinkId === speaker) return;
    // Unplugged at this very moment: the next look at the devices asks again.
    this.element.setSinkId(speaker).catch(() => undefined);
  }

  close(): void {
    this.forget();
    this.element.pause();
    this.element.srcObject = null;
  }
}
