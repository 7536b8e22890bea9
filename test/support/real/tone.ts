const SAMPLE_RATE = 8000;
/** As loud as speech, so that it covers no other voice in a recording. */
const PEAK = 3000;

/** One 16-bit sample as µ-law (G.711), the sound of telephone lines. */
function muLaw(sample: number): number {
  const sign = sample < 0 ? 0x80 : 0;
  const magnitude = Math.min(Math.abs(sample), 32_635) + 132;
  const exponent = Math.floor(Math.log2(magnitude)) - 7;
  const mantissa = (magnitude >> (exponent + 3)) & 0x0f;
  return ~(sign | (exponent << 4) | mantissa) & 0xff;
}

/** Two seconds of a tone as raw µ-law at 8 kHz; whole waves, so it can be repeated without a click. */
export function muLawTone(hertz: number): Buffer {
  const wave = (_: unknown, n: number): number =>
    muLaw(Math.round(PEAK * Math.sin((2 * Math.PI * hertz * n) / SAMPLE_RATE)));
  return Buffer.from(Array.from({ length: 2 * SAMPLE_RATE }, wave));
}
