import { nextDelayMs } from '../../src/lib/backoff';

it('doubles up to the longest delay and spreads over its upper half', () => {
  const policy = { firstMs: 100, maxMs: 1000 };
  expect([0, 1, 2, 3, 4, 1000].map((attempt) => nextDelayMs(policy, attempt, 1))).toEqual([
    100, 200, 400, 800, 1000, 1000,
  ]);
  expect(nextDelayMs(policy, 4, 0)).toBe(500);
});
