import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import type { EntityType } from '../account/entity';
import type { EntityRef } from '../account/entity-links';
import { mainPipeline, PIPELINES, unsortedStatus } from '../account/pipeline';
import { ok, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, invalid } from './body-check';
import { createEntity, entityInput, type EntityInput } from './entity-write';

const MAX_LEADS = 50;

const linkedInput = entityInput.extend({ id: z.int().optional() });
const complexInput = entityInput.extend({
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
type ComplexInput = z.output<typeof complexInput>;

/** `{id}` links an entity that exists, everything else makes a new one. */
function linkedEntity(
  state: AccountState,
  type: EntityType,
  input: z.output<typeof linkedInput> | undefined,
  request: ApiRequest,
  requestId: string,
): EntityRef | undefined {
  if (!input) return undefined;
  const { id, ...fields } = input;
  if (id === undefined) return { type, id: createEntity(state, type, fields, request.actor, requestId).id };
  if (!state.entities(type).has(id)) throw invalid(`_embedded.${type}.0.id`, 'NotSupportedChoice', requestId);
  return { type, id };
}

function createComplex(
  state: AccountState,
  item: ComplexInput,
  request: ApiRequest,
  requestId: string,
): object {
  const { _embedded: embedded, ...fields } = item;
  const isUnsorted = embedded?.metadata !== undefined;
  const pipeline = PIPELINES.find(({ id }) => id === fields.pipeline_id) ?? mainPipeline();
  const leadInput: EntityInput = {
    ...fields,
    ...(embedded?.tags && { _embedded: { tags: embedded.tags } }),
    ...(isUnsorted && { pipeline_id: pipeline.id, status_id: unsortedStatus(pipeline).id }),
  };
  const contact = linkedEntity(state, 'contacts', embedded?.contacts?.[0], request, requestId);
  const company = linkedEntity(state, 'companies', embedded?.companies?.[0], request, requestId);
  const lead = createEntity(state, 'leads', leadInput, request.actor, requestId);
  const leadRef = { type: 'leads', id: lead.id } as const;
  if (contact) state.links.link(leadRef, contact, true);
  if (company) state.links.link(leadRef, company);
  if (contact && company) state.links.link(contact, company);
  for (const entity of [leadRef, contact, company]) if (entity) state.changed(entity);
  return {
    id: lead.id,
    contact_id: contact?.id ?? null,
    company_id: company?.id ?? null,
    request_id: [requestId],
    merged: false,
  };
}

function createAll(state: AccountState, request: ApiRequest): ApiAnswer {
  const items = checkedItems(request.body, complexInput, MAX_LEADS);
  return ok(items.map(({ item, requestId }) => createComplex(state, item, request, requestId)));
}

/** A lead with its contact and company in one request. The answer is a bare array, unlike everywhere else. */
export const complexLeadRoutes = (state: AccountState): ApiRoute[] => [
  { path: '/api/v4/leads/complex', methods: { POST: (request) => createAll(state, request) } },
];
