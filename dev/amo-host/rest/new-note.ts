import type { AccountState } from '../account/account-state';
import type { Actor } from '../account/account-user';
import type { Note, NoteType } from '../account/activity';
import type { EntityType } from '../account/entity';

export interface NewNote {
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
