import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { numberWords } from '../ui/number-words';

const isSameDay = (one: number, other: number): boolean =>
  new Date(one).toDateString() === new Date(other).toDateString();

/** `14:02:11` of today, with the day before it else: `26 ноября, 14:02`. */
export function clockTime(at: number, now: number, language: string): string {
  return isSameDay(at, now)
    ? new Date(at).toLocaleTimeString(language)
    : `${dayOf(at, language)}, ${minuteOf(at, language)}`;
}

export const minuteOf = (at: number, language: string): string =>
  new Date(at).toLocaleTimeString(language, { hour: '2-digit', minute: '2-digit' });

export const dayOf = (at: number, language: string): string =>
  new Date(at).toLocaleDateString(language, { day: 'numeric', month: 'short' });

/** `''` = today: the hour says it all. */
export const dayUnlessToday = (at: number, now: number, language: string): string =>
  isSameDay(at, now) ? '' : dayOf(at, language);

/** From the first moment of a call on: `+14 мс`, `+8,4 с`, `+3:49`. */
export function offset(ms: number, say: Say, language: string): string {
  if (ms < 1000) return say('advanced.after.ms', { n: Math.max(0, ms) });
  if (ms >= 60_000) return `+${duration(ms)}`;
  return say('advanced.after.s', { n: numberWords(ms / 1000, language) });
}

/** How long something waits, as people say it. */
export function age(ms: number, say: Say): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return say('advanced.age.minutes', { n: minutes });
  const hours = Math.floor(minutes / 60);
  return hours < 48
    ? say('advanced.age.hours', { n: hours })
    : say('advanced.age.days', { n: Math.floor(hours / 24) });
}
