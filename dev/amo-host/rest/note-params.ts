import { z } from 'zod';
import type { NoteType } from '../account/activity';
import { checkedItems, invalid, itemError } from './body-check';
import { ApiProblem } from './problem';

const callParams = z.object({
  uniq: z.string().optional(),
  duration: z.int(),
  source: z.string(),
  link: z.string().optional(),
  phone: z.string(),
  call_responsible: z.union([z.int(), z.string()]).optional(),
  call_result: z.string().optional(),
  call_status: z.literal([1, 2, 3, 4, 5, 6, 7]).optional(),
});
const messageParams = z.object({ text: z.string(), phone: z.string() });
const serviceParams = z.object({ service: z.string(), text: z.string() });
const placeParams = z.object({
  text: z.string(),
  address: z.string(),
  longitude: z.string(),
  latitude: z.string(),
});
const cashierParams = z.object({ status: z.enum(['created', 'shown', 'canceled']), text: z.string() });
/** Without a version the file's last one is meant. */
const fileParams = z.object({
  file_uuid: z.string(),
  version_uuid: z.string().optional(),
  file_name: z.string(),
});

/** amocrm.ru/developers, "events-and-notes". */
const PARAMS: Record<NoteType, z.ZodType<Record<string, unknown>>> = {
  common: z.object({ text: z.string() }),
  call_in: callParams,
  call_out: callParams,
  service_message: serviceParams,
  extended_service_message: serviceParams,
  sms_in: messageParams,
  sms_out: messageParams,
  attachment: fileParams,
  geolocation: placeParams,
  message_cashier: cashierParams,
};

/** Params of a note of this type; a null where a value may only be left out is `NotNullable`. */
export function checkedParams(type: NoteType, params: unknown, requestId: string): Record<string, unknown> {
  if (typeof params !== 'object' || params === null) throw invalid('params', 'FieldMissing', requestId);
  const nulls = Object.entries(params).filter(([, value]) => value === null);
  if (nulls.length > 0) {
    const errors = nulls.map(([key]) => itemError('NotNullable', `params.${key}`));
    throw ApiProblem.invalid([{ request_id: requestId, errors }]);
  }
  return checkedItems([{ params, request_id: requestId }], z.object({ params: PARAMS[type] })).map(
    ({ item }) => item.params,
  )[0] as Record<string, unknown>;
}
