import { z } from 'zod';
import { customFieldSchema } from './custom-field-input';
import { entityInput } from './entity-write';

/** Of each entity. */
const MAX_FIELDS = 40;

const narrowInput = entityInput.extend({
  custom_fields_values: z.array(customFieldSchema).max(MAX_FIELDS).nullish(),
});
const linkedInput = narrowInput.extend({ id: z.int().optional() });

/** `metadata` makes it an entry of "Incoming leads"; what else stands in it is kept as it is. */
export const complexInput = narrowInput.extend({
  _embedded: z
    .object({
      tags: z.array(z.object({ id: z.int().optional(), name: z.string().optional() })).nullish(),
      contacts: z.array(linkedInput).max(1),
      companies: z.array(linkedInput).max(1),
      metadata: z.object({ category: z.enum(['sip', 'forms']) }).loose(),
      source: z.object({ external_id: z.string(), type: z.string() }),
    })
    .partial()
    .optional(),
});
export type ComplexInput = z.output<typeof complexInput>;
export type LinkedInput = z.output<typeof linkedInput>;
