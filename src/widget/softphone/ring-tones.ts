import type { Clock } from '../../lib/clock';
import type { PhoneCall } from './softphone';
import type { SoundGate } from './sound-gate';

export type RingTone = 'ringing' | 'ringback';

/** What is to be heard of these calls. A second call does not ring into a talk: the panel shows it. */
export function toneOf(calls: readonly PhoneCall[]): RingTone | undefined {
  if (calls.some(({ state }) => state === 'established' || state === 'answering')) return undefined;
  const ringing = calls.find(({ state }) => state === 'ringing');
  return ringing && (ringing.direction === 'incoming' ? 'ringing' : 'ringback');
}

interface Burst {
  readonly fromSec: number;
  readonly toSec: number;
  readonly hz: number;
}

interface Pattern {
  readonly bursts: readonly Burst[];
  readonly lengthSec: number;
  readonly volume: number;
}

/** `ringing`: two soft notes, twice, then a rest. `ringback`: 425 Hz, 1 s on and 4 s off, as networks in Russia and Europe. */
const PATTERNS: Readonly<Record<RingTone, Pattern>> = {
  ringing: {
    bursts: [
      { fromSec: 0, toSec: 0.28, hz: 660 },
      { fromSec: 0.3, toSec: 0.58, hz: 880 },
      { fromSec: 0.8, toSec: 1.08, hz: 660 },
      { fromSec: 1.1, toSec: 1.38, hz: 880 },
    ],
    lengthSec: 3.4,
    volume: 0.16,
  },
  ringback: { bursts: [{ fromSec: 0, toSec: 1, hz: 425 }], lengthSec: 5, volume: 0.06 },
};

/** Rise and fall of each note; without them it clicks. */
const EDGE_SEC = 0.015;
/** A context that may sound needs a moment to leave `suspended`. */
const START_MS = 400;

/** Of the specification, and not in TypeScript's library yet; Chromium has it. */
interface SinkContext extends AudioContext {
  setSinkId?(id: string): Promise<void>;
}

/**
 * The phone's own tones. A tone is one computed buffer that the sound card repeats: no files, and no timers that a
 * hidden tab would slow down. Between tones the `AudioContext` rests: it would keep the sound card awake.
 */
export class RingTones {
  private context: SinkContext | undefined;
  private sink = '';
  private playing: { readonly tone: RingTone; readonly source: AudioBufferSourceNode } | undefined;
  private cancelCheck = (): void => undefined;
  private unask = (): void => undefined;

  constructor(
    private readonly gate: SoundGate,
    private readonly clock: Clock,
    /** Id of the device to ring by; `''` = the computer's own. */
    private readonly ringer: () => string = () => '',
  ) {}

  /** Ahead of the first call: a browser that waits for a gesture before it lets us ring shows it now. */
  prepare(): void {
    if (!this.context) this.openContext(this.create());
  }

  play(tone: RingTone): void {
    if (this.playing?.tone === tone) return;
    this.silence();
    const context = this.context ?? this.create();
    this.takeRinger();
    const source = context.createBufferSource();
    source.buffer = bufferOf(PATTERNS[tone], context);
    source.loop = true;
    source.connect(context.destination);
    source.start();
    this.playing = { tone, source };
    this.openContext(context);
  }

  silence(): void {
    if (!this.playing) return;
    this.playing.source.stop();
    this.playing.source.disconnect();
    this.playing = undefined;
    this.rest();
  }

  /** The chosen device, or the computer's own. */
  takeRinger(): void {
    const ringer = this.ringer();
    if (!this.context?.setSinkId || this.sink === ringer) return;
    this.sink = ringer;
    // Unplugged at this very moment: the next look at the devices asks again.
    this.context.setSinkId(ringer).catch(() => (this.sink = ''));
  }

  close(): void {
    this.silence();
    this.cancelCheck();
    this.unask();
    const { context } = this;
    [this.context, this.sink] = [undefined, ''];
    // A context that is closed already is what we want.
    context?.close().catch(() => undefined);
  }

  private create(): AudioContext {
    return (this.context = new AudioContext());
  }

  /** Nothing sounds: a context that was let sound once may do so again without another gesture. */
  private rest(): void {
    if (!this.playing && this.context?.state === 'running') this.context.suspend().catch(() => undefined);
  }

  private openContext(context: AudioContext): void {
    let opened = false;
    const resume = (): void => {
      const open = (): void => {
        opened = true;
        this.rest();
      };
      // Refused = closed meanwhile. A browser that waits for a gesture leaves the promise open.
      context.resume().then(open, () => undefined);
    };
    const check = (): void => {
      if (!opened && this.context === context) this.unask = this.gate.ask(resume);
    };
    resume();
    this.cancelCheck();
    this.cancelCheck = this.clock.after(START_MS, check);
  }
}

function bufferOf({ bursts, lengthSec, volume }: Pattern, context: AudioContext): AudioBuffer {
  const rate = context.sampleRate;
  const buffer = context.createBuffer(1, Math.round(lengthSec * rate), rate);
  const samples = buffer.getChannelData(0);
  for (const { fromSec, toSec, hz } of bursts) {
    for (let i = Math.round(fromSec * rate); i < Math.round(toSec * rate); i++) {
      const at = i / rate;
      const edge = Math.min(1, (at - fromSec) / EDGE_SEC, (toSec - at) / EDGE_SEC);
      samples[i] = volume * edge * Math.sin(2 * Math.PI * hz * at);
    }
  }
  return buffer;
}
