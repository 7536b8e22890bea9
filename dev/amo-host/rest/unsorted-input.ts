import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import type { Unsorted } from '../account/activity';
import type { EntityType } from '../account/entity';
import { mainPipeline, PIPELINES, unsortedStatus } from '../account/pipeline';
import type { ApiRequest } from './api-route';
import { invalid, type CheckedItem } from './body-check';
import { createEntity, entityInput, type EntityInput } from './entity-write';
import { keepUnsorted } from './unsorted-entry';

/** Of a call; amocrm.ru/developers, "unsorted-api". */
export const sipInput = z.object({
  source_uid: z.string().min(1),
  source_name: z.string().min(1),
  pipeline_id: z.int().optional(),
  created_at: z.int().optional(),
  _embedded: z
    .object({
      leads: z.array(entityInput).max(1),
      contacts: z.array(entityInput).max(1),
      companies: z.array(entityInput).max(1),
    })
    .partial()
    .optional(),
  metadata: z.object({
    phone: z.union([z.string().min(1), z.number()]).transform(String),
    call_responsible: z.union([z.int(), z.string()]).nullable(),
    called_at: z.int(),
    duration: z.int(),
    link: z.string(),
    service_code: z.string(),
    uniq: z.string(),
    is_call_event_needed: z.boolean(),
    from: z.string().optional(),
  }),
});
type SipInput = CheckedItem<z.output<typeof sipInput>>;

/** "No two equal entities in unsorted": the same call of the same source. */
function refuseEqual(state: AccountState, { item, requestId }: SipInput): void {
  const equal = [...state.unsorted.values()].some(
    ({ state: at, source_uid, metadata }) =>
      at === 'waiting' &&
      source_uid === item.source_uid &&
      metadata['uniq'] === item.metadata.uniq &&
      metadata['phone'] === item.metadata.phone,
  );
  if (equal) throw invalid('metadata.uniq', 'NotUnique', requestId);
}

/** Makes the entry of a call, with a lead even when none is described. */
export function createSip(state: AccountState, input: SipInput, request: ApiRequest): Unsorted {
  refuseEqual(state, input);
  const { item, requestId } = input;
  const pipeline = PIPELINES.find(({ id }) => id === (item.pipeline_id ?? mainPipeline().id));
  if (!pipeline) throw invalid('pipeline_id', 'NotSupportedChoice', requestId);
  const make = (type: EntityType, inputs: readonly EntityInput[] = []) =>
    inputs.map((each) => ({ type, id: createEntity(state, type, each, request.actor, requestId).id }));
  const { leads = [], contacts, companies } = item._embedded ?? {};
  const [lead = { name: 'Входящий звонок' }] = leads;
  const place = { pipeline_id: pipeline.id, status_id: unsortedStatus(pipeline).id };
  const people = [...make('contacts', contacts), ...make('companies', companies)];
  const made = make('leads', [{ ...lead, ...place }]);
  for (const from of made) for (const to of people) state.links.link(from, to, true);
  return keepUnsorted(state, {
    source_uid: item.source_uid,
    source_name: item.source_name,
    category: 'sip',
    pipeline_id: pipeline.id,
    created_at: item.created_at,
    metadata: item.metadata,
    made: [...made, ...people],
  });
}
