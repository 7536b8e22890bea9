import { duration } from '../../../src/widget/ui/duration';

describe('How long a call lasts, for human eyes', () => {
  it.each([
    [7_000, '0:07'],
    [7_999, '0:07'],
    [258_000, '4:18'],
    [3_858_000, '1:04:18'],
    [0, '0:00'],
    [-3_000, '0:00'],
  ])('%d ms is %s', (ms, text) => {
    expect(duration(ms)).toBe(text);
  });
});
