import type { PhoneNumbers } from '../../phone-numbers';

/** What people write between two numbers of one field. A dash or a bracket belongs to a number. */
const BETWEEN = /[,;/\n]|(?<=\d)\s{2,}(?=[+\d])|\s+(?=\+)/;
/** `доб. 12`, `ext 12`, `#12`, `x12`: reaches somebody behind the number, which alone rings here. */
const BEHIND = /(?:доб\.?|вн\.?|ext\.?|#|x)\s*\d+.*$/i;
const SHORTEST = 7;

/** The numbers in one phone field of a card, E.164, each once; a local number without its area code is none. */
export function storedNumbers(field: string, phones: PhoneNumbers): readonly string[] {
  const numbers = field.split(BETWEEN).flatMap((part) => {
    const text = part.replace(BEHIND, '').trim();
    if (text.replace(/\D/g, '').length < SHORTEST) return [];
    const { number } = phones.of(text);
    return number.startsWith('+') ? [number] : [];
  });
  return [...new Set(numbers)];
}
