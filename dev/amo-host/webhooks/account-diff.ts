import type { AccountState } from '../account/account-state';
import type { Note } from '../account/activity';
import { ENTITY_TYPES, SINGULAR, type Entity, type EntityType } from '../account/entity';
import type { EntityRef } from '../account/entity-links';

interface HookSubject {
  readonly type: EntityType;
  readonly entity: Entity;
}

/** Something that a webhook tells of. The entity is as it was at that moment. */
export type HookEvent = HookSubject &
  (
    | { readonly action: 'add' | 'update' | 'delete' }
    | {
        readonly action: 'status';
        readonly before: { readonly status_id: number; readonly pipeline_id: number };
      }
    | { readonly action: 'responsible'; readonly before: { readonly responsible_user_id: number } }
    | { readonly action: 'note'; readonly note: Note }
  );

/** The name by which an address subscribes to such an event. */
export const hookAction = ({ action, type }: HookEvent): string => `${action}_${SINGULAR[type]}`;

const keyOf = ({ type, id }: EntityRef): string => `${type}:${id}`;

/** Finds out what happened to entities by looking at them again: no writer in the account has to know of webhooks. */
export class AccountDiff {
  private readonly known = new Map<string, Entity>();
  private lastNoteId: number;

  constructor(private readonly state: AccountState) {
    for (const type of ENTITY_TYPES)
      for (const id of state.entities(type).keys()) this.remember({ type, id });
    this.lastNoteId = Math.max(0, ...state.notes.keys());
  }

  /** What happened to these entities since they were last looked at, in the order in which amoCRM tells it. */
  eventsOf(touched: readonly EntityRef[]): HookEvent[] {
    const events = touched.flatMap((ref) => [...this.changesOf(ref), ...this.newNotesOf(ref)]);
    this.lastNoteId = Math.max(
      this.lastNoteId,
      ...events.map((event) => ('note' in event ? event.note.id : 0)),
    );
    return events;
  }

  private changesOf(ref: EntityRef): HookEvent[] {
    const before = this.known.get(keyOf(ref));
    const entity = this.remember(ref);
    const { type } = ref;
    if (!before) return entity ? [{ action: 'add', type, entity }] : [];
    if (!entity) return [{ action: 'delete', type, entity: before }];
    if (JSON.stringify(before) === JSON.stringify(entity)) return [];
    const events: HookEvent[] = [{ action: 'update', type, entity }];
    if (isMoved(before, entity)) events.push({ action: 'status', type, entity, before });
    if (before.responsible_user_id !== entity.responsible_user_id)
      events.push({ action: 'responsible', type, entity, before });
    return events;
  }

  private newNotesOf(ref: EntityRef): HookEvent[] {
    const entity = this.known.get(keyOf(ref));
    if (!entity) return [];
    return this.state
      .notesOf(ref)
      .filter(({ id }) => id > this.lastNoteId)
      .map((note) => ({ action: 'note', type: ref.type, entity, note }));
  }

  /** Keeps a copy of the entity as it is now; none of one that is deleted or not accepted yet. */
  private remember(ref: EntityRef): Entity | undefined {
    const entity = this.state.entities(ref.type).get(ref.id);
    if (!entity || entity.is_deleted || this.state.isHidden(ref)) {
      this.known.delete(keyOf(ref));
      return undefined;
    }
    const copy = structuredClone(entity);
    this.known.set(keyOf(ref), copy);
    return copy;
  }
}

interface InPipeline {
  readonly status_id: number;
  readonly pipeline_id: number;
}

function isMoved(before: Entity, after: Entity): before is Entity & InPipeline {
  if (!('pipeline_id' in before) || !('pipeline_id' in after)) return false;
  const [was, is] = [before, after] as unknown as [InPipeline, InPipeline];
  return was.status_id !== is.status_id || was.pipeline_id !== is.pipeline_id;
}
