import { dueAtTyped, dueOn, typedOf } from '../../../src/widget/call-result/task-dates';
import { momentOf, wallTime } from '../../../src/widget/call-result/zone-time';

const at = (text: string): number => Date.parse(text);
const MOSCOW = 'Europe/Moscow';

it.each([
  ['tomorrow', '2026-11-27T10:00:00+03:00'],
  ['in3', '2026-11-29T10:00:00+03:00'],
  ['week', '2026-12-03T10:00:00+03:00'],
  ['today', '2026-11-26T16:00:00+03:00'],
] as const)('"%s" is in the time zone of the account, whatever the computer’s is', (date, expected) => {
  expect(dueOn(date, at('2026-11-26T14:02:00+03:00'), MOSCOW)).toBe(at(expected));
});

it('takes the account’s day when the computer is in another one', () => {
  // 01:30 on the 27th in Vladivostok, still the 26th in Moscow.
  const now = at('2026-11-27T01:30:00+10:00');
  expect(dueOn('tomorrow', now, 'Asia/Vladivostok')).toBe(at('2026-11-28T10:00:00+10:00'));
  expect(dueOn('tomorrow', now, MOSCOW)).toBe(at('2026-11-27T10:00:00+03:00'));
});

it('keeps a task of a late evening on its day', () => {
  expect(dueOn('today', at('2026-11-26T23:20:00+03:00'), MOSCOW)).toBe(at('2026-11-26T23:59:00+03:00'));
});

it('goes over the end of a month and of a year', () => {
  expect(dueOn('in3', at('2026-12-30T12:00:00+03:00'), MOSCOW)).toBe(at('2027-01-02T10:00:00+03:00'));
});

it('is 10:00 on the wall though the clocks were changed in between', () => {
  // Berlin, the night to 25 October 2026.
  expect(dueOn('tomorrow', at('2026-10-24T12:00:00+02:00'), 'Europe/Berlin')).toBe(
    at('2026-10-25T10:00:00+01:00'),
  );
});

it('reads and writes what the date field holds, and takes nothing that is past or not whole', () => {
  const now = at('2026-11-26T14:02:00+03:00');
  expect(dueAtTyped('2026-11-27T09:30', now, MOSCOW)).toBe(at('2026-11-27T09:30:00+03:00'));
  expect(typedOf(at('2026-11-27T09:30:00+03:00'), MOSCOW)).toBe('2026-11-27T09:30');
  for (const wrong of ['', '2026-11-27', '2026-11-26T14:01', 'tomorrow'])
    expect(dueAtTyped(wrong, now, MOSCOW)).toBeUndefined();
});

it('takes the computer’s own time where the browser does not know the zone', () => {
  const now = at('2026-11-26T14:02:00Z');
  expect(momentOf(wallTime(now, 'Mars/Olympus'), 'Mars/Olympus')).toBe(now);
});
