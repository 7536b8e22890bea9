import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import type { Unsorted } from '../account/activity';
import type { EntityType, Lead } from '../account/entity';
import { firstStatus, mainPipeline, PIPELINES, unsortedStatus } from '../account/pipeline';
import { ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, checkedObject, invalid } from './body-check';
import { createEntity, entityInput, type EntityInput } from './entity-write';
import { listOf } from './nested-query';
import { createNote } from './note-routes';
import { pageOf } from './paging';
import { ApiProblem } from './problem';

const sipInput = z.object({
  source_uid: z.string().min(1),
  source_name: z.string().min(1),
  pipeline_id: z.int().optional(),
  created_at: z.int().optional(),
  _embedded: z
    .object({
      leads: z.array(entityInput),
      contacts: z.array(entityInput),
      companies: z.array(entityInput),
    })
    .partial()
    .optional(),
  metadata: z.object({
    phone: z.union([z.string().min(1), z.number()]).transform(String),
    call_responsible: z.union([z.int(), z.string()]),
    called_at: z.int(),
    duration: z.int(),
    link: z.string(),
    service_code: z.string(),
    uniq: z.string(),
    is_call_event_needed: z.boolean(),
    from: z.string().optional(),
  }),
});
type SipInput = z.output<typeof sipInput>;

const PARTS = [
  ['leads', 'leadIds'],
  ['contacts', 'contactIds'],
  ['companies', 'companyIds'],
] as const satisfies readonly (readonly [EntityType, keyof Unsorted])[];

const refs = (entry: Unsorted) => PARTS.flatMap(([type, ids]) => entry[ids].map((id) => ({ type, id })));

const view = (entry: Unsorted, request: ApiRequest) => ({
  uid: entry.uid,
  source_uid: entry.source_uid,
  source_name: entry.source_name,
  category: entry.category,
  pipeline_id: entry.pipeline_id,
  created_at: entry.created_at,
  metadata: entry.metadata,
  account_id: entry.account_id,
  _links: selfLink(request, `/api/v4/leads/unsorted/${entry.uid}`),
  _embedded: Object.fromEntries(PARTS.map(([type, ids]) => [type, entry[ids].map((id) => ({ id }))])),
});

/** "No two equal entities in unsorted": the same call of the same source. */
function refuseEqual(state: AccountState, item: SipInput, requestId: string): void {
  const equal = [...state.unsorted.values()].some(
    (entry) =>
      entry.state === 'waiting' &&
      entry.source_uid === item.source_uid &&
      entry.metadata.uniq === item.metadata.uniq &&
      entry.metadata.phone === item.metadata.phone,
  );
  if (equal) throw invalid('metadata.uniq', 'NotUnique', requestId);
}

function createSip(state: AccountState, item: SipInput, request: ApiRequest, requestId: string): Unsorted {
  refuseEqual(state, item, requestId);
  const pipeline = PIPELINES.find(({ id }) => id === (item.pipeline_id ?? mainPipeline().id));
  if (!pipeline) throw invalid('pipeline_id', 'NotSupportedChoice', requestId);
  const make = (type: EntityType, inputs: readonly EntityInput[]) =>
    inputs.map((input) => createEntity(state, type, input, request.actor, requestId).id);
  const status = { pipeline_id: pipeline.id, status_id: unsortedStatus(pipeline).id };
  const leads = item._embedded?.leads?.length ? item._embedded.leads : [{ name: 'Входящий звонок' }];
  const entry: Unsorted = {
    uid: randomUUID().replaceAll('-', ''),
    source_uid: item.source_uid,
    source_name: item.source_name,
    category: 'sip',
    pipeline_id: pipeline.id,
    created_at: item.created_at ?? state.now(),
    metadata: item.metadata,
    account_id: state.account.id,
    leadIds: make(
      'leads',
      leads.map((lead) => ({ ...lead, ...status })),
    ),
    contactIds: make('contacts', item._embedded?.contacts ?? []),
    companyIds: make('companies', item._embedded?.companies ?? []),
    state: 'waiting',
  };
  for (const lead of entry.leadIds) {
    for (const ref of refs(entry))
      if (ref.type !== 'leads') state.links.link({ type: 'leads', id: lead }, ref, true);
  }
  for (const ref of refs(entry)) state.hide(ref);
  state.unsorted.set(entry.uid, entry);
  state.undo.add(() => state.unsorted.delete(entry.uid));
  return entry;
}

function waitingEntry(state: AccountState, request: ApiRequest): Unsorted {
  const entry = state.unsorted.get(request.params['uid'] ?? '');
  if (entry?.state !== 'waiting') throw ApiProblem.of(404, 'Unsorted not found');
  return entry;
}

function accept(state: AccountState, request: ApiRequest): ApiAnswer {
  const entry = waitingEntry(state, request);
  const input = checkedObject(
    request.body,
    z.object({ user_id: z.int().optional(), status_id: z.int().optional() }),
  );
  const pipeline = PIPELINES.find(({ id }) => id === entry.pipeline_id) ?? mainPipeline();
  const statusId = input.status_id ?? firstStatus(pipeline).id;
  if (!pipeline.statuses.some(({ id }) => id === statusId)) throw invalid('status_id', 'NotSupportedChoice');
  if (input.user_id !== undefined && !state.user(input.user_id))
    throw invalid('user_id', 'NotSupportedChoice');
  const responsible = input.user_id ?? request.actor.user.id;
  entry.state = 'accepted';
  for (const ref of refs(entry)) {
    state.unhide(ref);
    const entity = state.entities(ref.type).get(ref.id);
    if (entity) entity.responsible_user_id = responsible;
    if (ref.type === 'leads') (entity as Lead).status_id = statusId;
    state.changed(ref);
  }
  const lead = entry.leadIds[0];
  if (entry.metadata['is_call_event_needed'] === true && lead !== undefined) {
    const { uniq, duration, link, phone, call_responsible, service_code } = entry.metadata;
    const params = { uniq, duration, source: service_code, link, phone, call_responsible };
    createNote(state, { entityType: 'leads', entityId: lead, type: 'call_in', params, actor: request.actor });
  }
  return ok(view(entry, request));
}

function decline(state: AccountState, request: ApiRequest): ApiAnswer {
  const entry = waitingEntry(state, request);
  entry.state = 'declined';
  for (const ref of refs(entry)) {
    state.links.forget(ref);
    state.entities(ref.type).delete(ref.id);
    state.unhide(ref);
  }
  return ok(view(entry, request));
}

function addSip(state: AccountState, request: ApiRequest): ApiAnswer {
  const items = checkedItems(request.body, sipInput);
  const entries = items.map(({ item, requestId }) => ({
    requestId,
    entry: createSip(state, item, request, requestId),
  }));
  return ok({
    _total_items: entries.length,
    _links: selfLink(request, '/api/v4/leads/unsorted/sip'),
    _embedded: {
      unsorted: entries.map(({ entry, requestId }) => {
        const { uid, account_id, _links, _embedded } = view(entry, request);
        return { uid, account_id, request_id: requestId, _links, _embedded };
      }),
    },
  });
}

function list(state: AccountState, request: ApiRequest): ApiAnswer {
  const filter = request.query['filter'];
  const of = (key: string): string[] => (typeof filter === 'object' ? listOf(filter[key]) : []);
  const isIn = (wanted: readonly string[], value: unknown) =>
    wanted.length === 0 || wanted.includes(String(value));
  const waiting = [...state.unsorted.values()].filter(
    (entry) =>
      entry.state === 'waiting' &&
      isIn(of('uid'), entry.uid) &&
      isIn(of('category'), entry.category) &&
      isIn(of('pipeline_id'), entry.pipeline_id),
  );
  return pageOf(request, 'unsorted', waiting, (entry) => view(entry, request));
}

function summary(state: AccountState): ApiAnswer {
  const all = [...state.unsorted.values()];
  const count = (wanted: Unsorted['state']) => all.filter((entry) => entry.state === wanted).length;
  return ok({
    total: all.length,
    accepted: count('accepted'),
    declined: count('declined'),
    average_sort_time: 0,
    categories: {
      sip: { total: count('waiting') },
      mail: { total: 0 },
      forms: { total: 0 },
      chats: { total: 0 },
    },
  });
}

/** "Incoming leads" of calls. Until an entry is accepted, its lead and contact exist for nobody. */
export const unsortedRoutes = (state: AccountState): ApiRoute[] => [
  { path: '/api/v4/leads/unsorted', methods: { GET: (request) => list(state, request) } },
  { path: '/api/v4/leads/unsorted/sip', methods: { POST: (request) => addSip(state, request) } },
  { path: '/api/v4/leads/unsorted/summary', methods: { GET: () => summary(state) } },
  {
    path: '/api/v4/leads/unsorted/:uid',
    methods: { GET: (request) => ok(view(waitingEntry(state, request), request)) },
  },
  { path: '/api/v4/leads/unsorted/:uid/accept', methods: { POST: (request) => accept(state, request) } },
  { path: '/api/v4/leads/unsorted/:uid/decline', methods: { DELETE: (request) => decline(state, request) } },
  {
    path: '/api/v4/leads/unsorted/:uid/link',
    methods: {
      POST: (request) => {
        waitingEntry(state, request);
        throw ApiProblem.of(422, 'Only entries of the category "chats" can be linked');
      },
    },
  },
];
