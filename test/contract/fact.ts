import type { AccountUnderTest } from './account-under-test';
import type { Answer } from './answer';
import { mismatches, type Pattern } from './pattern';
import type { Need } from './target';

/**
 * How sure we are that the fact holds: `D` documented by amoCRM, `H` seen in the code of its pages, `G` seen in
 * programs and threads of others, `likely` our own conclusion.
 */
export type Trust = 'D' | 'H' | 'G' | 'likely';

/** One sentence of amoCRM's contract that can be true or false of an account. */
export interface Fact {
  /** The subject's number, as the list in `docs/contract.md` has it, and a name. */
  readonly id: string;
  /** A page under https://www.amocrm.ru/developers/content/, or where else it is from. */
  readonly source: string;
  readonly trust: Trust;
  readonly says: string;
  /** What the target must allow or have, besides a token; otherwise the fact is not checked. */
  readonly needs?: readonly Need[];
  check(account: AccountUnderTest): Promise<Seen>;
}

export interface Seen {
  readonly isSame: boolean;
  readonly seen: string;
}

/** The account cannot show this fact either way. */
export class NotChecked extends Error {}

const TYPES = { hal: 'application/hal+json', problem: 'application/problem+json' } as const;

export interface ExpectedAnswer {
  readonly status: number | readonly number[];
  readonly type?: keyof typeof TYPES;
  readonly body?: Pattern;
  readonly isEmpty?: true;
}

const EXCERPT = 200;

/** How the answer compares with what the contract says. */
export function saw(answer: Answer, expected: ExpectedAnswer): Seen {
  const statuses = [expected.status].flat();
  const wantedType = expected.type && TYPES[expected.type];
  // Of another status everything else is different too; one word is enough then.
  const faults = statuses.includes(answer.status)
    ? [
        ...(wantedType && !answer.contentType.startsWith(wantedType) ? [`type: wanted ${wantedType}`] : []),
        ...(expected.isEmpty && answer.text !== '' ? ['wanted an empty body'] : []),
        ...(expected.body === undefined ? [] : mismatches(expected.body, answer.body, '')),
      ]
    : [`status: wanted ${statuses.join(' or ')}`];
  const excerpt = `${answer.status} ${answer.contentType} ${answer.text.slice(0, EXCERPT)}`.trim();
  return { isSame: faults.length === 0, seen: [...faults, excerpt].join('; ') };
}

/** How a single value compares. */
export function sawValue(name: string, value: unknown, pattern: Pattern): Seen {
  const faults = mismatches(pattern, value, name);
  return {
    isSame: faults.length === 0,
    seen: faults.length === 0 ? `${name} = ${JSON.stringify(value)}` : faults.join('; '),
  };
}

/** True only when all of it is; tells what differs, or the last thing that was seen. */
export function together(...all: readonly Seen[]): Seen {
  const different = all.filter(({ isSame }) => !isSame);
  const told = different.length > 0 ? different : all.slice(-1);
  return { isSame: different.length === 0, seen: told.map(({ seen }) => seen).join(' | ') };
}
