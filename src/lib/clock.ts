/** The only way to time for everything that waits; tests hand in one that they turn by hand. */
export interface Clock {
  /** Epoch, ms. */
  now(): number;
  /** Calls back once after `ms`; returns the undo, which is harmless when it comes late. */
  after(ms: number, callback: () => void): () => void;
}
