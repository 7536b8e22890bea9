import {
  findNodeAtLocation,
  getNodeValue,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';

export type JsonPath = readonly (string | number)[];

export interface Leaf {
  readonly path: string;
  readonly value: unknown;
  readonly line: number;
}

/** A JSON file that still knows its lines. */
export interface JsonText {
  readonly value: unknown;
  /** The first one: what follows it is mostly its echo. */
  readonly mistake: { readonly line: number; readonly what: string } | undefined;
  readonly leaves: readonly Leaf[];
  /** The line of the value there, or of the nearest one around it that exists. */
  lineOf(path: JsonPath): number;
}

const inWords = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

function leavesOf(node: Node | undefined, path: string, lineAt: (offset: number) => number): Leaf[] {
  if (node === undefined) return [];
  if (node.type !== 'object')
    return [{ path, value: getNodeValue(node) as unknown, line: lineAt(node.offset) }];
  return (node.children ?? []).flatMap(({ children: [key, value] = [] }) =>
    leavesOf(value, [...(path ? [path] : []), String(key?.value)].join('.'), lineAt),
  );
}

function nearest(root: Node | undefined, path: JsonPath): Node | undefined {
  if (root === undefined || path.length === 0) return root;
  return findNodeAtLocation(root, [...path]) ?? nearest(root, path.slice(0, -1));
}

export function jsonText(text: string): JsonText {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  const lineAt = (offset: number): number => text.slice(0, offset).split('\n').length;
  return {
    value: root && (getNodeValue(root) as unknown),
    mistake: first && { line: lineAt(first.offset), what: inWords(printParseErrorCode(first.error)) },
    leaves: leavesOf(root, '', lineAt),
    lineOf: (path) => lineAt(nearest(root, path)?.offset ?? 0),
  };
}
