/** AMI blocks: `Name: value` lines, ended by an empty line. Names repeat (Variable). */
export type AmiLine = readonly [name: string, value: string];

export interface AmiAction {
  /** First value, names without case. */
  get(name: string): string | undefined;
  all(name: string): readonly string[];
}

export const MAX_BLOCK_CHARS = 64 * 1024;

export function parseAction(block: string): AmiAction {
  const lines = block.split('\r\n').flatMap((line): AmiLine[] => {
    const colon = line.indexOf(':');
    return colon < 1 ? [] : [[line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()]];
  });
  const all = (name: string): readonly string[] =>
    lines.filter(([key]) => key === name.toLowerCase()).map(([, value]) => value);
  return { all, get: (name) => all(name)[0] };
}

/** What a stranger put into a value (his name) may not begin a line of its own. */
const oneLine = (value: string): string => value.replace(/[\r\n\0]+/g, ' ');

export function formatBlock(lines: readonly (readonly [string, string | number])[]): string {
  return `${lines.map(([name, value]) => `${name}: ${oneLine(String(value))}\r\n`).join('')}\r\n`;
}

/** Cuts a stream into whole blocks and the rest that is still to come. */
export function cutBlocks(buffered: string): { readonly blocks: readonly string[]; readonly rest: string } {
  const parts = buffered.split('\r\n\r\n');
  const rest = parts.pop() ?? '';
  return { blocks: parts.filter((part) => part.trim() !== ''), rest };
}
