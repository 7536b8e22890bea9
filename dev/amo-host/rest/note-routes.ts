import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import { mayDo } from '../account/account-user';
import { NOTE_TYPES, type Note } from '../account/activity';
import type { EntityType } from '../account/entity';
import { NOTHING_FOUND, ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, checkedObject, invalid, type CheckedItem } from './body-check';
import { createNote, type NewNote } from './new-note';
import { checkedParams } from './note-params';
import { cardOf, readableEntity, readableNote, searchNotes } from './note-search';
import { pageOf } from './paging';
import { ApiProblem } from './problem';

const noteInput = z.object({
  entity_id: z.int().optional(),
  note_type: z.enum(NOTE_TYPES),
  params: z.unknown(),
  created_by: z.int().optional(),
  created_at: z.int().optional(),
  responsible_user_id: z.int().optional(),
  is_need_to_trigger_digital_pipeline: z.boolean().optional(),
});
const notePatch = z.object({
  id: z.int().optional(),
  note_type: z.enum(NOTE_TYPES).optional(),
  params: z.record(z.string(), z.unknown()).optional(),
});
type NoteInput = CheckedItem<z.output<typeof noteInput>>;
type NotePatch = CheckedItem<z.output<typeof notePatch>>;

const notePath = (type: EntityType, { entity_id, id }: Note): string =>
  `/api/v4/${type}/${entity_id}/notes/${id}`;

const linkTo = (note: Note, request: ApiRequest) => selfLink(request, notePath(note.entityType, note));

function view(note: Note, request: ApiRequest): object {
  const { entityType, ...fields } = note;
  return { ...fields, _links: selfLink(request, notePath(entityType, note)) };
}

/** The robot is user 0. */
function checkUsers(state: AccountState, { item, requestId }: NoteInput): void {
  for (const key of ['created_by', 'responsible_user_id'] as const) {
    const id = item[key];
    if (id !== undefined && id !== 0 && !state.user(id)) throw invalid(key, 'NotSupportedChoice', requestId);
  }
}

function newNote(state: AccountState, type: EntityType, request: ApiRequest, input: NoteInput): NewNote {
  const { item, requestId } = input;
  const entityId = cardOf(request) ?? item.entity_id;
  if (entityId === undefined) throw invalid('entity_id', 'FieldMissing', requestId);
  const entity = readableEntity(state, type, entityId, request);
  if (!entity) throw ApiProblem.of(404, 'Entity not found');
  if (!mayDo(request.actor, 'edit', entity)) throw ApiProblem.forbidden();
  checkUsers(state, input);
  return {
    entityType: type,
    entityId,
    type: item.note_type,
    params: checkedParams(item.note_type, item.params, requestId),
    actor: request.actor,
    createdBy: item.created_by,
    createdAt: item.created_at,
    responsibleUserId: item.responsible_user_id,
  };
}

const written = (
  request: ApiRequest,
  notes: readonly { readonly note: Note; readonly requestId: string }[],
  more: (note: Note) => object = () => ({}),
): ApiAnswer =>
  ok({
    _links: selfLink(request, request.url),
    _embedded: {
      notes: notes.map(({ note, requestId }) => ({
        id: note.id,
        entity_id: note.entity_id,
        ...more(note),
        request_id: requestId,
        _links: linkTo(note, request),
      })),
    },
  });

function addNotes(state: AccountState, type: EntityType, request: ApiRequest): ApiAnswer {
  const made = checkedItems(request.body, noteInput).map((input) => ({
    requestId: input.requestId,
    made: newNote(state, type, request, input),
  }));
  return written(
    request,
    made.map(({ requestId, made: note }) => ({ requestId, note: createNote(state, note) })),
  );
}

/** The type stays; params that are not named stay as they are. */
function patchNote(
  state: AccountState,
  type: EntityType,
  id: number,
  { item, requestId }: NotePatch,
  request: ApiRequest,
): Note {
  const note = readableNote(state, type, id, request);
  const entity = note && state.entities(type).get(note.entity_id);
  if (!note || !entity) throw ApiProblem.of(404, 'Note not found');
  if (!mayDo(request.actor, 'edit', entity)) throw ApiProblem.forbidden();
  if (item.note_type !== undefined && item.note_type !== note.note_type)
    throw invalid('note_type', 'NotSupportedChoice', requestId);
  state.undo.keep(note);
  if (item.params) note.params = checkedParams(note.note_type, { ...note.params, ...item.params }, requestId);
  note.updated_at = state.now();
  note.updated_by = request.actor.user.id;
  state.changed({ type, id: note.entity_id });
  return note;
}

function patchNotes(state: AccountState, type: EntityType, request: ApiRequest): ApiAnswer {
  const items = checkedItems(request.body, notePatch.extend({ id: z.int() }));
  const done = items.map((input) => ({
    requestId: input.requestId,
    note: patchNote(state, type, input.item.id, input, request),
  }));
  return written(request, done, ({ updated_at }) => ({ updated_at }));
}

const collection = (state: AccountState, type: EntityType, path: string): ApiRoute => ({
  path,
  methods: {
    GET: (request) =>
      pageOf(request, 'notes', searchNotes(state, type, request), (note) => view(note, request)),
    POST: (request) => addNotes(state, type, request),
    PATCH: (request) => patchNotes(state, type, request),
  },
});

const single = (state: AccountState, type: EntityType, path: string): ApiRoute => ({
  path,
  methods: {
    GET: (request) => {
      const note = readableNote(state, type, Number(request.params['noteId']), request);
      return note ? ok(view(note, request)) : NOTHING_FOUND;
    },
    PATCH: (request) => {
      const input = { item: checkedObject(request.body, notePatch), requestId: '0' };
      const note = patchNote(state, type, Number(request.params['noteId']), input, request);
      return ok({
        id: note.id,
        entity_id: note.entity_id,
        updated_at: note.updated_at,
        _links: linkTo(note, request),
      });
    },
  },
});

export const noteRoutes = (state: AccountState): ApiRoute[] =>
  state.entityTypes.flatMap((type) => [
    collection(state, type, `/api/v4/${type}/notes`),
    collection(state, type, `/api/v4/${type}/:id(^\\d+$)/notes`),
    single(state, type, `/api/v4/${type}/notes/:noteId(^\\d+$)`),
    single(state, type, `/api/v4/${type}/:id(^\\d+$)/notes/:noteId(^\\d+$)`),
  ]);
