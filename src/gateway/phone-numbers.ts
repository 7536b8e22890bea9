import {
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  type CountryCode,
} from 'libphonenumber-js';
import type { OtherParty } from '../call/call-view';
import { digitsOf } from '../call/phone-number';

/** How numbers are read and written in one country. */
export interface PhoneNumbers {
  /** Without `+`, e.g. `7`. */
  readonly callingCode: string;
  /**
   * A number as the PBX has it → E.164 and text for eyes. Short numbers stay as they are, so do digits that are no
   * number of any country; both are `''` when the number is withheld.
   */
  of(raw: string): Pick<OtherParty, 'number' | 'text'>;
  /** What an agent asks to be dialled → E.164, or a short number (extension, `112`); `undefined` = cannot be dialled. */
  dialable(typed: string): string | undefined;
}

/** What trunks and Asterisk write in place of a number that is withheld. */
const WITHHELD = /^<?(anonymous|unknown|unavailable|restricted|private|withheld|)>?$/i;
/** Extensions and service numbers; public numbers are longer everywhere we know of. */
const SHORT = /^[\d*#]{1,6}$/;

/** `country`: two letters of ISO 3166, e.g. `RU`. */
export function phoneNumbers(country: string): PhoneNumbers {
  if (!isSupportedCountry(country)) throw new Error(`"${country}" is not a country code like "RU" or "KZ".`);
  const callingCode = getCountryCallingCode(country);
  const e164Of = (digits: string): string | undefined =>
    callingCode === '7' ? (russianE164(digits) ?? anyE164(digits, country)) : anyE164(digits, country);
  return {
    callingCode,
    of(raw) {
      const short = raw.trim();
      if (SHORT.test(short)) return { number: short, text: short };
      const digits = WITHHELD.test(short) ? '' : digitsOf(short);
      const e164 = e164Of(digits);
      return e164 === undefined ? { number: digits, text: digits } : { number: e164, text: textOf(e164) };
    },
    dialable(typed) {
      const digits = digitsOf(typed);
      // A feature code (`*72…`) would reach into the PBX itself.
      if (/^\s*[*#]/.test(typed)) return undefined;
      return SHORT.test(digits) && digits.length > 1 ? digits : e164Of(digits);
    },
  };
}

/** By length alone: new ranges of the numbering plan must not wait for a new version of the library. */
function russianE164(digits: string): string | undefined {
  const national = /^(?:\+7|7|8)?(\d{10})$/.exec(digits)?.[1];
  return national && `+7${national}`;
}

/** Trunks often leave the `+` out: `380…` is read as a foreign number where it is no good national one. */
function anyE164(digits: string, country: CountryCode): string | undefined {
  const national = parsePhoneNumberFromString(digits, country);
  if (national?.isValid()) return national.number;
  const foreign = digits.startsWith('+') ? undefined : parsePhoneNumberFromString(`+${digits}`);
  if (foreign?.isValid()) return foreign.number;
  return national?.isPossible() ? national.number : undefined;
}

/** `+7 998 444-55-66`, as Russians write it: the library joins the pairs by spaces, or not at all in ranges it does not know. */
function textOf(e164: string): string {
  const [, ...parts] = /^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(e164) ?? [];
  if (parts.length > 0) return `+7 ${parts[0]} ${parts.slice(1).join('-')}`;
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
}
