import { z } from 'zod';
import type { LegEvent } from '../../../call/call-event';
import type { BridgeId, CallId, Extension, LegId } from '../../../call/ids';

const id = z.string().regex(/^[\w.@:-]{1,128}$/);
const callId = id.transform((text) => text as CallId);
const legId = id.transform((text) => text as LegId);
const bridgeId = id.transform((text) => text as BridgeId);
const extension = z
  .string()
  .regex(/^\d{2,6}$/)
  .transform((text) => text as Extension);
const number = z.string().max(64);
const at = z.int().positive();
const result = z.enum(['answered', 'busy', 'no-answer', 'cancelled', 'unreachable', 'wrong-number']);

const party = z.discriminatedUnion('party', [
  z.strictObject({ party: z.literal('outside') }),
  z.strictObject({ party: z.literal('agent'), extension }),
  z.strictObject({ party: z.literal('pbx') }),
]);

const leg = { callId, legId, at };
const legEvent = z.discriminatedUnion('event', [
  z.strictObject({
    ...{ ...leg, party, event: z.literal('leg-started'), role: z.enum(['caller', 'callee']) },
    number: number.default(''),
    dialled: number.default(''),
    dialledExtension: extension.optional(),
  }),
  z.strictObject({ ...leg, event: z.literal('leg-named'), number }),
  z.strictObject({ ...leg, event: z.literal('leg-rang') }),
  z.strictObject({ ...leg, event: z.literal('leg-answered') }),
  z.strictObject({ ...leg, event: z.literal('dial-ended'), result }),
  z.strictObject({ ...leg, event: z.literal('leg-held') }),
  z.strictObject({ ...leg, event: z.literal('leg-resumed') }),
  z.strictObject({ ...leg, event: z.literal('bridge-entered'), bridgeId }),
  z.strictObject({ ...leg, event: z.literal('bridge-left'), bridgeId }),
  z.strictObject({ ...leg, event: z.literal('leg-ended'), result: result.optional() }),
]);
const joined = z.strictObject({ event: z.literal('calls-joined'), at, into: callId, from: callId });

/** More than a busy PBX tells in a second. */
const MOST = 500;
const reportSchema = z.strictObject({
  events: z.array(z.union([legEvent, joined])).max(MOST),
  phones: z.array(extension).optional(),
});
const snapshotSchema = z.strictObject({
  events: z.array(legEvent).max(10_000),
  phones: z.array(extension).optional(),
});

export type Report = z.output<typeof reportSchema>;
/** Every leg that exists, told by the events that made it what it is. */
export interface Snapshot {
  readonly events: readonly LegEvent[];
  readonly phones?: readonly Extension[] | undefined;
}

/** What a PBX has posted, or in words why it is not understood. */
export const readReport = (raw: unknown): Report | string => read(reportSchema, raw);
export const readSnapshot = (raw: unknown): Snapshot | string => withoutGaps(read(snapshotSchema, raw));

function read<Schema extends z.ZodType>(schema: Schema, raw: unknown): z.output<Schema> | string {
  const { data, error } = schema.safeParse(raw);
  const [issue] = error?.issues ?? [];
  return issue ? `${issue.path.join('.') || 'the body'}: ${issue.message}` : (data as z.output<Schema>);
}

/** A key that is missing is missing, not `undefined`. */
const withoutGaps = (snapshot: z.output<typeof snapshotSchema> | string): Snapshot | string =>
  typeof snapshot === 'string' ? snapshot : (JSON.parse(JSON.stringify(snapshot)) as Snapshot);
