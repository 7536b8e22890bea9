import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import type { CallEvent, Note } from '../account/activity';
import { callTarget } from '../account/call-target';
import { ELEMENT_TYPE, SINGULAR } from '../account/entity';
import type { EntityRef } from '../account/entity-links';
import { NOTHING_FOUND, ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedObject } from './body-check';
import { EVENT_TYPE, searchEvents } from './event-search';
import { pageOf } from './paging';

const PHONE_DIGITS = 8;

const userIds = z.union([z.int(), z.string(), z.array(z.union([z.int(), z.string()]))]).optional();
const eventsInput = z.object({
  add: z
    .array(z.object({ type: z.literal('phone_call'), phone_number: z.string().min(1), users: userIds }))
    .min(1),
});
type EventInput = z.output<typeof eventsInput>['add'][number];

/** Users that are named, all users when none is. */
function receivers(state: AccountState, users: EventInput['users']): number[] {
  if (users === undefined) return state.users.map(({ id }) => id);
  const ids = (Array.isArray(users) ? users : [users]).map(Number);
  return ids.filter((id) => state.user(id));
}

function cardLink(state: AccountState, target: EntityRef): string {
  const name = state.entities(target.type).get(target.id)?.name ?? '';
  const escaped = name.replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`);
  return `<a href="/${target.type}/detail/${target.id}">${escaped}</a>`;
}

function notifyUsers(
  state: AccountState,
  input: EventInput,
  target: EntityRef | undefined,
  users: readonly number[],
): void {
  const addUrl = `/contacts/add/?phone=${encodeURIComponent(input.phone_number)}`;
  for (const userId of users) {
    state.notify({
      userId,
      type: 'call',
      header: 'Входящий звонок',
      text: target
        ? `${cardLink(state, target)} · ${input.phone_number}`
        : `${input.phone_number}. <a href="${addUrl}">Создать контакт</a>`,
      link: '',
      clickUrl: target ? `/${target.type}/detail/${target.id}` : addUrl,
      createdAt: state.now(),
      request: { ...input },
    });
  }
}

function addEvent(state: AccountState, input: EventInput): CallEvent {
  const target = callTarget(state, input.phone_number, PHONE_DIGITS);
  const users = receivers(state, input.users);
  const event: CallEvent = {
    uid: randomUUID(),
    phone_number: input.phone_number,
    users,
    element_id: target?.id ?? null,
    element_type: target ? ELEMENT_TYPE[target.type] : null,
    created_at: state.now(),
  };
  state.callEvents.push(event);
  notifyUsers(state, input, target, users);
  return event;
}

/** The number of two independent sources: 202. */
function addEvents(state: AccountState, request: ApiRequest): ApiAnswer {
  const events = checkedObject(request.body, eventsInput).add.map((input) => addEvent(state, input));
  return {
    status: 202,
    body: {
      _links: { self: { href: '/api/v2/events', method: 'post' } },
      _embedded: {
        items: events.map(({ element_id, element_type, uid, phone_number }) => ({
          element_id,
          element_type,
          uid,
          phone_number,
        })),
      },
    },
  };
}

const eventView = (note: Note, request: ApiRequest): object => ({
  id: String(note.id),
  type: EVENT_TYPE[note.note_type],
  entity_id: note.entity_id,
  entity_type: SINGULAR[note.entityType],
  created_by: note.created_by,
  created_at: note.created_at,
  value_after: [{ note: { id: note.id } }],
  value_before: [],
  account_id: note.account_id,
  _links: selfLink(request, `/api/v4/events/${note.id}`),
  _embedded: {
    entity: {
      id: note.entity_id,
      _links: selfLink(request, `/api/v4/${note.entityType}/${note.entity_id}`),
    },
  },
});

const listEvents = (state: AccountState, request: ApiRequest): ApiAnswer =>
  pageOf(request, 'events', searchEvents(state, request), (note) => eventView(note, request), {
    maxLimit: 100,
  });

function oneEvent(state: AccountState, request: ApiRequest): ApiAnswer {
  const [found] = searchEvents(state, { ...request, query: { filter: { id: request.params['id'] } } });
  return found ? ok(eventView(found, request)) : NOTHING_FOUND;
}

export const eventRoutes = (state: AccountState): ApiRoute[] => [
  { path: '/api/v2/events', methods: { POST: (request) => addEvents(state, request) } },
  { path: '/api/v4/events', methods: { GET: (request) => listEvents(state, request) } },
  { path: '/api/v4/events/:id(^\\d+$)', methods: { GET: (request) => oneEvent(state, request) } },
];
