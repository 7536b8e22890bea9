import { blame, type Blame } from '../blame';
import type { Watch } from '../watch';
import { watchCalls } from '../watched-function';

/** More than so many to one address within a second are a loop. amoCRM takes seven requests a second of an account. */
const MOST_IN_WINDOW = 5;
const WINDOW_MS = 1000;
const OF_AMO = /^\/(api|ajax|private|oauth2)\//;

/** One address for all entities: `/api/v4/contacts/17` → `/api/v4/contacts/:id`. */
const addressOf = (path: string): string => path.replace(/\/\d+(?=\/|$)/g, '/:id');

function pathOfAmo(url: unknown): string | undefined {
  const text = url instanceof Request ? url.url : String(url);
  const { origin, pathname } = new URL(text, location.href);
  return origin === location.origin && OF_AMO.test(pathname) ? pathname : undefined;
}

export function watchRequestPace(watch: Watch, base: object): void {
  const times = new Map<string, number[]>();
  const count = (by: Blame | undefined, address: string): void => {
    if (!by) return;
    const key = `${by.widget ?? ''} ${address}`;
    const now = performance.now();
    const recent = [...(times.get(key) ?? []).filter((at) => now - at < WINDOW_MS), now];
    times.set(key, recent);
    if (recent.length === MOST_IN_WINDOW + 1) watch.caught('request-loop', address, by);
  };
  const toAmo = (method: string, url: unknown): void => {
    const path = pathOfAmo(url);
    if (path !== undefined) count(blame(), `${method.toUpperCase()} ${addressOf(path)}`);
  };
  watchCalls(window, 'fetch', {
    before: ({ args: [url, options] }) =>
      toAmo(
        (options as RequestInit | undefined)?.method ?? (url instanceof Request ? url.method : 'GET'),
        url,
      ),
  });
  watchCalls(XMLHttpRequest.prototype, 'open', {
    before: ({ args: [method, url] }) => toAmo(String(method), url),
  });
  watchCalls(base, 'crm_post', { before: ({ args: [url] }) => count(blame(), `crm_post ${String(url)}`) });
  watchCalls(base, '$authorizedAjax', {
    before: ({ args: [options] }) =>
      count(blame(), `$authorizedAjax ${String((options as { url?: unknown } | undefined)?.url)}`),
  });
}
