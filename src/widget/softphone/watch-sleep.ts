import type { Clock } from '../../lib/clock';

const TICK_MS = 1_000;
/** A tick that comes so late has slept with the computer, or with a tab that the browser let sleep. */
const LATE_MS = 5_000;

/** Nothing tells a page that the computer has slept but its clock; `woke` comes within a second. Returns the undo. */
export function watchSleep(clock: Clock, woke: () => void): () => void {
  let cancel = (): void => undefined;
  const tick = (): void => {
    const due = clock.now() + TICK_MS;
    cancel = clock.after(TICK_MS, () => {
      tick();
      if (clock.now() - due >= LATE_MS) woke();
    });
  };
  tick();
  return () => cancel();
}
