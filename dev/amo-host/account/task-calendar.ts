import type { Task } from './activity';
import type { EntityRef } from './entity-links';

/** Which entity waits for which tasks. Put together anew after a change: tasks are read far more often than written. */
export class TaskCalendar {
  private byEntity: ReadonlyMap<string, readonly Task[]> | undefined;

  constructor(private readonly tasks: ReadonlyMap<number, Task>) {}

  changed(): void {
    this.byEntity = undefined;
  }

  of({ type, id }: EntityRef): readonly Task[] {
    this.byEntity ??= this.putTogether();
    return this.byEntity.get(`${type}:${id}`) ?? [];
  }

  /** When the next open task of the entity is due, seconds since 1970. */
  closestAt(entity: EntityRef): number | null {
    const open = this.of(entity).filter(({ is_completed }) => !is_completed);
    return open.length === 0 ? null : Math.min(...open.map(({ complete_till }) => complete_till));
  }

  private putTogether(): ReadonlyMap<string, readonly Task[]> {
    const byEntity = new Map<string, Task[]>();
    for (const task of this.tasks.values()) {
      const key = `${task.entity_type}:${task.entity_id}`;
      byEntity.set(key, [...(byEntity.get(key) ?? []), task]);
    }
    return byEntity;
  }
}
