/** The part of Backbone's Model and Collection that widgets are known to use on the host's objects. */
export class SmallModel {
  readonly id: unknown;

  constructor(readonly attributes: Record<string, unknown>) {
    this.id = attributes['id'];
  }

  get(key: string): unknown {
    return this.attributes[key];
  }

  set(key: string, value: unknown): this {
    this.attributes[key] = value;
    return this;
  }

  toJSON(): Record<string, unknown> {
    return { ...this.attributes };
  }
}

export class SmallCollection {
  constructor(readonly models: readonly SmallModel[]) {}

  get length(): number {
    return this.models.length;
  }

  get(id: unknown): SmallModel | undefined {
    return this.models.find((model) => String(model.id) === String(id));
  }

  where(wanted: Record<string, unknown>): SmallModel[] {
    return this.models.filter((model) =>
      Object.entries(wanted).every(([key, value]) => model.get(key) === value),
    );
  }

  forEach(visit: (model: SmallModel) => void): void {
    this.models.forEach(visit);
  }

  map<T>(from: (model: SmallModel) => T): T[] {
    return this.models.map(from);
  }

  toJSON(): Record<string, unknown>[] {
    return this.models.map((model) => model.toJSON());
  }
}
