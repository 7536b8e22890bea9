import { watchSleep } from '../../../src/widget/softphone/watch-sleep';
import { SleepyClock } from './sleepy-clock';

it('tells within a second that the computer has slept, once, and nothing while it is awake', () => {
  const clock = new SleepyClock();
  let woke = 0;
  const stop = watchSleep(clock, () => (woke += 1));
  clock.turn(10_000);
  expect(woke).toBe(0);
  clock.sleep(8 * 3_600_000);
  clock.turn(1_000);
  expect(woke).toBe(1);
  clock.turn(10_000);
  expect(woke).toBe(1);
  stop();
  clock.sleep(60_000);
  clock.turn(10_000);
  expect(woke).toBe(1);
});
