import type { EventClass } from '../pbx/call-reporter';

/** Which events a client wants: an event mask, and filters as Asterisk's `Filter` action adds them. */
export interface EventWish {
  readonly mask: 'all' | 'none' | ReadonlySet<string>;
  readonly wanted: readonly RegExp[];
  readonly unwanted: readonly RegExp[];
}

export const EVERYTHING: EventWish = { mask: 'all', wanted: [], unwanted: [] };

/** `on`, `off`, or a list of classes as in `call,system`. */
export function withMask(wish: EventWish, mask: string): EventWish {
  const word = mask.trim().toLowerCase();
  if (word === 'on' || word === 'all') return { ...wish, mask: 'all' };
  if (word === 'off' || word === '') return { ...wish, mask: 'none' };
  return { ...wish, mask: new Set(word.split(',').map((name) => name.trim())) };
}

/** A regular expression over the block's text; `!` in front: what matches is not wanted. Undefined: not one. */
export function withFilter(wish: EventWish, filter: string): EventWish | undefined {
  const negated = filter.startsWith('!');
  const pattern = regularExpression(negated ? filter.slice(1) : filter);
  if (!pattern) return undefined;
  return negated
    ? { ...wish, unwanted: [...wish.unwanted, pattern] }
    : { ...wish, wanted: [...wish.wanted, pattern] };
}

function regularExpression(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    // The client is told that it is no expression.
    return undefined;
  }
}

export function wants(wish: EventWish, eventClass: EventClass, block: string): boolean {
  if (wish.mask === 'none' || (wish.mask !== 'all' && !wish.mask.has(eventClass))) return false;
  if (wish.unwanted.some((pattern) => pattern.test(block))) return false;
  return wish.wanted.length === 0 || wish.wanted.some((pattern) => pattern.test(block));
}
