import type { AccountState } from '../account/account-state';
import type { Note, NoteType } from '../account/activity';
import { SINGULAR } from '../account/entity';
import type { ApiRequest } from './api-route';
import { filterOf, inRange, isOneOf } from './list-query';
import { readableEntity } from './note-search';
import { ApiProblem } from './problem';

/** What a note is in the history of the account. */
export const EVENT_TYPE: Readonly<Record<NoteType, string>> = {
  call_in: 'incoming_call',
  call_out: 'outgoing_call',
  sms_in: 'incoming_sms',
  sms_out: 'outgoing_sms',
  common: 'common_note_added',
  attachment: 'attachment_note_added',
  geolocation: 'geo_note_added',
  service_message: 'service_note_added',
  extended_service_message: 'service_note_added',
  message_cashier: 'message_to_cashier_note_added',
};

/** History of the account, as far as telephony reads it: notes as events, by the rights of who asks. */
export function searchEvents(state: AccountState, request: ApiRequest): readonly Note[] {
  const filter = filterOf(request);
  if (filter['entity_id'] !== undefined && filter['entity'] === undefined)
    throw ApiProblem.of(400, 'Query parameter "filter[entity_id]" needs "filter[entity]"');
  return [...state.notes.values()].filter(
    (note) =>
      isOneOf(note.id, filter['id']) &&
      isOneOf(EVENT_TYPE[note.note_type], filter['type']) &&
      isOneOf(SINGULAR[note.entityType], filter['entity']) &&
      isOneOf(note.entity_id, filter['entity_id']) &&
      isOneOf(note.created_by, filter['created_by']) &&
      inRange(note.created_at, filter['created_at']) &&
      readableEntity(state, note.entityType, note.entity_id, request) !== undefined,
  );
}
