/** What is true for so long is no moment of an animation, of a style sheet on its way, of a page being drawn. */
const LASTING_MS = 250;

/** Tells what was seen by every look of the last while. */
export class Lasting<Sight> {
  private since = new Map<string, number>();

  /** Takes what is seen now; gives what has lasted, each time anew. */
  of(seen: ReadonlyMap<string, Sight>, now: number): readonly Sight[] {
    this.since = new Map([...seen.keys()].map((key) => [key, this.since.get(key) ?? now]));
    return [...seen]
      .filter(([key]) => now - (this.since.get(key) ?? now) >= LASTING_MS)
      .map(([, sight]) => sight);
  }
}
