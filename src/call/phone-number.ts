/** Words after which an internal number follows in what people type into CRM fields: `доб. 12`, `ext 12`, `x12`, `#12`, `,12`. */
const EXTENSION_SUFFIX = /\s*(?:доб(?:авочный)?|вн(?:утр)?|ext(?:ension)?|x|#|,|;).*$/iu;

/** What a person typed or a card stores → digits with a leading `+` if it had one; `''` when no number is in it. */
export function digitsOf(raw: string): string {
  const number = raw.trim().replace(EXTENSION_SUFFIX, '');
  const digits = number.replace(/\D/g, '');
  if (number.startsWith('+') && digits !== '') return `+${digits}`;
  return number.startsWith('00') && digits.length > 9 ? `+${digits.slice(2)}` : digits;
}

/**
 * Whether `stored` (any format) is the number `e164` (`+79984445566`). Exact: amoCRM's `query=` finds by last digits
 * and by names, so each hit is held against the full number. National forms (`8 998…`, `998…`, `0…`) count only with
 * the account's own `callingCode` (`7`).
 */
export function isSameNumber(e164: string, stored: string, callingCode: string): boolean {
  const number = digitsOf(stored);
  if (e164 === '' || number === '') return false;
  if (number.startsWith('+')) return number === e164;
  const national = callingCode === '7' ? number.replace(/^8(?=\d{10}$)/, '') : number.replace(/^0/, '');
  return e164 === `+${number}` || e164 === `+${callingCode}${national}`;
}
