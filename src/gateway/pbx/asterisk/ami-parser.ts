import { parseFrame, type AmiInput } from './ami-frame';

const END_OF_FRAME = '\r\n\r\n';
const END_OF_LINE = '\r\n';
/** Longest frame that is believed; Asterisk's own stay below 4 KB. */
const MAX_FRAME_BYTES = 64 * 1024;

/**
 * Bytes of one AMI connection → greeting, frames, and what could not be read. Chunks may end anywhere, also inside a
 * letter of UTF-8: text is made of whole frames only.
 */
export class AmiParser {
  private rest: Buffer = Buffer.alloc(0);
  /** How much of `rest` was searched for an end already. */
  private searched = 0;
  private greeted = false;
  private skipping = false;

  push(chunk: Buffer): readonly AmiInput[] {
    this.rest = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    const inputs: AmiInput[] = [];
    if (!this.greeted) inputs.push(...this.takeGreeting());
    if (!this.greeted) return inputs;
    for (let frame = this.takeUntil(END_OF_FRAME); frame; frame = this.takeUntil(END_OF_FRAME))
      inputs.push(...this.read(frame));
    if (this.rest.length > MAX_FRAME_BYTES) inputs.push(...this.skip());
    return inputs;
  }

  /** The one line before all frames: `Asterisk Call Manager/10.0.0`. */
  private takeGreeting(): readonly AmiInput[] {
    const line = this.takeUntil(END_OF_LINE);
    if (!line) return this.rest.length > MAX_FRAME_BYTES ? this.skip() : [];
    this.greeted = true;
    return [{ kind: 'greeting', text: line.toString('utf8').slice(0, 200) }];
  }

  private read(frame: Buffer): readonly AmiInput[] {
    if (this.skipping) {
      this.skipping = false;
      return [];
    }
    if (frame.length > MAX_FRAME_BYTES) return [tooLong(frame)];
    const text = frame.toString('utf8').replace(/^(\r\n)+/, '');
    return text === '' ? [] : parseFrame(text);
  }

  private takeUntil(mark: string): Buffer | undefined {
    const end = this.rest.indexOf(mark, Math.max(0, this.searched - mark.length));
    if (end < 0) {
      this.searched = this.rest.length;
      return undefined;
    }
    const taken = this.rest.subarray(0, end);
    this.rest = this.rest.subarray(end + mark.length);
    this.searched = 0;
    return taken;
  }

  /** Lets go of a frame without end; keeps what may be the first half of the end's mark. */
  private skip(): readonly AmiInput[] {
    const told: readonly AmiInput[] = this.skipping ? [] : [tooLong(this.rest)];
    this.skipping = true;
    this.rest = this.rest.subarray(this.rest.length - END_OF_FRAME.length + 1);
    this.searched = 0;
    return told;
  }
}

const tooLong = (bytes: Buffer): AmiInput => ({
  kind: 'malformed',
  why: 'too-long',
  sample: bytes.subarray(0, 80).toString('utf8'),
});
