/** Time as the webhooks see it, so that a test can turn hours by hand. */
export interface Clock {
  /** Epoch, ms. */
  now(): number;
  /** Calls back once after `ms`; returns the undo. */
  after(ms: number, callback: () => void): () => void;
}

export const SYSTEM_CLOCK: Clock = {
  now: Date.now,
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};
