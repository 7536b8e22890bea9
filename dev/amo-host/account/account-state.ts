import { randomUUID } from 'node:crypto';
import type { DEMO_ACCOUNT } from '../../demo/demo-account';
import type { AccountUser } from './account-user';
import type { CallEvent, Note, Notification, Task, Unsorted } from './activity';
import { ENTITY_TYPES, type EntityOf, type EntityType } from './entity';
import { EntityLinks, type EntityRef } from './entity-links';
import { DigitIndex } from './digit-index';
import { PLATFORMS, type Language, type Platform } from './platform';
import { TaskCalendar } from './task-calendar';
import { UndoLog } from './undo-log';

export type AccountChange =
  | { readonly kind: 'entity'; readonly type: EntityType; readonly id: number }
  | { readonly kind: 'notification'; readonly notification: Notification };

export interface InstalledWidget {
  readonly code: string;
  readonly directory: string;
  readonly clientUuid: string;
  settings: Record<string, unknown>;
  active: boolean;
}

/** Everything that the account remembers; it lives as long as the process. */
export class AccountState {
  readonly contacts = new Map<number, EntityOf['contacts']>();
  readonly companies = new Map<number, EntityOf['companies']>();
  readonly leads = new Map<number, EntityOf['leads']>();
  readonly customers = new Map<number, EntityOf['customers']>();
  readonly digits: Readonly<Record<EntityType, DigitIndex>> = {
    contacts: new DigitIndex(this.contacts),
    companies: new DigitIndex(this.companies),
    leads: new DigitIndex(this.leads),
    customers: new DigitIndex(this.customers),
  };
  readonly undo = new UndoLog();
  readonly links = new EntityLinks(this.undo);
  readonly notes = new Map<number, Note>();
  readonly tasks = new Map<number, Task>();
  readonly calendar = new TaskCalendar(this.tasks);
  readonly unsorted = new Map<string, Unsorted>();
  readonly notifications: Notification[] = [];
  readonly callEvents: CallEvent[] = [];
  readonly widgets = new Map<string, InstalledWidget>();

  /** By user: what his profile says, where it is not the account's. */
  private readonly languages = new Map<number, Language>();
  private readonly notesByEntity = new Map<string, Note[]>();
  private readonly hidden = new Set<string>();
  private readonly listeners = new Set<(change: AccountChange) => void>();
  /** Changes of a request that may still be refused: nobody hears of them yet. */
  private untold: AccountChange[] = [];
  private lastId = 20_000_000;

  constructor(
    readonly account: typeof DEMO_ACCOUNT,
    readonly users: readonly AccountUser[],
    /** Seconds since 1970, as everywhere in the API. */
    readonly now: () => number = () => Math.floor(Date.now() / 1000),
    readonly platform: Platform = PLATFORMS.amocrm,
  ) {}

  /** Kinds of cards that this product has. */
  get entityTypes(): readonly EntityType[] {
    return this.platform.hasCustomers ? ENTITY_TYPES : ENTITY_TYPES.filter((type) => type !== 'customers');
  }

  languageOf(userId: number): Language {
    return this.languages.get(userId) ?? this.platform.languages[0];
  }

  /** The user chooses another one in his profile: his next page comes in it. */
  setLanguage(userId: number, language: Language): void {
    this.languages.set(userId, language);
  }

  nextId(): number {
    return ++this.lastId;
  }

  entities<T extends EntityType>(type: T): Map<number, EntityOf[T]> {
    return this[type] as unknown as Map<number, EntityOf[T]>;
  }

  user(id: number): AccountUser | undefined {
    return this.users.find((user) => user.id === id);
  }

  /** Contacts and leads of an unsorted entry exist for nobody until somebody accepts it. */
  hide({ type, id }: EntityRef): void {
    this.hidden.add(`${type}:${id}`);
    this.undo.add(() => this.unhide({ type, id }));
  }

  unhide({ type, id }: EntityRef): void {
    this.hidden.delete(`${type}:${id}`);
  }

  isHidden({ type, id }: EntityRef): boolean {
    return this.hidden.has(`${type}:${id}`);
  }

  notesOf({ type, id }: EntityRef): readonly Note[] {
    return this.notesByEntity.get(`${type}:${id}`) ?? [];
  }

  addNote(note: Note): void {
    this.notes.set(note.id, note);
    const key = `${note.entityType}:${note.entity_id}`;
    const notes = this.notesByEntity.get(key) ?? [];
    this.notesByEntity.set(key, notes);
    notes.push(note);
    this.changed({ type: note.entityType, id: note.entity_id });
  }

  /** A task was made or changed, before or after this call. */
  taskChanged({ entity_type: type, entity_id: id }: Task): void {
    this.calendar.changed();
    this.undo.add(() => this.calendar.changed());
    if (type && id) this.changed({ type, id });
  }

  notify(content: Omit<Notification, 'id' | 'uuid' | 'isRead'>): Notification {
    const notification = { ...content, id: this.nextId(), uuid: randomUUID(), isRead: false };
    this.notifications.push(notification);
    this.tell({ kind: 'notification', notification });
    return notification;
  }

  changed(entity: EntityRef): void {
    this.digits[entity.type].changed(entity.id);
    this.tell({ kind: 'entity', ...entity });
  }

  onChange(listener: (change: AccountChange) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Runs `work`; if it throws, the account is as it was, and nobody has heard of anything. */
  allOrNothing<T>(work: () => T): T {
    try {
      const done = this.undo.allOrNothing(work);
      for (const change of this.untold) this.tell(change);
      return done;
    } finally {
      this.untold = [];
    }
  }

  private tell(change: AccountChange): void {
    if (this.undo.isOpen) this.untold.push(change);
    else for (const listener of this.listeners) listener(change);
  }
}
