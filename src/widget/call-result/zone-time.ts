/** A moment as clocks on the wall of a time zone show it. Months 1…12. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

/** Of `timeZone` (IANA); one that the browser does not know counts as its own. */
export function wallTime(at: number, timeZone: string): WallTime {
  const parts = formatFor(timeZone).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes): number =>
    Number(parts.find((each) => each.type === type)?.value);
  return {
    year: part('year'),
    month: part('month'),
    day: part('day'),
    hour: part('hour'),
    minute: part('minute'),
  };
}

/** Epoch ms. A day or an hour past its end is carried over; a time that a change of clocks leaves out is the one after it. */
export function momentOf({ year, month, day, hour, minute }: WallTime, timeZone: string): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  const offsetAt = (at: number): number => {
    const shown = wallTime(at, timeZone);
    return Date.UTC(shown.year, shown.month - 1, shown.day, shown.hour, shown.minute) - at;
  };
  const first = asUtc - offsetAt(asUtc);
  return asUtc - offsetAt(first);
}

function formatFor(timeZone: string): Intl.DateTimeFormat {
  const n = 'numeric';
  const shape = { year: n, month: n, day: n, hour: n, minute: n, hourCycle: 'h23' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...shape, timeZone });
  } catch {
    // RangeError: an older browser lacks zones that were named lately.
    return new Intl.DateTimeFormat('en-US', shape);
  }
}
