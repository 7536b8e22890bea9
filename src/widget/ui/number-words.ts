/** A number as people of this language write it: `4,33` in Russian, `4.33` in English; digits behind the comma at most. */
export const numberWords = (value: number, language: string, digits = 1): string =>
  value.toLocaleString(language, { maximumFractionDigits: digits });
