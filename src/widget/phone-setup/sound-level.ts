/** How loud a microphone is now, 0 to 1, as a person would call it: speech at arm's length is about a half. */
export interface SoundLevel {
  read(): number;
  close(): void;
}

/** Below it is the noise of a quiet room. */
const FLOOR_DB = -60;
const FULL_DB = -12;

export function openSoundLevel(stream: MediaStream): SoundLevel {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(stream).connect(analyser);
  // Opened by a click of the agent; where even that is not enough the level stays empty.
  context.resume().catch(() => undefined);
  const samples = new Float32Array(analyser.fftSize);
  return {
    read() {
      analyser.getFloatTimeDomainData(samples);
      return loudness(samples);
    },
    close() {
      context.close().catch(() => undefined);
    },
  };
}

/** Of samples between -1 and 1: their effective value on the scale between floor and full. */
export function loudness(samples: ArrayLike<number>): number {
  const power = Array.from(samples).reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const db = 10 * Math.log10(power);
  return Math.min(1, Math.max(0, (db - FLOOR_DB) / (FULL_DB - FLOOR_DB)));
}
