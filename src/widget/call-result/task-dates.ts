import { momentOf, wallTime, type WallTime } from './zone-time';

/** Quick dates of a task, in the order they stand. `date` = the agent gives it himself. */
export const TASK_DATES = ['none', 'today', 'tomorrow', 'in3', 'week', 'date'] as const;
export type TaskDate = (typeof TASK_DATES)[number];

const DAYS: Readonly<Record<Exclude<TaskDate, 'none' | 'today' | 'date'>, number>> = {
  tomorrow: 1,
  in3: 3,
  week: 7,
};
const MORNING_HOUR = 10;

/**
 * When the task is due, epoch ms: 10:00 of the day; today the next full hour from an hour on, or the last minute of the
 * day when there is none. `undefined` = no task, or the agent gives the date.
 */
export function dueOn(date: TaskDate, now: number, timeZone: string): number | undefined {
  if (date === 'none' || date === 'date') return undefined;
  const today = wallTime(now, timeZone);
  if (date === 'today') return momentOf(laterToday(today), timeZone);
  return momentOf({ ...today, day: today.day + DAYS[date], hour: MORNING_HOUR, minute: 0 }, timeZone);
}

function laterToday(today: WallTime): WallTime {
  const hour = today.hour + (today.minute > 0 ? 2 : 1);
  return hour < 24 ? { ...today, hour, minute: 0 } : { ...today, hour: 23, minute: 59 };
}

/** Of an `<input type="datetime-local">`; `undefined` = not whole, or past. */
export function dueAtTyped(typed: string, now: number, timeZone: string): number | undefined {
  const [, year, month, day, hour, minute] =
    /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(typed)?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined) return undefined;
  const due = momentOf({ year, month, day, hour, minute }, timeZone);
  return due > now ? due : undefined;
}

/** For an `<input type="datetime-local">`. */
export function typedOf(at: number, timeZone: string): string {
  const { year, month, day, hour, minute } = wallTime(at, timeZone);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`;
}
