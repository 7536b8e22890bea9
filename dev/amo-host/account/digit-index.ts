import type { Entity } from './entity';

export const INDEXED_DIGITS = 7;

function runsIn(text: string): string[] {
  const digits = text.replace(/\D/g, '');
  return Array.from({ length: Math.max(0, digits.length - INDEXED_DIGITS + 1) }, (_, at) =>
    digits.slice(at, at + INDEXED_DIGITS),
  );
}

/** Name and field values: everything in which amoCRM searches. */
export const textsOf = (entity: Entity): string[] => [
  entity.name,
  ...(entity.custom_fields_values ?? []).flatMap(({ values }) => values.map(({ value }) => String(value))),
];

/** Which entities have these seven digits in a row, so that thousands of cards need not be read for every call. */
export class DigitIndex {
  private readonly idsByRun = new Map<string, Set<number>>();
  /** `undefined`: nobody has asked yet, nothing is indexed. */
  private outdated?: Set<number>;

  constructor(private readonly entities: ReadonlyMap<number, Entity>) {}

  changed(id: number): void {
    this.outdated?.add(id);
  }

  /** In the order of their ids. May name one that had the digits before: the caller looks again. */
  candidates(digits: string): Entity[] {
    this.catchUp();
    const ids = [...(this.idsByRun.get(digits) ?? [])].sort((a, b) => a - b);
    return ids.flatMap((id) => this.entities.get(id) ?? []);
  }

  private catchUp(): void {
    for (const id of this.outdated ?? this.entities.keys()) {
      const entity = this.entities.get(id);
      for (const run of entity ? textsOf(entity).flatMap(runsIn) : []) {
        const ids = this.idsByRun.get(run) ?? new Set();
        this.idsByRun.set(run, ids.add(id));
      }
    }
    this.outdated = new Set();
  }
}
