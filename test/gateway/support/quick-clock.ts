import type { Clock } from '../../../src/lib/clock';

/**
 * Real time, in which waiting is `times` quicker: back-offs of minutes pass while a test runs. `aheadMs`: so much later
 * than now it is there.
 */
export function quickClock(times: number, aheadMs = 0): Clock {
  return {
    now: () => Date.now() + aheadMs,
    after(ms, callback) {
      const timer = setTimeout(callback, ms / times);
      return () => clearTimeout(timer);
    },
  };
}

/** Runs `times` quicker than the real one, whole: an hour of it takes a minute. */
export function fastClock(times: number): Clock {
  const began = Date.now();
  return {
    now: () => began + Math.round((Date.now() - began) * times),
    after(ms, callback) {
      const timer = setTimeout(callback, ms / times);
      return () => clearTimeout(timer);
    },
  };
}
