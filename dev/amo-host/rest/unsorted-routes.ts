import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import type { Unsorted } from '../account/activity';
import type { Lead } from '../account/entity';
import type { EntityRef } from '../account/entity-links';
import { firstStatus, mainPipeline, PIPELINES } from '../account/pipeline';
import { ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, checkedObject, invalid } from './body-check';
import { createNote } from './new-note';
import { pageOf } from './paging';
import { ApiProblem } from './problem';
import { madeFor } from './unsorted-entry';
import { createSip, sipInput } from './unsorted-input';
import { searchUnsorted, unsortedSummary } from './unsorted-search';

function embeddedOf(entry: Unsorted, request: ApiRequest) {
  const of = (type: EntityRef['type']) =>
    madeFor(entry)
      .filter((ref) => ref.type === type)
      .map(({ id }) => ({ id, _links: selfLink(request, `/api/v4/${type}/${id}`) }));
  return { contacts: of('contacts'), leads: of('leads'), companies: of('companies') };
}

const linkTo = ({ uid }: Unsorted, request: ApiRequest) => selfLink(request, `/api/v4/leads/unsorted/${uid}`);

/** Whether an event of the call was asked for is not told again. */
function view(entry: Unsorted, request: ApiRequest) {
  const metadata = { ...entry.metadata };
  delete metadata['is_call_event_needed'];
  const { uid, source_uid, source_name, category, pipeline_id, created_at, account_id } = entry;
  return {
    ...{ uid, source_uid, source_name, category, pipeline_id, created_at, metadata, account_id },
    _links: linkTo(entry, request),
    _embedded: embeddedOf(entry, request),
  };
}

/** An entry that was accepted or declined, and what became of it. */
const decided = (entry: Unsorted, request: ApiRequest): ApiAnswer => {
  const { uid, category, pipeline_id, created_at } = entry;
  return ok({ uid, category, pipeline_id, created_at, _embedded: embeddedOf(entry, request) });
};

function waitingEntry(state: AccountState, request: ApiRequest): Unsorted {
  const entry = state.unsorted.get(request.params['uid'] ?? '');
  if (entry?.state !== 'waiting') throw ApiProblem.of(404, 'Unsorted not found');
  return entry;
}

const decision = z.object({ user_id: z.int().optional(), status_id: z.int().optional() });

/** What the body of accept or decline says, with the user in whose name it is done. */
function checkedDecision(state: AccountState, request: ApiRequest) {
  const { user_id: userId = request.actor.user.id, status_id: statusId } = checkedObject(
    request.body,
    decision,
  );
  const user = state.user(userId);
  if (!user) throw invalid('user_id', 'NotSupportedChoice');
  return { user, statusId };
}

function decide(state: AccountState, entry: Unsorted, how: 'accepted' | 'declined'): void {
  state.undo.keep(entry);
  entry.state = how;
  entry.updated_at = state.now();
}

function accept(state: AccountState, request: ApiRequest): ApiAnswer {
  const entry = waitingEntry(state, request);
  const { user, statusId: asked } = checkedDecision(state, request);
  const pipeline = PIPELINES.find(({ id }) => id === entry.pipeline_id) ?? mainPipeline();
  const statusId = asked ?? firstStatus(pipeline).id;
  if (!pipeline.statuses.some(({ id }) => id === statusId)) throw invalid('status_id', 'NotSupportedChoice');
  decide(state, entry, 'accepted');
  for (const ref of madeFor(entry)) {
    state.unhide(ref);
    const entity = state.entities(ref.type).get(ref.id);
    const whose = { responsible_user_id: user.id, group_id: user.groupId, updated_at: state.now() };
    if (entity) Object.assign(entity, whose);
    if (ref.type === 'leads') (entity as Lead).status_id = statusId;
    state.changed(ref);
  }
  addCallEvent(state, entry, request);
  return decided(entry, request);
}

/** The call is told in the feed of the lead, if the entry asked for it. */
function addCallEvent(state: AccountState, entry: Unsorted, { actor }: ApiRequest): void {
  const [lead] = entry.leadIds;
  if (entry.metadata['is_call_event_needed'] !== true || lead === undefined) return;
  const { uniq, duration, link, phone, call_responsible, service_code } = entry.metadata;
  const params = {
    ...{ uniq, duration, source: service_code, link, phone },
    call_responsible: call_responsible ?? '',
  };
  createNote(state, { entityType: 'leads', entityId: lead, type: 'call_in', params, actor });
}

function decline(state: AccountState, request: ApiRequest): ApiAnswer {
  const entry = waitingEntry(state, request);
  checkedDecision(state, request);
  const answer = decided(entry, request);
  decide(state, entry, 'declined');
  for (const ref of madeFor(entry)) {
    state.links.forget(ref);
    state.entities(ref.type).delete(ref.id);
    state.unhide(ref);
  }
  return answer;
}

function addSip(state: AccountState, request: ApiRequest): ApiAnswer {
  const entries = checkedItems(request.body, sipInput).map((input) => ({
    requestId: input.requestId,
    entry: createSip(state, input, request),
  }));
  return ok({
    _total_items: entries.length,
    _links: selfLink(request, '/api/v4/leads/unsorted/sip'),
    _embedded: {
      unsorted: entries.map(({ entry, requestId }) => ({
        uid: entry.uid,
        account_id: entry.account_id,
        request_id: requestId,
        _links: linkTo(entry, request),
        _embedded: embeddedOf(entry, request),
      })),
    },
  });
}

function refuseLink(state: AccountState, request: ApiRequest): never {
  waitingEntry(state, request);
  throw ApiProblem.of(422, 'Only entries of the category "chats" can be linked');
}

/** "Incoming leads" of calls. Until an entry is accepted, its lead and contact exist for nobody. */
export const unsortedRoutes = (state: AccountState): ApiRoute[] => {
  const one = '/api/v4/leads/unsorted/:uid';
  return [
    {
      path: '/api/v4/leads/unsorted',
      methods: {
        GET: (request) =>
          pageOf(request, 'unsorted', searchUnsorted(state, request), (entry) => view(entry, request)),
      },
    },
    { path: '/api/v4/leads/unsorted/sip', methods: { POST: (request) => addSip(state, request) } },
    {
      path: '/api/v4/leads/unsorted/summary',
      methods: { GET: (request) => ok(unsortedSummary(state, request)) },
    },
    { path: one, methods: { GET: (request) => ok(view(waitingEntry(state, request), request)) } },
    { path: `${one}/accept`, methods: { POST: (request) => accept(state, request) } },
    { path: `${one}/decline`, methods: { DELETE: (request) => decline(state, request) } },
    { path: `${one}/link`, methods: { POST: (request) => refuseLink(state, request) } },
  ];
};
