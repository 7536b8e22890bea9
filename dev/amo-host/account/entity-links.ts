import type { EntityType } from './entity';
import type { UndoLog } from './undo-log';

export interface EntityRef {
  readonly type: EntityType;
  readonly id: number;
}

export interface EntityLink extends EntityRef {
  /** Of several contacts of a lead, the one that the lead is about. */
  readonly isMain: boolean;
}

const key = ({ type, id }: EntityRef): string => `${type}:${id}`;

/** Which entities belong together. A link is seen from both of its ends. */
export class EntityLinks {
  private readonly linksByEntity = new Map<string, Map<string, EntityLink>>();

  constructor(private readonly undo: UndoLog) {}

  link(from: EntityRef, to: EntityRef, isMain = false): void {
    this.keep(from, to);
    this.of(from).set(key(to), { ...to, isMain });
    this.of(to).set(key(from), { ...from, isMain });
  }

  unlink(from: EntityRef, to: EntityRef): void {
    this.keep(from, to);
    this.of(from).delete(key(to));
    this.of(to).delete(key(from));
  }

  /** Linked entities of one type, in the order in which they were linked. */
  linked(from: EntityRef, type: EntityType): EntityLink[] {
    return this.all(from).filter((link) => link.type === type);
  }

  all(from: EntityRef): EntityLink[] {
    return [...(this.linksByEntity.get(key(from))?.values() ?? [])];
  }

  forget(entity: EntityRef): void {
    for (const link of this.all(entity)) this.of(link).delete(key(entity));
    this.linksByEntity.delete(key(entity));
  }

  private keep(...ends: readonly EntityRef[]): void {
    if (!this.undo.isOpen) return;
    for (const end of ends) {
      const before = new Map(this.of(end));
      this.undo.add(() => this.linksByEntity.set(key(end), before));
    }
  }

  private of(entity: EntityRef): Map<string, EntityLink> {
    const links = this.linksByEntity.get(key(entity)) ?? new Map<string, EntityLink>();
    this.linksByEntity.set(key(entity), links);
    return links;
  }
}
