import { appendFileSync } from 'node:fs';

/** One row of docs/performance.md: what was measured beside what, in the same run. */
export interface BenchRow {
  /** Of the promise: `P4`. */
  readonly id: string;
  readonly what: string;
  readonly ours: string;
  /** The floor or the peer. */
  readonly beside: string;
  /** Of ours to it; `—` where a count is promised, not a ratio. */
  readonly ratio: string;
  readonly must: string;
  readonly holds: boolean;
}

/** Ends every bench: a promise that does not hold fails it; `npm run bench` without a name collects the rows. */
export function keepRows(...rows: readonly BenchRow[]): void {
  if (rows.some(({ holds }) => !holds)) process.exitCode = 1;
  const file = process.env['BENCH_ROWS'];
  if (file !== undefined) appendFileSync(file, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
}

export const times = (ratio: number): string => `${ratio.toFixed(2)}×`;
