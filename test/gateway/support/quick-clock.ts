import type { Clock } from '../../../src/lib/clock';

/** Real time, in which waiting is `times` quicker: back-offs of minutes pass while a test runs. */
export function quickClock(times: number): Clock {
  return {
    now: () => Date.now(),
    after(ms, callback) {
      const timer = setTimeout(callback, ms / times);
      return () => clearTimeout(timer);
    },
  };
}
