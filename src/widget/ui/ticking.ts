import type { Clock } from '../../lib/clock';
import { duration } from './duration';

/**
 * Keeps the timers inside `place` going: the text of every `[data-since]` (epoch ms of this computer's clock) is the
 * time since then, of every `[data-until]` the time until then. Touches nothing else and sleeps while there is no timer; call `refresh` after each repaint.
 */
export function createTicking(place: HTMLElement, clock: Clock): { refresh(): void; stop(): void } {
  let stop = (): void => undefined;

  const refresh = (): void => {
    stop();
    const now = clock.now();
    const timers = [...place.querySelectorAll<HTMLElement>('[data-since], [data-until]')];
    for (const timer of timers) setText(timer, duration(shown(timer, now)));
    const [first] = timers;
    if (first) stop = clock.after(untilNextSecond(now - start(first)), refresh);
  };

  return { refresh, stop: () => stop() };
}

const start = ({ dataset }: HTMLElement): number => Number(dataset['since'] ?? dataset['until']);

/** What is left counts the second that runs: `0:05` is five seconds to come. */
const shown = (timer: HTMLElement, now: number): number =>
  timer.dataset['until'] === undefined ? now - start(timer) : start(timer) - now + 999;

function setText(timer: HTMLElement, text: string): void {
  if (timer.textContent !== text) timer.textContent = text;
}

function untilNextSecond(elapsedMs: number): number {
  return 1000 - (((elapsedMs % 1000) + 1000) % 1000);
}
