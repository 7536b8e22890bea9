import type { LocalTime } from '../../call/routing';

/** What the clock on the wall says at `epochMs` in an IANA time zone; amoCRM's accounts name one. */
export function localTime(epochMs: number, timeZone: string): LocalTime {
  const parts = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit' },
  }).formatToParts(epochMs);
  const part = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((one) => one.type === type)?.value ?? '';
  const date = `${part('year')}-${part('month')}-${part('day')}`;
  return {
    date,
    weekday: weekdayOf(date),
    minute: Number(part('hour')) * 60 + Number(part('minute')),
  };
}

/** `2026-11-27T14:30`, as a clock on the wall says it; `undefined` = no such day or time. */
export function wallTime(text: string): LocalTime | undefined {
  const [, date = '', hour = '', minute = ''] =
    /^(\d{4}-\d\d-\d\d)T([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  const day = new Date(`${date}T00:00:00Z`);
  // 31 November would be 1 December.
  if (Number.isNaN(day.getTime()) || !day.toISOString().startsWith(date)) return undefined;
  return { date, weekday: weekdayOf(date), minute: Number(hour) * 60 + Number(minute) };
}

const weekdayOf = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
