import { FRAME_BYTES, SAMPLE_RATE, encodePcmu } from './pcmu';

/** A tone of a sound: frequency 0 is a rest. */
interface Note {
  readonly hz: number;
  readonly ms: number;
}

/** Frames of 20 ms that are played in a circle. */
export type Sound = readonly Buffer[];

const FADE_SAMPLES = 160;

function sampleOf(note: Note, index: number, length: number, loud: number): number {
  if (note.hz === 0) return 0;
  const fade = Math.min(1, index / FADE_SAMPLES, (length - index) / FADE_SAMPLES);
  const angle = (2 * Math.PI * note.hz * index) / SAMPLE_RATE;
  return loud * fade * (0.75 * Math.sin(angle) + 0.18 * Math.sin(2 * angle) + 0.07 * Math.sin(3 * angle));
}

function compose(notes: readonly Note[], loud: number): Sound {
  const samples = notes.flatMap((note) => {
    const length = (note.ms * SAMPLE_RATE) / 1000;
    return Array.from({ length }, (_, index) => sampleOf(note, index, length, loud));
  });
  const frames = Math.ceil(samples.length / FRAME_BYTES);
  return Array.from({ length: frames }, (_, index) =>
    encodePcmu(
      Float32Array.from({ length: FRAME_BYTES }, (_unused, at) => samples[index * FRAME_BYTES + at] ?? 0),
    ),
  );
}

const note = (hz: number, ms: number): Note => ({ hz, ms });
const A = 440;
const C = 523.25;
const E = 659.25;
const G = 392;

/** What a customer "says": short phrases around 440 Hz with pauses, as somebody who talks. */
export const CUSTOMER_VOICE = compose(
  [
    note(A, 260),
    note(C, 180),
    note(A, 320),
    note(0, 120),
    note(G, 200),
    note(A, 420),
    note(0, 300),
    note(E, 160),
    note(A, 360),
    note(0, 200),
  ],
  0.3,
);

/** What the person at a desk phone "says". */
export const DESK_VOICE = compose(
  [note(330, 300), note(294, 240), note(0, 160), note(262, 380), note(0, 320)],
  0.3,
);

export const HOLD_MUSIC = compose(
  [note(C, 400), note(E, 400), note(784, 400), note(E, 400), note(0, 400)],
  0.12,
);

/** Ringing tone of Russian networks: 425 Hz, 1 s on, 4 s off. */
export const RINGBACK = compose([note(425, 1000), note(0, 4000)], 0.15);
