/** The part of Backbone's Model that the page itself uses; widgets get the whole of it. */
export interface HostModel {
  readonly id: unknown;
  get(key: string): unknown;
  set(key: string, value: unknown): HostModel;
}

export interface HostCollection {
  readonly length: number;
  get(id: unknown): HostModel | undefined;
  where(wanted: Readonly<Record<string, unknown>>): HostModel[];
}

interface Backbone {
  readonly Model: new (attributes: object) => HostModel;
  readonly Collection: new (models: readonly HostModel[]) => HostCollection;
  readonly View: object;
}

/** Loaded before the page starts. */
export const backbone = (): Backbone => requirejs('backbone') as Backbone;

export const hostModel = (attributes: object): HostModel => new (backbone().Model)(attributes);

export const hostCollection = (models: readonly HostModel[]): HostCollection =>
  new (backbone().Collection)(models);
