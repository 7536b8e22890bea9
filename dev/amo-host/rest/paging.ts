import { NOTHING_FOUND, ok, type ApiAnswer, type ApiRequest } from './api-route';
import { textOf } from './nested-query';
import { ApiProblem } from './problem';

interface PageOptions {
  readonly maxLimit?: number;
  readonly defaultLimit?: number;
  /** `_total_items` and `_page_count` are told for some collections only. */
  readonly withTotal?: boolean;
}

function positive(text: string | undefined, name: string, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^\d+$/.test(text) || Number(text) < 1) {
    throw ApiProblem.of(400, `Query parameter "${name}" must be a positive integer`);
  }
  return Number(text);
}

function pageAddress(request: ApiRequest, page: number, limit: number): { href: string } {
  const address = new URL(request.url, request.origin);
  address.searchParams.set('page', String(page));
  address.searchParams.set('limit', String(limit));
  return { href: address.href };
}

/** One page of a collection in amoCRM's envelope; an empty page is 204, also past the end. */
export function pageOf<T>(
  request: ApiRequest,
  plural: string,
  all: readonly T[],
  view: (item: T) => unknown,
  { maxLimit = 250, defaultLimit = 50, withTotal = false }: PageOptions = {},
): ApiAnswer {
  const page = positive(textOf(request.query['page']), 'page', 1);
  const limit = positive(textOf(request.query['limit']), 'limit', defaultLimit);
  if (limit > maxLimit)
    throw ApiProblem.of(400, `Query parameter "limit" must not be greater than ${maxLimit}`);
  const start = (page - 1) * limit;
  const items = all.slice(start, start + limit);
  if (items.length === 0) return NOTHING_FOUND;
  const hasNext = start + limit < all.length;
  return ok({
    ...(withTotal && { _total_items: all.length, _page_count: Math.ceil(all.length / limit) }),
    _page: page,
    _links: {
      self: pageAddress(request, page, limit),
      ...(hasNext && { next: pageAddress(request, page + 1, limit) }),
      ...(page > 1 && { first: pageAddress(request, 1, limit), prev: pageAddress(request, page - 1, limit) }),
    },
    _embedded: { [plural]: items.map(view) },
  });
}
