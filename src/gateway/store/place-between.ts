/** Between neighbours; halved by every move into the same gap. */
const SMALLEST_GAP = 1e-6;

/** Where a row comes to stand above `below`; `above` missing = it becomes the first. `undefined` = there is no room. */
export function placeBetween(above: number | undefined, below: number): number | undefined {
  const top = above ?? below - 2;
  return below - top < SMALLEST_GAP ? undefined : (top + below) / 2;
}
