/** What is true for so long is no moment of an animation, of a style sheet on its way, of a page being drawn. */
const LASTING_MS = 250;

/** Tells what look after look has seen for a while; once, until it is gone and comes again. */
export class Lasting<Sight> {
  private since = new Map<string, { readonly at: number; isTold: boolean }>();

  /** Takes what is seen now, by name; gives what has just come to last. */
  of(seen: ReadonlyMap<string, Sight>, now: number): readonly Sight[] {
    this.since = new Map(
      [...seen.keys()].map((key) => [key, this.since.get(key) ?? { at: now, isTold: false }]),
    );
    return [...seen].flatMap(([key, sight]) => {
      const known = this.since.get(key);
      if (!known || known.isTold || now - known.at < LASTING_MS) return [];
      known.isTold = true;
      return [sight];
    });
  }
}
