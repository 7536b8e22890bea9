import { RequestLimiter } from '../../../src/gateway/crm/request-limiter';
import { HandClock } from '../support/hand-clock';

it('lets seven requests start in any second, the urgent ones first', async () => {
  const clock = new HandClock();
  const limiter = new RequestLimiter(clock);
  const order: string[] = [];
  const ask = (name: string, urgency: 'live' | 'record') =>
    limiter.turn(urgency).then(() => void order.push(name));
  for (let number = 1; number <= 9; number++) void ask(`record ${number}`, 'record');
  void ask('lookup', 'live');
  await settled();
  expect(order).toHaveLength(7);
  clock.turn(1039);
  await settled();
  expect(order).toHaveLength(7);
  clock.turn(1);
  await settled();
  expect(order.slice(7)).toEqual(['lookup', 'record 8', 'record 9']);
});

it('leaves most of a second to others while it reads in the background, and lets the urgent pass it', async () => {
  const clock = new HandClock();
  const limiter = new RequestLimiter(clock);
  const order: string[] = [];
  const ask = (urgency: 'live' | 'record' | 'background') =>
    limiter.turn(urgency).then(() => void order.push(urgency));
  for (let number = 1; number <= 5; number++) void ask('background');
  await settled();
  expect(order).toHaveLength(3);
  for (let number = 1; number <= 4; number++) void ask('record');
  await settled();
  expect(order.slice(3)).toEqual(['record', 'record', 'record', 'record']);
  clock.turn(1039);
  await settled();
  expect(order).toHaveLength(7);
  clock.turn(1);
  await settled();
  expect(order.slice(7)).toEqual(['background', 'background']);
});

it('does not let the urgent wait for the time of the background', async () => {
  const clock = new HandClock();
  const limiter = new RequestLimiter(clock);
  const order: string[] = [];
  const ask = (urgency: 'record' | 'background') =>
    limiter.turn(urgency).then(() => void order.push(urgency));
  for (let number = 1; number <= 4; number++) void ask('record');
  clock.turn(900);
  for (let number = 1; number <= 3; number++) void ask('record');
  void ask('background');
  void ask('record');
  await settled();
  expect(order).toHaveLength(7);
  clock.turn(140);
  await settled();
  expect(order.at(-1)).toBe('record');
  expect(order).toHaveLength(8);
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
