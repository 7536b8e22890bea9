/** `14:05`; with the day when it is not today. */
export function hourOf(at: number, language: string, now: number): string {
  const isToday = new Date(at).toDateString() === new Date(now).toDateString();
  const day = isToday ? {} : ({ day: 'numeric', month: 'short' } as const);
  return new Date(at).toLocaleString(language, { ...day, hour: '2-digit', minute: '2-digit' });
}

/** `09:00` of a minute of the day. */
export const hourOfMinute = (minute: number): string =>
  `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
