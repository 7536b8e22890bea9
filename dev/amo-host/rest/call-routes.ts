import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import { callTarget } from '../account/call-target';
import { SINGULAR } from '../account/entity';
import { selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, type CheckedItem } from './body-check';
import { createNote } from './new-note';

const PHONE_DIGITS = 10;

const callInput = z.object({
  direction: z.enum(['inbound', 'outbound']),
  duration: z.int(),
  source: z.string().min(1),
  phone: z.string().min(1),
  uniq: z.string().optional(),
  link: z.string().optional(),
  call_result: z.string().optional(),
  call_status: z.literal([1, 2, 3, 4, 5, 6, 7]).optional(),
  call_responsible: z.union([z.int(), z.string()]).nullish(),
  responsible_user_id: z.int().optional(),
  created_by: z.int().optional(),
  updated_by: z.int().optional(),
  created_at: z.int().optional(),
  updated_at: z.int().optional(),
});
type Call = CheckedItem<z.output<typeof callInput>>;

const notFound = ({ requestId }: Call) => ({
  title: 'Entity not found',
  type: 'https://httpstatus.es/400',
  status: 400,
  detail: 'Entity not found',
  request_id: requestId,
});

/** Author of the note: `created_by` counts only when nobody is named as responsible for the call. */
function authorOf(state: AccountState, { item }: Call): number {
  if (item.call_responsible === undefined || item.call_responsible === null) return item.created_by ?? 0;
  const id = Number(item.call_responsible);
  return state.user(id) ? id : 0;
}

function addCall(state: AccountState, request: ApiRequest, call: Call): object | undefined {
  const target = callTarget(state, call.item.phone, PHONE_DIGITS);
  if (!target) return undefined;
  const { uniq, duration, source, link, phone, call_result, call_status, call_responsible } = call.item;
  const author = authorOf(state, call);
  const note = createNote(state, {
    entityType: target.type,
    entityId: target.id,
    type: call.item.direction === 'inbound' ? 'call_in' : 'call_out',
    params: {
      uniq: uniq ?? '',
      duration,
      source,
      link: link ?? '',
      phone,
      call_result: call_result ?? '',
      ...(call_status !== undefined && { call_status }),
      call_responsible: call_responsible ?? '',
    },
    actor: request.actor,
    createdBy: author,
    createdAt: call.item.created_at,
    responsibleUserId: call.item.responsible_user_id ?? author,
  });
  return {
    id: note.id,
    entity_id: target.id,
    entity_type: SINGULAR[target.type],
    account_id: state.account.id,
    request_id: call.requestId,
    _embedded: {
      entity: { id: target.id, _links: selfLink(request, `/api/v4/${target.type}/${target.id}`) },
    },
  };
}

function addCalls(state: AccountState, request: ApiRequest): ApiAnswer {
  const calls = checkedItems(request.body, callInput);
  const outcomes = calls.map((call) => ({ call, added: addCall(state, request, call) }));
  const added = outcomes.flatMap(({ added: view }) => view ?? []);
  const errors = outcomes.filter(({ added: view }) => !view).map(({ call }) => notFound(call));
  return {
    status: added.length > 0 ? 200 : 400,
    body: { _total_items: added.length, errors, _embedded: { calls: added } },
  };
}

/** amocrm.ru/developers, "calls-api": reading calls is not a method of this path. */
export const callRoutes = (state: AccountState): ApiRoute[] => [
  { path: '/api/v4/calls', methods: { POST: (request) => addCalls(state, request) } },
];
