import type { RuleId } from './rules';

/** Something that a widget opened and has to close in `destroy`. */
export interface Resource {
  readonly rule: RuleId;
  readonly what: string;
  readonly where: string;
  isLeft(): boolean;
}

/** So often, dead ones are forgotten: a widget that lives for weeks opens and closes millions. */
const TIDY_EVERY = 500;

/** What every widget has open, by its code. */
export class Resources {
  private readonly open = new Map<string, Set<Resource>>();

  add(widget: string, resource: Resource): void {
    const own = this.open.get(widget) ?? new Set();
    this.open.set(widget, own.add(resource));
    if (own.size % TIDY_EVERY === 0) own.forEach((each) => each.isLeft() || own.delete(each));
  }

  /** Hands over what the ended life of a widget opened; the next life begins with nothing. */
  take(widget: string): readonly Resource[] {
    const own = this.open.get(widget);
    this.open.delete(widget);
    return own ? [...own] : [];
  }
}
