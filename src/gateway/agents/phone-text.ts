import {
  isSupportedCountry,
  parsePhoneNumberFromString,
  getCountryCallingCode,
  type CountryCode,
} from 'libphonenumber-js';
import { digitsOf } from '../../call/phone-number';

export interface PhoneText {
  /** E.164 with `+`; digits as they came when they are no public number; `''` when withheld. */
  readonly number: string;
  /** For human eyes. */
  readonly text: string;
}

/** What trunks write instead of a number that is withheld. */
const WITHHELD = /^(anonymous|unknown|unavailable|restricted|private|withheld|<.*>|)$/i;
/** Up to so many digits it is an extension or a service number, not a public one. */
const LONGEST_SHORT_NUMBER = 6;

/** Numbers as the PBX has them → E.164 and text, read as someone in `country` dials. */
export class PhoneTexts {
  readonly callingCode: string;
  private readonly country: CountryCode;

  constructor(country: string) {
    if (!isSupportedCountry(country))
      throw new Error(`"${country}" is no country code of ISO 3166, like "RU"`);
    this.country = country;
    this.callingCode = getCountryCallingCode(country);
  }

  of(raw: string): PhoneText {
    if (WITHHELD.test(raw.trim())) return { number: '', text: '' };
    const digits = digitsOf(raw);
    if (digits.length <= LONGEST_SHORT_NUMBER) return { number: digits, text: digits };
    const parsed = parsePhoneNumberFromString(digits, this.country);
    if (!parsed) return { number: digits, text: digits };
    return { number: parsed.number, text: textOf(parsed.number, parsed.formatInternational()) };
  }
}

/** `+7 998 444-55-66`, as Russians write it; libphonenumber joins the pairs by spaces, or not at all in new ranges. */
function textOf(e164: string, international: string): string {
  return /^\+7\d{10}$/.test(e164)
    ? e164.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2-$3-$4')
    : international;
}
