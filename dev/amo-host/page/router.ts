import type { EntityType } from './views/entity-row';

/** Every address of the application that the stand-in has a page for. */
export type Route =
  | { readonly page: 'list'; readonly type: EntityType; readonly number: number }
  | { readonly page: 'card'; readonly type: EntityType; readonly id: number }
  | { readonly page: 'new-contact'; readonly phone: string }
  | { readonly page: 'tasks' }
  | { readonly page: 'widgets' }
  | { readonly page: 'advanced'; readonly code: string }
  | { readonly page: 'widget-page'; readonly code: string; readonly item: string; readonly subitem: string }
  | { readonly page: 'board'; readonly pipelineId: number }
  | { readonly page: 'dashboard' }
  | { readonly page: 'plain'; readonly name: 'mail' | 'stats' };

const LISTS: readonly (readonly [RegExp, EntityType])[] = [
  [/^\/contacts\/list\/companies\/?$/, 'companies'],
  [/^\/contacts(\/list(\/contacts)?)?\/?$/, 'contacts'],
  [/^\/companies(\/list)?\/?$/, 'companies'],
  [/^\/customers(\/list)?\/?$/, 'customers'],
];

export function routeOf(address: URL): Route {
  const { pathname, searchParams } = address;
  const card = /^\/(contacts|companies|leads|customers)\/detail\/(\d+)\/?$/.exec(pathname);
  if (card) return { page: 'card', type: card[1] as EntityType, id: Number(card[2]) };
  if (/^\/contacts\/add\/?$/.test(pathname))
    return { page: 'new-contact', phone: searchParams.get('phone') ?? '' };
  const advanced = /^\/settings\/widgets\/advanced\/([^/]+)\/?$/.exec(pathname);
  if (advanced) return { page: 'advanced', code: advanced[1] as string };
  const own = /^\/widget_page\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?/.exec(pathname);
  if (own) return { page: 'widget-page', code: own[1] as string, item: own[2] ?? '', subitem: own[3] ?? '' };
  const board = /^\/leads\/pipeline(?:\/(\d+))?\/?$/.exec(pathname);
  if (board) return { page: 'board', pipelineId: Number(board[1] ?? 0) };
  if (pathname.startsWith('/dashboard')) return { page: 'dashboard' };
  if (pathname.startsWith('/settings')) return { page: 'widgets' };
  if (pathname.startsWith('/todo')) return { page: 'tasks' };
  const plain = /^\/(mail|stats)/.exec(pathname)?.[1];
  if (plain) return { page: 'plain', name: plain as 'mail' | 'stats' };
  const type = LISTS.find(([pattern]) => pattern.test(pathname))?.[1] ?? 'leads';
  return { page: 'list', type, number: Number(searchParams.get('page')) || 1 };
}

export interface Router {
  navigate(url: string, options?: { trigger?: boolean; replace?: boolean }): void;
}

/** Moves through the application without loading a document; `show` draws the page of the address. */
export function createRouter(show: (address: URL) => void): Router {
  const navigate: Router['navigate'] = (url, options = {}) => {
    const address = new URL(url, location.href);
    if (address.origin !== location.origin) {
      location.href = address.href;
      return;
    }
    history[options.replace ? 'replaceState' : 'pushState']({}, '', address.href);
    if (options.trigger) show(address);
  };
  window.addEventListener('popstate', () => show(new URL(location.href)));
  return { navigate };
}

/** Links of the application route inside it; with a modifier key, or elsewhere, they are the browser's. */
export function routeLinks(router: Router): void {
  $(document).on('click', 'a.js-navigate-link', (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    router.navigate($(event.currentTarget).attr('href') ?? '/', { trigger: true });
  });
}
