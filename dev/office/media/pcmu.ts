/** G.711 µ-law (ITU-T G.711): the one codec of the office. A frame is 20 ms: 160 bytes at 8 kHz. */
export const FRAME_BYTES = 160;
export const FRAME_MS = 20;
export const SAMPLE_RATE = 8000;

const BIAS = 0x84;
const CLIP = 32635;

function encodeSample(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), CLIP) + BIAS;
  const exponent = Math.max(0, 31 - Math.clz32(magnitude) - 7);
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

function decodeByte(byte: number): number {
  const value = ~byte & 0xff;
  const magnitude = ((((value & 0x0f) << 3) + BIAS) << ((value & 0x70) >> 4)) - BIAS;
  return value & 0x80 ? -magnitude : magnitude;
}

const DECODED = Int16Array.from({ length: 256 }, (_, byte) => decodeByte(byte));

/** Samples are −1…1. */
export function encodePcmu(samples: Float32Array): Buffer {
  const frame = Buffer.alloc(samples.length);
  samples.forEach((sample, index) => (frame[index] = encodeSample(Math.round(sample * CLIP))));
  return frame;
}

/** Samples are −1…1. */
export function decodePcmu(frame: Uint8Array): Float32Array {
  return Float32Array.from(frame, (byte) => (DECODED[byte] ?? 0) / 32768);
}

/** Mean loudness (root mean square) of a frame, 0…1. */
export function loudness(frame: Uint8Array): number {
  if (frame.length === 0) return 0;
  const power = decodePcmu(frame).reduce((sum, sample) => sum + sample * sample, 0) / frame.length;
  return Math.sqrt(power);
}
