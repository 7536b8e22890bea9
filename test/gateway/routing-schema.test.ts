import { z } from 'zod';
import { routingSchema } from '../../src/gateway/routing/routing-schema';

const schema = routingSchema(z.string());
const hoursOf = (days: object) => schema.safeParse({ key: '0123456789abcdef', hours: { days } });

it('reads a day with one span, and one with a break', () => {
  const read = hoursOf({
    mon: ['09:00', '18:00'],
    sun: [
      ['10:00', '13:00'],
      ['14:00', '24:00'],
    ],
  });
  expect(read.data?.hours?.days).toEqual({
    1: [[540, 1080]],
    7: [
      [600, 780],
      [840, 1440],
    ],
  });
});

it.each([{ mon: [] }, { mon: ['18:00', '09:00'] }, { mon: [['09:00', '25:00']] }, { mon: '09:00' }])(
  'refuses %j',
  (days) => expect(hoursOf(days).success).toBe(false),
);
