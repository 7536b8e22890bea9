/** Libraries of the host through which a widget may act; they are nobody's own will. */
export type Through = 'jquery' | 'require' | 'other';

export interface Blame {
  /** `undefined`: code from a foreign server, brought in by some widget. */
  readonly widget: string | undefined;
  /** Path, line and column of the widget's innermost line of code. */
  readonly where: string;
  /** The library that made the call, when it was not the widget's own code. */
  readonly through: Through | undefined;
}

const ADDRESS = /https?:\/\/[^\s)]+/;
const WATCHER = /^\/__host\/watcher\.js/;
const LIBRARY = /^\/__host\/vendor\/([\w-]+)/;
const WIDGET = /^\/widgets\/([^/]+)\//;

const throughOf = (library: string): Through =>
  library === 'jquery' || library === 'require' ? library : 'other';

/** `…/script.js?v=1.0:12:5` → `…/script.js:12:5` */
const withoutQuery = (address: string): string => address.replace(/[?#].*?(?=(:\d+){1,2}$)/, '');

/**
 * Whose will a call was, by the stack: seen from the inside out, the first line that is not of a library says it. What
 * the host does because a widget asked it to (a modal, a notification) is the host's. Lines without an address
 * (native functions, the developer's console) say nothing.
 */
export function blameOf(stack: string, origin: string): Blame | undefined {
  let through: Through | undefined;
  for (const line of stack.split('\n')) {
    const address = ADDRESS.exec(line)?.[0];
    if (address === undefined) continue;
    if (!address.startsWith(`${origin}/`))
      return { widget: undefined, where: withoutQuery(address), through };
    const path = address.slice(origin.length);
    if (WATCHER.test(path)) continue;
    const library = LIBRARY.exec(path)?.[1];
    if (library !== undefined) {
      through ??= throughOf(library);
      continue;
    }
    const widget = WIDGET.exec(path)?.[1];
    return widget === undefined
      ? undefined
      : { widget: decodeURIComponent(widget), where: withoutQuery(path), through };
  }
  return undefined;
}

/** jQuery alone takes a dozen lines. */
const DEPTH = 50;

const tracing = Error as typeof Error & { stackTraceLimit: number };

/** Who is calling now; `undefined`: the host itself, or nobody that is known. */
export function blame(): Blame | undefined {
  const depth = tracing.stackTraceLimit;
  tracing.stackTraceLimit = DEPTH;
  const { stack = '' } = new Error();
  tracing.stackTraceLimit = depth;
  return blameOf(stack, location.origin);
}
