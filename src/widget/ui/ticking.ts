import type { Clock } from '../../lib/clock';
import { duration } from './duration';

/**
 * Keeps the timers inside `place` going: the text of every `[data-since]` (epoch ms of this computer's clock) is the
 * time since then. Touches nothing else and sleeps while there is no timer; call `refresh` after each repaint.
 */
export function createTicking(place: HTMLElement, clock: Clock): { refresh(): void; stop(): void } {
  let stop = (): void => undefined;

  const refresh = (): void => {
    stop();
    const now = clock.now();
    const timers = [...place.querySelectorAll<HTMLElement>('[data-since]')];
    for (const timer of timers) setText(timer, duration(now - since(timer)));
    const [first] = timers;
    if (first) stop = clock.after(untilNextSecond(now - since(first)), refresh);
  };

  return { refresh, stop: () => stop() };
}

function since(timer: HTMLElement): number {
  return Number(timer.dataset['since']);
}

function setText(timer: HTMLElement, text: string): void {
  if (timer.textContent !== text) timer.textContent = text;
}

function untilNextSecond(elapsedMs: number): number {
  return 1000 - (((elapsedMs % 1000) + 1000) % 1000);
}
