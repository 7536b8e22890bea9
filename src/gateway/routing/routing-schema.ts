import { z } from 'zod';
import type { Extension, UserId } from '../../call/ids';
import type { WorkingHours } from '../../call/routing';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const userId = z
  .int()
  .positive()
  .transform((id) => id as UserId);
const extension = z
  .string()
  .regex(/^\d{2,6}$/, 'is an internal number like "101"')
  .transform((text) => text as Extension);
const time = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'is a time like "09:00"')
  .transform((text) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3)));
const span = z.tuple([time, time]).refine(([from, to]) => from < to, 'ends before it begins');

/** One span, or several with a break between them. */
const day = z.union([span.transform((one) => [one]), z.array(span).min(1)], {
  error: 'is a span like ["09:00", "18:00"], or several: [["09:00", "13:00"], ["14:00", "18:00"]]',
});

const hours = z
  .strictObject({
    days: z.partialRecord(z.enum(WEEKDAYS), day),
    holidays: z.array(z.iso.date('is a date like "2026-12-31"')).default([]),
  })
  .transform(({ days, holidays }): WorkingHours => {
    const byWeekday = WEEKDAYS.flatMap((name, index) =>
      days[name] ? [[index + 1, days[name]] as const] : [],
    );
    return { days: Object.fromEntries(byWeekday), holidays };
  });

const rule = z.union(
  [
    z.enum(['responsible', 'deputy', 'last-talked']).transform((to) => ({ to })),
    z
      .strictObject({ extensions: z.array(extension).min(1) })
      .transform(({ extensions }) => ({ to: 'extensions' as const, extensions })),
  ],
  { error: 'is "responsible", "deputy", "last-talked" or {"extensions": ["101"]}' },
);

/** `accounts[].routing` of the configuration. */
export const routingSchema = (secret: z.ZodType<string>) =>
  z.strictObject({
    key: secret.refine(
      (key) => key.length >= 16,
      'can be guessed: 16 characters at least, like those of `openssl rand -hex 16`',
    ),
    rules: z.array(rule).min(1, 'name at least one rule').prefault(['responsible']),
    deputies: z
      .array(z.strictObject({ of: userId, is: userId }))
      .default([])
      .transform((pairs) => new Map(pairs.map((pair) => [pair.of, pair.is]))),
    hours: hours.optional(),
  });
