import { digitsOf } from '../../call/phone-number';

/** Up to so many digits it is an extension or a service number and is dialled as it stands. */
const LONGEST_SHORT_NUMBER = 6;

/**
 * A number as a card stores it → as the PBX is asked to dial it: E.164 with `+` where the account's `callingCode` tells
 * how national numbers are written, short numbers as they are; `undefined` when there is no number in it.
 */
export function dialledNumber(stored: string, callingCode: string): string | undefined {
  const number = digitsOf(stored);
  if (number.replace('+', '').length < 2) return undefined;
  if (number.startsWith('+') || number.length <= LONGEST_SHORT_NUMBER) return number;
  if (callingCode === '7')
    return number.length === 10 ? `+7${number}` : `+${number.replace(/^8(?=\d{10}$)/, '7')}`;
  return number.startsWith('0') ? `+${callingCode}${number.slice(1)}` : `+${number}`;
}
