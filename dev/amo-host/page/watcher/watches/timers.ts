import { blame } from '../blame';
import type { Watch } from '../watch';
import { watchCalls, type Call } from '../watched-function';

/** So late a timer of the browser may come. */
const LATE_MS = 50;

/** Intervals and timeouts that will still fire. A timeout made by RequireJS is the loader's. */
export function watchTimers(watch: Watch): void {
  const waiting = new Set<unknown>();
  const remember = (
    kind: 'setTimeout' | 'setInterval',
    { args, result }: Call & { result: unknown },
  ): void => {
    const by = blame();
    if (typeof args[0] === 'string' && by) watch.caught('eval', `${kind}('…')`, by);
    if (by?.widget === undefined || by.through === 'require') return;
    const delayMs = Number(args[1] ?? 0) || 0;
    const endsAt = kind === 'setInterval' ? Infinity : performance.now() + delayMs + LATE_MS;
    waiting.add(result);
    watch.resources.add(by.widget, {
      rule: 'timer-left',
      what: `${kind}, ${delayMs} ms`,
      where: by.where,
      isLeft: () => {
        if (performance.now() >= endsAt) waiting.delete(result);
        return waiting.has(result);
      },
    });
  };
  watchCalls(window, 'setTimeout', { after: (call) => remember('setTimeout', call) });
  watchCalls(window, 'setInterval', { after: (call) => remember('setInterval', call) });
  for (const name of ['clearTimeout', 'clearInterval'])
    watchCalls(window, name, { before: ({ args: [id] }) => void waiting.delete(id) });
}
