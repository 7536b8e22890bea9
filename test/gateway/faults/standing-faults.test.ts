import { StandingFaults } from '../../../src/gateway/faults/standing-faults';
import type { AccountFault } from '../../../src/protocol/faults';
import { HandClock } from '../support/hand-clock';

function account() {
  const clock = new HandClock();
  const wrong = new Set<AccountFault>();
  const told: string[] = [];
  const faults = new StandingFaults({
    now: () => [...wrong],
    changed: () => told.push(faults.told.join()),
    clock,
  });
  faults.start();
  const pass = (sec: number): void => {
    for (let second = 0; second < sec; second++) clock.turn(1_000);
  };
  return { clock, wrong, told, faults, pass };
}

it('tells what has lasted half a minute, and its end half a minute after it', () => {
  const { wrong, told, pass } = account();
  wrong.add('pbx-unreachable');
  pass(29);
  expect(told).toEqual([]);
  pass(11);
  expect(told).toEqual(['pbx-unreachable']);
  wrong.clear();
  pass(25);
  expect(told).toHaveLength(1);
  pass(15);
  expect(told).toEqual(['pbx-unreachable', '']);
});

it('is not flooded by a fault that comes and goes', () => {
  const { wrong, told, pass } = account();
  for (let round = 0; round < 30; round++) {
    wrong.add('amo-unreachable');
    pass(11);
    wrong.clear();
    pass(11);
  }
  expect(told).toEqual(['amo-unreachable']);
  pass(60);
  expect(told).toHaveLength(2);
});

it('lists what is wrong at this moment, the oldest first, and since when', () => {
  const { clock, wrong, faults, pass } = account();
  const begin = clock.now();
  wrong.add('store-full');
  expect(faults.list()).toEqual([{ fault: 'store-full', since: begin }]);
  pass(10);
  wrong.add('calls-refused');
  expect(faults.list()).toEqual([
    { fault: 'store-full', since: begin },
    { fault: 'calls-refused', since: begin + 10_000 },
  ]);
  wrong.delete('store-full');
  pass(1);
  expect(faults.list()).toEqual([{ fault: 'calls-refused', since: begin + 10_000 }]);
});

it('leaves no timer behind', () => {
  const { wrong, told, faults, pass } = account();
  faults.stop();
  wrong.add('store-full');
  pass(60);
  expect(told).toEqual([]);
});
