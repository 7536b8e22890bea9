import type { Actor } from '../account/account-user';
import type { NestedQuery } from './nested-query';

export type ApiMethod = 'GET' | 'POST' | 'PATCH' | 'DELETE';

export interface ApiRequest {
  readonly actor: Actor;
  /** Path with the query string, as `_links.self` repeats it. */
  readonly url: string;
  /** Scheme and host under which the caller reached us. */
  readonly origin: string;
  readonly query: NestedQuery;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface ApiAnswer {
  readonly status: number;
  /** A string goes out as it is, everything else as JSON. */
  readonly body?: unknown;
  /** Default: `application/hal+json`. */
  readonly type?: string;
}

export type ApiHandler = (request: ApiRequest) => ApiAnswer;

/** One path of the API; a method that is not named here answers 405. */
export interface ApiRoute {
  readonly path: string;
  readonly methods: Partial<Record<ApiMethod, ApiHandler>>;
}

export const ok = (body: unknown): ApiAnswer => ({ status: 200, body });
/** What amoCRM says to a search without a result and to an id that does not exist. */
export const NOTHING_FOUND: ApiAnswer = { status: 204 };

export const selfLink = (request: ApiRequest, path: string) => ({
  self: { href: `${request.origin}${path}` },
});
