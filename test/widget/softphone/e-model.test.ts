import { mosOf, mosOfRating, ratingOf } from '../../../src/widget/softphone/e-model';

/** ITU-T G.107 annex B, table B.1: what listeners make of a rating. */
it.each([
  [90, 4.34],
  [80, 4.02],
  [70, 3.6],
  [60, 3.1],
  [50, 2.58],
])('a rating of %d is heard as %d', (rating, mos) => {
  expect(mosOfRating(rating)).toBeCloseTo(mos, 1);
});

it('never leaves the scale', () => {
  expect(mosOfRating(-20)).toBe(1);
  expect(mosOfRating(3)).toBe(1);
  expect(mosOf({ lossPercent: 100, delayMs: 3_000 })).toBe(1);
});

/** `delay`: 0.024 R a ms, and 0.11 more from 177.3 ms on; `loss`: half of all is taken at 25.1 %. */
it.each([
  { lossPercent: 0, delayMs: 0, rating: 93.2, mos: 4.41 },
  { lossPercent: 0, delayMs: 150, rating: 89.6, mos: 4.34 },
  { lossPercent: 0, delayMs: 400, rating: 59.1, mos: 3.05 },
  { lossPercent: 1, delayMs: 50, rating: 88.4, mos: 4.3 },
  { lossPercent: 5, delayMs: 50, rating: 76.2, mos: 3.86 },
  { lossPercent: 10, delayMs: 50, rating: 64.9, mos: 3.35 },
  { lossPercent: 25.1, delayMs: 50, rating: 44.5, mos: 2.3 },
])('$lossPercent % lost and $delayMs ms: R $rating, MOS $mos', ({ rating, mos, ...impairment }) => {
  expect(ratingOf(impairment)).toBeCloseTo(rating, 0);
  expect(mosOf(impairment)).toBeCloseTo(mos, 1);
});

it('is never better with more loss or a longer way', () => {
  for (let lossPercent = 0; lossPercent < 60; lossPercent += 3)
    for (let delayMs = 0; delayMs < 900; delayMs += 50) {
      const here = mosOf({ lossPercent, delayMs });
      expect(mosOf({ lossPercent: lossPercent + 1, delayMs })).toBeLessThanOrEqual(here);
      expect(mosOf({ lossPercent, delayMs: delayMs + 10 })).toBeLessThanOrEqual(here);
    }
});
