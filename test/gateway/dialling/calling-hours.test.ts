import { isOpen, localDay, nextDayAt, openZones, opensAt } from '../../../src/gateway/dialling/calling-hours';
import { numberZones } from '../../../src/gateway/dialling/number-zones';

const HOURS = { fromMin: 9 * 60, toMin: 21 * 60 };
const at = (iso: string): number => Date.parse(iso);
const ZONES = ['Europe/Moscow', 'Asia/Vladivostok', 'America/New_York'];

it('lets people be called by their own clocks', () => {
  // 05:30 in Moscow, 12:30 in Vladivostok, 21:30 in New York.
  const now = at('2026-11-27T02:30:00Z');
  expect(openZones(ZONES, HOURS, now)).toEqual(['Asia/Vladivostok']);
  expect(isOpen('Europe/Moscow', HOURS, at('2026-11-27T06:00:00Z'))).toBe(true);
  expect(isOpen('Europe/Moscow', HOURS, at('2026-11-27T18:00:00Z'))).toBe(false);
});

it('knows when the next of them may be called', () => {
  const now = at('2026-11-27T02:30:40Z');
  expect(opensAt(['Europe/Moscow', 'America/New_York'], HOURS, now)).toBe(at('2026-11-27T06:00:00Z'));
  expect(opensAt([], HOURS, now)).toBeUndefined();
});

it('begins the next day where the number is at home', () => {
  const now = at('2026-11-27T20:00:00Z');
  expect(localDay('Asia/Vladivostok', now)).toBe('2026-11-28');
  expect(nextDayAt('Asia/Vladivostok', HOURS, now)).toBe(at('2026-11-28T23:00:00Z'));
  expect(nextDayAt('Europe/Moscow', HOURS, now)).toBe(at('2026-11-28T06:00:00Z'));
});

it.each([
  ['+73832222222', 'Asia/Novosibirsk'],
  ['+74232222222', 'Asia/Vladivostok'],
  ['+12125551234', 'America/New_York'],
  ['+999123', 'Asia/Omsk'],
])('%s is at home in %s', async (number, zone) => {
  expect(await numberZones(() => 'Asia/Omsk')(number)).toBe(zone);
});
