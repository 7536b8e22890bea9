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
  clock.turn(999);
  await settled();
  expect(order).toHaveLength(7);
  clock.turn(1);
  await settled();
  expect(order.slice(7)).toEqual(['lookup', 'record 8', 'record 9']);
});

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
