import type { IncomingHttpHeaders } from 'node:http';

/** amoCRM's disposable token of a request (`$authorizedAjax`). */
export function tokenIn({ 'x-auth-token': token }: IncomingHttpHeaders): string | undefined {
  return Array.isArray(token) ? undefined : token;
}
