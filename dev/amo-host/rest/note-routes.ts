import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import { mayDo, type Actor } from '../account/account-user';
import { NOTE_TYPES, type Note, type NoteType } from '../account/activity';
import { ENTITY_TYPES, type EntityType } from '../account/entity';
import { NOTHING_FOUND, ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, checkedObject, invalid, itemError } from './body-check';
import { isVisible } from './entity-search';
import { listOf } from './nested-query';
import { pageOf } from './paging';
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
const anyParams = z.record(z.string(), z.unknown());

/** amocrm.ru/developers, "events-and-notes". */
const PARAMS: Record<NoteType, z.ZodType<Record<string, unknown>>> = {
  common: z.object({ text: z.string() }),
  call_in: callParams,
  call_out: callParams,
  service_message: serviceParams,
  extended_service_message: serviceParams,
  sms_in: messageParams,
  sms_out: messageParams,
  attachment: z.object({ file_uuid: z.string(), version_uuid: z.string(), file_name: z.string() }),
  geolocation: anyParams,
  message_cashier: anyParams,
};

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

/** Params of a note of this type; a null where a value may only be left out is `NotNullable`. */
function checkedParams(type: NoteType, params: unknown, requestId: string): Record<string, unknown> {
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

export const noteView = (note: Note, request: ApiRequest): object => {
  const { entityType, ...fields } = note;
  return { ...fields, _links: selfLink(request, `/api/v4/${entityType}/${note.entity_id}/notes/${note.id}`) };
};

interface NewNote {
  readonly entityType: EntityType;
  readonly entityId: number;
  readonly type: NoteType;
  readonly params: Record<string, unknown>;
  readonly actor: Actor;
  readonly createdBy?: number | undefined;
  readonly createdAt?: number | undefined;
  readonly responsibleUserId?: number | undefined;
}

export function createNote(state: AccountState, made: NewNote): Note {
  const createdBy = made.createdBy ?? made.actor.user.id;
  const at = made.createdAt ?? state.now();
  const responsible = made.responsibleUserId ?? createdBy;
  const note: Note = {
    id: state.nextId(),
    entityType: made.entityType,
    entity_id: made.entityId,
    created_by: createdBy,
    updated_by: createdBy,
    created_at: at,
    updated_at: at,
    responsible_user_id: responsible,
    group_id: state.user(responsible)?.groupId ?? 0,
    note_type: made.type,
    params: made.params,
    account_id: state.account.id,
  };
  state.addNote(note);
  return note;
}

const pathId = (request: ApiRequest): number | undefined =>
  request.params['id'] === undefined ? undefined : Number(request.params['id']);

function addNotes(state: AccountState, type: EntityType, request: ApiRequest): ApiAnswer {
  const checked = checkedItems(request.body, noteInput).map(({ item, requestId }) => {
    const entityId = pathId(request) ?? item.entity_id;
    if (entityId === undefined) throw invalid('entity_id', 'FieldMissing', requestId);
    const entity = state.entities(type).get(entityId);
    if (!entity || !isVisible(state, request.actor, type, entity))
      throw ApiProblem.of(404, 'Entity not found');
    if (!mayDo(request.actor, 'edit', entity)) throw ApiProblem.forbidden();
    return { item, requestId, entityId, params: checkedParams(item.note_type, item.params, requestId) };
  });
  const notes = checked.map(({ item, requestId, entityId, params }) => ({
    requestId,
    note: createNote(state, {
      entityType: type,
      entityId,
      type: item.note_type,
      params,
      actor: request.actor,
      createdBy: item.created_by,
      createdAt: item.created_at,
      responsibleUserId: item.responsible_user_id,
    }),
  }));
  return ok({
    _links: selfLink(request, request.url),
    _embedded: {
      notes: notes.map(({ note, requestId }) => ({
        id: note.id,
        entity_id: note.entity_id,
        request_id: requestId,
        _links: selfLink(request, `/api/v4/${type}/${note.entity_id}/notes/${note.id}`),
      })),
    },
  });
}

function patchNote(
  state: AccountState,
  type: EntityType,
  id: number,
  input: z.output<typeof notePatch>,
  requestId: string,
): Note {
  const note = state.notes.get(id);
  if (!note || note.entityType !== type) throw ApiProblem.of(404, 'Note not found');
  const noteType = input.note_type ?? note.note_type;
  if (noteType !== note.note_type) throw invalid('note_type', 'NotSupportedChoice', requestId);
  state.undo.keep(note);
  if (input.params) note.params = checkedParams(noteType, { ...note.params, ...input.params }, requestId);
  note.updated_at = state.now();
  state.changed({ type, id: note.entity_id });
  return note;
}

function patchNotes(state: AccountState, type: EntityType, request: ApiRequest): ApiAnswer {
  const items = checkedItems(request.body, notePatch.extend({ id: z.int() }));
  const notes = items.map(({ item, requestId }) => ({
    requestId,
    note: patchNote(state, type, item.id, item, requestId),
  }));
  return ok({
    _links: selfLink(request, request.url),
    _embedded: {
      notes: notes.map(({ note, requestId }) => ({
        id: note.id,
        entity_id: note.entity_id,
        updated_at: note.updated_at,
        request_id: requestId,
        _links: selfLink(request, `/api/v4/${type}/${note.entity_id}/notes/${note.id}`),
      })),
    },
  });
}

function listNotes(state: AccountState, type: EntityType, request: ApiRequest): ApiAnswer {
  const filter = request.query['filter'];
  const types = typeof filter === 'object' ? listOf(filter['note_type']) : [];
  const unknown = types.find((name) => !(NOTE_TYPES as readonly string[]).includes(name));
  if (unknown !== undefined) throw ApiProblem.of(400, `Unknown note_type "${unknown}"`);
  const ids = typeof filter === 'object' ? listOf(filter['id']) : [];
  const entityIds = typeof filter === 'object' ? listOf(filter['entity_id']) : [];
  const entityId = pathId(request);
  const candidates =
    entityId === undefined ? [...state.notes.values()] : state.notesOf({ type, id: entityId });
  const notes = candidates.filter((note) => {
    const entity = state.entities(type).get(note.entity_id);
    return (
      note.entityType === type &&
      entity !== undefined &&
      isVisible(state, request.actor, type, entity) &&
      (types.length === 0 || types.includes(note.note_type)) &&
      (ids.length === 0 || ids.includes(String(note.id))) &&
      (entityIds.length === 0 || entityIds.includes(String(note.entity_id)))
    );
  });
  return pageOf(request, 'notes', notes, (note) => noteView(note, request));
}

const noteMethods = (state: AccountState, type: EntityType): ApiRoute['methods'] => ({
  GET: (request) => listNotes(state, type, request),
  POST: (request) => addNotes(state, type, request),
  PATCH: (request) => patchNotes(state, type, request),
});

function oneNote(state: AccountState, type: EntityType, path: string): ApiRoute {
  return {
    path,
    methods: {
      GET: (request) => {
        const note = state.notes.get(Number(request.params['noteId']));
        return note?.entityType === type ? ok(noteView(note, request)) : NOTHING_FOUND;
      },
      PATCH: (request) => {
        const input = checkedObject(request.body, notePatch);
        const note = patchNote(state, type, Number(request.params['noteId']), input, '0');
        return ok({ id: note.id, entity_id: note.entity_id, updated_at: note.updated_at });
      },
    },
  };
}

export const noteRoutes = (state: AccountState): ApiRoute[] =>
  ENTITY_TYPES.flatMap((type) => [
    { path: `/api/v4/${type}/notes`, methods: noteMethods(state, type) },
    { path: `/api/v4/${type}/:id(^\\d+$)/notes`, methods: noteMethods(state, type) },
    oneNote(state, type, `/api/v4/${type}/notes/:noteId(^\\d+$)`),
    oneNote(state, type, `/api/v4/${type}/:id(^\\d+$)/notes/:noteId(^\\d+$)`),
  ]);
