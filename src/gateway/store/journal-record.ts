import type { DeliveryState, JournalStep } from '../../protocol/journal';
import type { FoundCall, KeptCall } from '../journal/journal-store';

/** A call of the journal as the database has it. */
export interface JournalRecord {
  readonly body: string;
  readonly delivery: DeliveryState | '';
}

/** Last digit first: the index finds a number by its end. */
export const reversed = (number: string): string => [...number.replace(/\D/g, '')].reverse().join('');

/** `':'` follows `'9'` in ASCII: below this is everything that begins with these digits. */
export const beyond = (digits: string): string => `${digits}:`;

/** The gateway's own words: the schema of the database guards their shape. */
export function foundOf({ body, delivery }: JournalRecord): FoundCall {
  return { ...(JSON.parse(body) as KeptCall), ...(delivery !== '' && { delivery }) };
}

/** With what others told of it, in the order of time. */
export function withSteps(found: FoundCall, told: readonly { readonly body: string }[]): FoundCall {
  const steps = [...found.steps, ...told.map(({ body }) => JSON.parse(body) as JournalStep)];
  return { ...found, steps: steps.sort((a, b) => a.at - b.at) };
}
