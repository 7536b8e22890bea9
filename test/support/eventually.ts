const STEP_MS = 25;

/** Waits until `look` gives something; for far ends that tell nobody when they change. Fails with `what` in words. */
export async function eventually<Found>(
  what: string,
  look: () => Found | undefined | false | Promise<Found | undefined | false>,
  timeoutMs = 10_000,
): Promise<Found> {
  for (const giveUpAt = Date.now() + timeoutMs; ;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > giveUpAt) throw new Error(`Not seen within ${timeoutMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
}
