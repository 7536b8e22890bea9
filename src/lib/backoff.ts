export interface Backoff {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Delay before try number `attempt` (0 = the first retry): doubles up to `maxMs`, then spread over its upper half by
 * `random` (0…1), so that thousands of clients do not come back in the same millisecond.
 */
export function nextDelayMs({ firstMs, maxMs }: Backoff, attempt: number, random: number): number {
  const ceiling = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(ceiling / 2 + (ceiling / 2) * random);
}
