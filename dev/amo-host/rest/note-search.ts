import type { AccountState } from '../account/account-state';
import { NOTE_TYPES, type Note } from '../account/activity';
import type { Entity, EntityType } from '../account/entity';
import type { ApiRequest } from './api-route';
import { isVisible } from './entity-search';
import { filterOf, inRange, isOneOf, ordered } from './list-query';
import { listOf } from './nested-query';
import { ApiProblem } from './problem';

/** The card that the address is about; none in `/api/v4/{type}/notes`. */
export const cardOf = (request: ApiRequest): number | undefined =>
  request.params['id'] === undefined ? undefined : Number(request.params['id']);

/** An entity on which this caller may read notes. */
export function readableEntity(
  state: AccountState,
  type: EntityType,
  id: number,
  { actor }: ApiRequest,
): Entity | undefined {
  const entity = state.entities(type).get(id);
  return entity && !entity.is_deleted && isVisible(state, actor, type, entity) ? entity : undefined;
}

/** The note by its id, if it belongs to what the address names and this caller may read it. */
export function readableNote(
  state: AccountState,
  type: EntityType,
  id: number,
  request: ApiRequest,
): Note | undefined {
  const note = state.notes.get(id);
  const card = cardOf(request);
  if (note?.entityType !== type || (card !== undefined && note.entity_id !== card)) return undefined;
  return readableEntity(state, type, note.entity_id, request) && note;
}

/** Notes that the request asks for and its sender may see. */
export function searchNotes(state: AccountState, type: EntityType, request: ApiRequest): readonly Note[] {
  const filter = filterOf(request);
  const unknown = listOf(filter['note_type']).find(
    (name) => !(NOTE_TYPES as readonly string[]).includes(name),
  );
  if (unknown !== undefined) throw ApiProblem.of(400, `Unknown note_type "${unknown}"`);
  const card = cardOf(request);
  const candidates = card === undefined ? [...state.notes.values()] : state.notesOf({ type, id: card });
  const notes = candidates.filter(
    (note) =>
      note.entityType === type &&
      isOneOf(note.note_type, filter['note_type']) &&
      isOneOf(note.id, filter['id']) &&
      isOneOf(note.entity_id, filter['entity_id']) &&
      inRange(note.updated_at, filter['updated_at']) &&
      readableEntity(state, type, note.entity_id, request) !== undefined,
  );
  return ordered(notes, request, ['updated_at', 'id']);
}
