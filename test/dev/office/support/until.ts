import { setTimeout as sleep } from 'node:timers/promises';

/** Waits for something that has no event of its own (sound that is heard, statistics of a browser). */
export async function until(fits: () => boolean | Promise<boolean>, withinMs = 25_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await fits())) {
    if (Date.now() > deadline) throw new Error(`It did not happen within ${withinMs} ms: ${fits.toString()}`);
    await sleep(20);
  }
}
