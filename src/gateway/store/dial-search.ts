/** How rows of a list are looked for: by what stands in them. `values` are patterns of `LIKE`; in texts `\` escapes. */
export type DialSearch = readonly [kind: 'all' | 'number' | 'text', values: readonly string[]];

/** `find`: as it was typed. */
export function dialSearchOf(find: string): DialSearch {
  const text = find.trim().toLowerCase();
  if (text === '') return ['all', []];
  const digits = text.replace(/\D/g, '');
  // 8… and +7… begin the same number.
  if (digits.length >= 3 && /^[\d\s()+-]+$/.test(text))
    return ['number', [`%${digits.length > 10 ? digits.slice(-10) : digits}%`]];
  return ['text', [`%${text.replace(/[%_\\]/g, (sign) => `\\${sign}`)}%`]];
}
