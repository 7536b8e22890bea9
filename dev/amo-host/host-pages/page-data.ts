import type { AccountState } from '../account/account-state';
import type { AccountUser, Actor } from '../account/account-user';
import type { Note, Notification, Task } from '../account/activity';
import {
  ELEMENT_TYPE,
  emailsOf,
  ENTITY_TYPES,
  phonesOf,
  SINGULAR,
  type Entity,
  type EntityType,
  type Lead,
} from '../account/entity';
import { PIPELINES, statusName } from '../account/pipeline';
import { isVisible } from '../rest/entity-search';

/** What the page shows of an entity, in a list as on a card. */
export interface EntityRow {
  readonly id: number;
  readonly type: EntityType;
  readonly elementType: number;
  readonly kind: string;
  readonly name: string;
  readonly url: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly responsible: string;
  readonly price: number | null;
  readonly stage: string;
  readonly pipeline: string;
}

export interface LinkedRow extends EntityRow {
  readonly isMain: boolean;
}

export function entityRow(state: AccountState, type: EntityType, entity: Entity): EntityRow {
  const lead = type === 'leads' ? (entity as Lead) : undefined;
  return {
    id: entity.id,
    type,
    elementType: ELEMENT_TYPE[type],
    kind: SINGULAR[type],
    name: entity.name,
    url: `/${type}/detail/${entity.id}`,
    phones: phonesOf(entity),
    emails: emailsOf(entity),
    responsible: state.user(entity.responsible_user_id)?.name ?? '',
    price: lead?.price ?? ('next_price' in entity ? (entity.next_price as number) : null),
    stage: lead ? statusName(lead.pipeline_id, lead.status_id) : '',
    pipeline: PIPELINES.find(({ id }) => id === lead?.pipeline_id)?.name ?? '',
  };
}

export function linkedRows(state: AccountState, actor: Actor, type: EntityType, id: number): LinkedRow[] {
  return state.links.all({ type, id }).flatMap((link) => {
    const entity = state.entities(link.type).get(link.id);
    if (!entity || entity.is_deleted || !isVisible(state, actor, link.type, entity)) return [];
    return [{ ...entityRow(state, link.type, entity), isMain: link.isMain }];
  });
}

export interface ListPage {
  readonly rows: readonly (EntityRow & { readonly linked: readonly LinkedRow[] })[];
  readonly total: number;
}

export function listPage(
  state: AccountState,
  user: AccountUser,
  type: EntityType,
  page: number,
  limit: number,
): ListPage {
  const actor: Actor = { kind: 'user', user };
  const visible = [...state.entities(type).values()].filter(
    (entity) => !entity.is_deleted && isVisible(state, actor, type, entity),
  );
  const start = (page - 1) * limit;
  const rows = visible.slice(start, start + limit).map((entity) => ({
    ...entityRow(state, type, entity),
    linked: linkedRows(state, actor, type, entity.id),
  }));
  return { rows, total: visible.length };
}

export interface CardPage {
  readonly entity: EntityRow;
  readonly responsibleId: number;
  readonly fields: readonly {
    readonly name: string;
    readonly code: string | null;
    readonly values: readonly string[];
  }[];
  readonly linked: readonly LinkedRow[];
  readonly notes: readonly (Note & { readonly author: string })[];
  readonly tasks: readonly (Task & { readonly responsible: string })[];
}

/** A contact's card shows the feeds of its leads and customers too: an agent looks there for the last talk. */
function feedOwners(type: EntityType, id: number, linked: readonly LinkedRow[]): ReadonlySet<string> {
  const deals =
    type === 'contacts' ? linked.filter((row) => row.type === 'leads' || row.type === 'customers') : [];
  return new Set([`${type}:${id}`, ...deals.map((row) => `${row.type}:${row.id}`)]);
}

export function cardPage(
  state: AccountState,
  user: AccountUser,
  type: EntityType,
  id: number,
): CardPage | undefined {
  const actor: Actor = { kind: 'user', user };
  const entity = state.entities(type).get(id);
  if (!entity || entity.is_deleted || !isVisible(state, actor, type, entity)) return undefined;
  const linked = linkedRows(state, actor, type, id);
  const owners = feedOwners(type, id, linked);
  return {
    entity: entityRow(state, type, entity),
    responsibleId: entity.responsible_user_id,
    fields: (entity.custom_fields_values ?? []).map(({ field_name, field_code, values }) => ({
      name: field_name,
      code: field_code,
      values: values.map(({ value }) => value),
    })),
    linked,
    notes: [...state.notes.values()]
      .filter((note) => owners.has(`${note.entityType}:${note.entity_id}`))
      .map((note) => ({ ...note, author: state.user(note.created_by)?.name ?? '' })),
    tasks: [...state.tasks.values()]
      .filter((task) => owners.has(`${task.entity_type}:${task.entity_id}`))
      .map((task) => ({ ...task, responsible: state.user(task.responsible_user_id)?.name ?? '' })),
  };
}

/** Tasks of all entities and users, the nearest first. */
export function taskPage(
  state: AccountState,
): (Task & { readonly responsible: string; readonly about: EntityRow | null })[] {
  return [...state.tasks.values()]
    .sort((a, b) => a.complete_till - b.complete_till)
    .map((task) => {
      const type = ENTITY_TYPES.find((known) => known === task.entity_type);
      const entity = type && state.entities(type).get(task.entity_id ?? 0);
      return {
        ...task,
        responsible: state.user(task.responsible_user_id)?.name ?? '',
        about: type && entity ? entityRow(state, type, entity) : null,
      };
    });
}

/** A notification in the form that `APP.addNotificationCallback` hands out. */
export const notificationPayload = (notification: Notification) => ({
  id: notification.id,
  uuid: notification.uuid,
  notification_id: notification.id,
  entity: null,
  linked_entity: null,
  created_at: notification.createdAt,
  updated_at: notification.createdAt,
  is_read: notification.isRead,
  silent: false,
  body: {
    title: notification.header,
    icon: { call: notification.type === 'call', value: notification.type },
    rows: [{ style: 'text', text: notification.text, class_height: '' }],
    actions: { click: { url: notification.clickUrl }, buttons: [], read_on_show: false },
  },
  click: { type: 'url', value: notification.clickUrl },
  web_link: notification.clickUrl,
  absolute_link: notification.link,
  buttons: [],
  notification: true,
});
