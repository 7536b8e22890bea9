/** E.164 or a short number → what the PBX's dialplan wants to be dialled. */
export type DialRule = (number: string) => string;

export interface DialSettings {
  /** `digits` = 79984445566, `plus` = +79984445566, `trunk-8` = 89984445566 for Russian numbers, digits for others. */
  readonly format: 'digits' | 'plus' | 'trunk-8';
  /** Dialled before every outside number, e.g. `9`. */
  readonly prefix: string;
}

export function dialRuleOf({ format, prefix }: DialSettings): DialRule {
  return (number) => (number.startsWith('+') ? prefix + formatted(number, format) : number);
}

function formatted(e164: string, format: DialSettings['format']): string {
  if (format === 'plus') return e164;
  return format === 'trunk-8' ? e164.replace(/^\+7(?=\d{10}$)/, '8').replace('+', '') : e164.slice(1);
}
