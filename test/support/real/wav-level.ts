import { readFileSync } from 'node:fs';

const PCM = 1;
const MU_LAW = 7;

/** The pitch at which the fake microphone of Chromium beeps, twice a second, as recordings show it. */
export const FAKE_MICROPHONE_HZ = 400;

export interface WavLevel {
  readonly seconds: number;
  /** Loudness over the whole file, 0…1 of full scale; speech on a line is around 0.05, silence below 0.001. */
  readonly rms: number;
  /** For how long a pitch stands out, whatever else is heard; in steps of 0.1 s. */
  toneSeconds(hertz: number): number;
  /** Whether the pitch is in it at all, be it in short beeps. */
  hasTone(hertz: number): boolean;
}

interface Sound {
  readonly sampleRate: number;
  /** −1…1 */
  readonly samples: Float64Array;
}

export function fromMuLaw(byte: number): number {
  const bits = ~byte & 0xff;
  const magnitude = (((bits & 0x0f) << 3) + 132) << ((bits >> 4) & 0x07);
  return ((bits & 0x80 ? -1 : 1) * (magnitude - 132)) / 32_768;
}

/** The chunks of a RIFF file: name, then length, then content padded to an even length. */
function* chunks(file: Buffer): Generator<readonly [string, Buffer]> {
  for (let at = 12; at + 8 <= file.length;) {
    const length = file.readUInt32LE(at + 4);
    yield [file.toString('latin1', at, at + 4), file.subarray(at + 8, at + 8 + length)];
    at += 8 + length + (length % 2);
  }
}

function parseWav(file: Buffer): Sound {
  const found = new Map(chunks(file));
  const format = found.get('fmt ');
  const data = found.get('data');
  if (!format || !data) throw new Error('not a wav file');
  const encoding = format.readUInt16LE(0);
  const sampleRate = format.readUInt32LE(4);
  if (format.readUInt16LE(2) !== 1) throw new Error('a wav file with more than one channel');
  if (encoding === MU_LAW) return { sampleRate, samples: Float64Array.from(data, fromMuLaw) };
  if (encoding !== PCM || format.readUInt16LE(14) !== 16) throw new Error(`a wav file of kind ${encoding}`);
  const samples = new Float64Array(Math.floor(data.length / 2));
  return { sampleRate, samples: samples.map((_, n) => data.readInt16LE(2 * n) / 32_768) };
}

const rmsOf = (samples: Float64Array): number =>
  samples.length === 0
    ? 0
    : Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

/** Goertzel's algorithm: the strength of one frequency in one block. */
export function toneRmsOfBlock(block: Float64Array, cyclesPerSample: number): number {
  const coefficient = 2 * Math.cos(2 * Math.PI * cyclesPerSample);
  let [last, beforeLast] = [0, 0];
  for (const sample of block) [last, beforeLast] = [sample + coefficient * last - beforeLast, last];
  const power = last * last + beforeLast * beforeLast - coefficient * last * beforeLast;
  return Math.sqrt(2 * Math.max(power, 0)) / block.length;
}

const AUDIBLE_RMS = 0.01;
/** A beep of a few hundredths of a second is smeared over its neighbours; less than this is the smear of another. */
const SHARE_OF_BLOCK = 0.15;
const BEEP_SEC = 0.2;

/** In blocks of 0.1 s, because the phase of a tone jumps where packets were lost or a recording went on. */
function toneSeconds({ samples, sampleRate }: Sound, hertz: number): number {
  const size = Math.round(sampleRate / 10);
  const blocks = Array.from({ length: Math.floor(samples.length / size) }, (_, n) =>
    samples.subarray(n * size, (n + 1) * size),
  );
  const standsOut = (block: Float64Array): boolean =>
    toneRmsOfBlock(block, hertz / sampleRate) > Math.max(AUDIBLE_RMS, SHARE_OF_BLOCK * rmsOf(block));
  return blocks.filter(standsOut).length / 10;
}

/** Measures a recording: 16-bit PCM or µ-law, one channel. */
export function wavLevel(path: string): WavLevel {
  const sound = parseWav(readFileSync(path));
  return {
    seconds: sound.samples.length / sound.sampleRate,
    rms: rmsOf(sound.samples),
    toneSeconds: (hertz) => toneSeconds(sound, hertz),
    hasTone: (hertz) => toneSeconds(sound, hertz) >= BEEP_SEC,
  };
}
