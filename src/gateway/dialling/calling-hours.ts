import type { ListSettings } from '../../call/dial-list';
import { localTime } from '../routing/local-time';

const DAY_MIN = 24 * 60;
const MIN_MS = 60_000;
type Hours = ListSettings['hours'];

/** Those of the zones where people may be called now. */
export function openZones(zones: readonly string[], hours: Hours, now: number): readonly string[] {
  return zones.filter((zone) => isOpen(zone, hours, now));
}

export function isOpen(zone: string, { fromMin, toMin }: Hours, now: number): boolean {
  const { minute } = localTime(now, zone);
  return minute >= fromMin && minute < toMin;
}

/** When the first of the zones opens; `undefined` = there is none. A change of the clocks may make it an hour wrong: whoever waits for it looks again. */
export function opensAt(zones: readonly string[], { fromMin }: Hours, now: number): number | undefined {
  const waits = zones.map((zone) => (fromMin - localTime(now, zone).minute + DAY_MIN) % DAY_MIN);
  return waits.length > 0 ? minuteOf(now) + Math.min(...waits) * MIN_MS : undefined;
}

/** When the hours of the next day begin there. */
export function nextDayAt(zone: string, { fromMin }: Hours, now: number): number {
  return minuteOf(now) + (DAY_MIN - localTime(now, zone).minute + fromMin) * MIN_MS;
}

export const localDay = (zone: string, now: number): string => localTime(now, zone).date;

const minuteOf = (at: number): number => Math.floor(at / MIN_MS) * MIN_MS;
