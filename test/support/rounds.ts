import { SeededRandom } from '../../dev/amo-host/account/seeded-random';

/** How often a long loop turns, and how long its test may take. */
export interface Rounds {
  readonly count: number;
  readonly timeoutMs: number;
}

/** What `npm test` runs, and what `npm run soak` does. */
export interface LongLoop {
  readonly test: Rounds;
  readonly soak: Rounds;
}

/** `npm run soak`: loops turn to their end, and what takes a minute by itself is done at all. */
export const isSoak = process.env.LINIA_SOAK === '1';

export const rounds = ({ test, soak }: LongLoop): Rounds => (isSoak ? soak : test);

function seed(): number {
  const wanted = Number(process.env.LINIA_SEED);
  return Number.isSafeInteger(wanted) && wanted > 0 ? wanted : 1 + Math.floor(Math.random() * 1_000_000);
}

/** Chances for one test; `label` goes into its name, so that LINIA_SEED can repeat a run that failed. */
export function chances(): { readonly random: SeededRandom; readonly label: string } {
  const chosen = seed();
  return { random: new SeededRandom(chosen), label: `LINIA_SEED=${chosen}` };
}
