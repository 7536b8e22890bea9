import { gradeOf, qualityOf, secondOf } from '../../../src/widget/softphone/talk-grade';
import type { TalkStats } from '../../../src/widget/softphone/talk-stats';

const START: TalkStats = { received: 1_000, lost: 10, jitterMs: 2, bufferedSec: 20, played: 48_000 };

/** Four seconds later: 200 packets, of which some are lost; 40 ms in the buffer. */
const later = (lost: number, more: Partial<TalkStats> = {}): TalkStats => ({
  ...START,
  received: START.received + 200 - lost,
  lost: START.lost + lost,
  bufferedSec: START.bufferedSec + 0.04 * 192_000,
  played: START.played + 192_000,
  rttMs: 40,
  ...more,
});
const graded = (now: TalkStats) => gradeOf(secondOf(START, now));

it.each([
  ['a good line', later(0), { bars: 4 }],
  ['a lost packet now and then', later(3), { bars: 4 }],
  ['two of a hundred', later(4), { bars: 4 }],
  ['seven of a hundred', later(14), { bars: 3 }],
  ['fifteen of a hundred', later(30), { bars: 1, trouble: 'loss-in' }],
  ['our own voice gets lost', later(0, { lossOutPercent: 11 }), { bars: 2, trouble: 'loss-out' }],
  ['a VPN around the world', later(0, { rttMs: 900 }), { bars: 1, trouble: 'far' }],
  [
    'a queue in the router',
    later(0, { bufferedSec: START.bufferedSec + 0.45 * 192_000 }),
    { bars: 1, trouble: 'late' },
  ],
  ['not one packet', { ...START, rttMs: 40 }, { bars: 1, trouble: 'silent' }],
])('%s', (_, now, grade) => {
  expect(graded(now)).toEqual(grade);
});

it('sums a talk up: counted losses of the whole, the mean of the rest, the worst second', () => {
  const seconds = [secondOf(START, later(0)), secondOf(START, later(30, { rttMs: 60 }))];
  const quality = qualityOf(seconds, START, later(15));
  expect(quality).toMatchObject({ forSec: 2, lossInPercent: 7.5, lossOutPercent: 0, rttMs: 50, jitterMs: 2 });
  expect(quality?.worstMos).toBeLessThan(quality?.mos ?? 0);
  expect(qualityOf([], START, START)).toBeUndefined();
});
