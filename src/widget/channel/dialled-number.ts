import { digitsOf } from '../../call/phone-number';

/** What the PBX is asked to dial, or why nothing can be dialled. */
export type DialledNumber =
  { readonly number: string } | { readonly trouble: 'invalid-number' | 'number-incomplete' };

/** Up to so many digits it is an extension or a service number and is dialled as it stands. */
const LONGEST_SHORT_NUMBER = 6;
/** E.164 without `+`. Shorter than a full number = a local number whose area code everybody in town knows by heart. */
const LONGEST_NUMBER = 15;
const SHORTEST_NUMBER = { russian: 10, other: 8 };

/** `*98`, `#31#`, `101*5`: the PBX's own codes. */
const CODE = /^(?:[*#][\d*#]+|\d{1,6}[*#][\d*#]*)$/;
/** What people write between two numbers in one field; the first is dialled. Commas and `;` end it in `digitsOf`. */
const NEXT_NUMBER = /(?<=\d)\s*(?:[/|\n*]|\+|или\s).*$/su;
/** From Russia `8`, second dialling tone, `10`, then the country. */
const ABROAD_FROM_RUSSIA = /^810(?=\d{9,}$)/;

/**
 * A number as a card stores it or a hand typed it → E.164 with `+` where the account's `callingCode` tells how national
 * numbers are written, short numbers and codes as they are.
 */
export function dialledNumber(stored: string, callingCode: string): DialledNumber {
  const compact = stored.replace(/[\s()-]/g, '');
  if (CODE.test(compact)) return { number: compact };
  const digits = digitsOf(stored.trim().replace(NEXT_NUMBER, ''));
  const length = digits.replace('+', '').length;
  if (length < 2 || length > LONGEST_NUMBER) return { trouble: 'invalid-number' };
  if (!digits.startsWith('+') && length <= LONGEST_SHORT_NUMBER) return { number: digits };
  const shortest = SHORTEST_NUMBER[callingCode === '7' && !digits.startsWith('+') ? 'russian' : 'other'];
  return length < shortest ? { trouble: 'number-incomplete' } : { number: e164(digits, callingCode) };
}

function e164(digits: string, callingCode: string): string {
  if (digits.startsWith('+')) return digits;
  if (callingCode !== '7') return digits.startsWith('0') ? `+${callingCode}${digits.slice(1)}` : `+${digits}`;
  if (ABROAD_FROM_RUSSIA.test(digits)) return digits.replace(ABROAD_FROM_RUSSIA, '+');
  return digits.length === 10 ? `+7${digits}` : `+${digits.replace(/^8(?=\d{10}$)/, '7')}`;
}
