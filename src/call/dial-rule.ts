/** How the PBX's dialplan wants outside numbers to be dialled. */
export interface DialSettings {
  readonly format: DialFormat;
  /** Dialled before every outside number, e.g. `9`. */
  readonly prefix: string;
}

/** `digits` = 79984445566, `plus` = +79984445566, `trunk-8` = 89984445566 for Russian numbers, digits for others. */
export type DialFormat = 'digits' | 'plus' | 'trunk-8';

/** E.164 or a short number → what is dialled, whoever dials it: the PBX for a desk phone, or the browser's phone. */
export function dialledAs(number: string, { format, prefix }: DialSettings): string {
  return number.startsWith('+') ? prefix + formatted(number, format) : number;
}

/** The number without what is dialled before it; extensions and service numbers have nothing before them. */
export function withoutPrefix(dialled: string, { prefix }: DialSettings): string {
  const rest = dialled.slice(prefix.length);
  return dialled.startsWith(prefix) && rest.length > LONGEST_SHORT_NUMBER ? rest : dialled;
}

const LONGEST_SHORT_NUMBER = 6;

function formatted(e164: string, format: DialFormat): string {
  if (format === 'plus') return e164;
  return format === 'trunk-8' ? e164.replace(/^\+7(?=\d{10}$)/, '8').replace('+', '') : e164.slice(1);
}
