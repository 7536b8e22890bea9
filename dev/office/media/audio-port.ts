import { FRAME_MS } from './pcmu';
import type { Sound } from './sounds';

/** One end of a talk path. Frames are µ-law, 20 ms each. */
export interface AudioPort {
  /** Lets the person at this end hear a frame. */
  send(frame: Buffer): void;
  /** Frames that this end speaks. Returns the undo. */
  onFrame(listener: (frame: Buffer) => void): () => void;
}

/** Two ends hear each other until the undo is called. */
export function joinAudio(one: AudioPort, other: AudioPort): () => void {
  const undo = [one.onFrame((frame) => other.send(frame)), other.onFrame((frame) => one.send(frame))];
  return () => undo.forEach((off) => off());
}

/** Plays a sound in a circle in real time; frames that a busy event loop missed are caught up (at most 5). */
export function play(sound: Sound, hear: (frame: Buffer) => void): () => void {
  const startedAt = performance.now();
  let played = 0;
  const timer = setInterval(() => {
    const due = Math.floor((performance.now() - startedAt) / FRAME_MS);
    if (due - played > 5) played = due - 5;
    for (; played < due; played += 1) {
      const frame = sound[played % sound.length];
      if (frame) hear(frame);
    }
  }, FRAME_MS);
  return () => clearInterval(timer);
}
