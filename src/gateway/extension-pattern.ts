/** Endpoints of agents when the configuration says nothing else. */
export const DEFAULT_EXTENSION_PATTERN = '^(\\d{2,5})$';

/**
 * Whether this extension can come out of the pattern at all: what its first group takes, or the whole of it. What
 * stands around the group in names of endpoints is unknown here.
 */
export function canYield(pattern: string, extension: string): boolean {
  const group = firstGroup(pattern);
  try {
    const match = new RegExp(group === undefined ? pattern : `^(?:${group})$`).exec(extension);
    return match?.[0] === extension;
  } catch {
    return true; // It is no expression (told elsewhere), or its group makes no sense alone.
  }
}

/** Source of the first capturing group. */
function firstGroup(pattern: string): string | undefined {
  const tokens = [
    ...pattern.matchAll(/\\.|\[(?:\\.|[^\]])*\]|\(\?<(?![=!])[^>]*>|\(\?(?:<?[=!]|:)?|[()]|[^\\[()]+/g),
  ];
  const start = tokens.findIndex(([token]) => token === '(' || /^\(\?<[^=!]/.test(token));
  if (start < 0) return undefined;
  let depth = 0;
  const end = tokens.findIndex(([token], index) => {
    if (index < start) return false;
    if (token.startsWith('(')) depth++;
    if (token === ')') depth--;
    return depth === 0;
  });
  return tokens
    .slice(start + 1, end)
    .map(([token]) => token)
    .join('');
}
