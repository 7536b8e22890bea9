import type { AccountState } from '../account/account-state';
import type { EntityRef } from '../account/entity-links';
import { mainPipeline, PIPELINES, unsortedStatus, type Pipeline } from '../account/pipeline';
import { ok, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, invalid, type CheckedItem } from './body-check';
import { complexInput, type ComplexInput, type LinkedInput } from './complex-lead-input';
import { createEntity } from './entity-write';
import { keepUnsorted } from './unsorted-entry';

const MAX_LEADS = 50;

interface Linked extends EntityRef {
  /** By this request; what was there before stays for all to see. */
  readonly isNew: boolean;
}

/** `{id}` links an entity that exists, everything else makes a new one. */
function linkedEntity(
  state: AccountState,
  type: 'contacts' | 'companies',
  { item, requestId }: CheckedItem<ComplexInput>,
  request: ApiRequest,
): Linked | undefined {
  const input: LinkedInput | undefined = item._embedded?.[type]?.[0];
  if (!input) return undefined;
  const { id, ...fields } = input;
  if (id === undefined)
    return { type, id: createEntity(state, type, fields, request.actor, requestId).id, isNew: true };
  if (!state.entities(type).has(id)) throw invalid(`_embedded.${type}.0.id`, 'NotSupportedChoice', requestId);
  return { type, id, isNew: false };
}

function putIntoUnsorted(
  state: AccountState,
  { _embedded: embedded, created_at }: ComplexInput,
  pipeline: Pipeline,
  made: readonly EntityRef[],
): void {
  if (!embedded?.metadata) return;
  const { category, ...metadata } = embedded.metadata;
  const code = metadata['service_code'] ?? metadata['form_id'];
  keepUnsorted(state, {
    source_uid: embedded.source?.external_id ?? '',
    source_name: typeof code === 'string' ? code : '',
    category,
    pipeline_id: pipeline.id,
    created_at,
    metadata,
    made,
  });
}

function createComplex(state: AccountState, input: CheckedItem<ComplexInput>, request: ApiRequest): object {
  const { item, requestId } = input;
  const { _embedded: embedded, ...fields } = item;
  const pipeline = PIPELINES.find(({ id }) => id === fields.pipeline_id) ?? mainPipeline();
  const place = { pipeline_id: pipeline.id, status_id: unsortedStatus(pipeline).id };
  const tags = embedded?.tags && { _embedded: { tags: embedded.tags } };
  const contact = linkedEntity(state, 'contacts', input, request);
  const company = linkedEntity(state, 'companies', input, request);
  const leadInput = { ...fields, ...tags, ...(embedded?.metadata && place) };
  const { id } = createEntity(state, 'leads', leadInput, request.actor, requestId);
  const lead: Linked = { type: 'leads', id, isNew: true };
  if (contact) state.links.link(lead, contact, true);
  if (company) state.links.link(lead, company);
  if (contact && company) state.links.link(contact, company);
  const all = [lead, contact, company].filter((one) => one !== undefined);
  putIntoUnsorted(
    state,
    item,
    pipeline,
    all.filter(({ isNew }) => isNew),
  );
  for (const entity of all) state.changed(entity);
  return {
    id,
    contact_id: contact?.id ?? null,
    company_id: company?.id ?? null,
    request_id: [requestId],
    merged: false,
  };
}

function createAll(state: AccountState, request: ApiRequest): ApiAnswer {
  const items = checkedItems(request.body, complexInput, MAX_LEADS);
  return ok(items.map((input) => createComplex(state, input, request)));
}

/** A lead with its contact and company in one request. The answer is a bare array, unlike everywhere else. */
export const complexLeadRoutes = (state: AccountState): ApiRoute[] => [
  { path: '/api/v4/leads/complex', methods: { POST: (request) => createAll(state, request) } },
];
