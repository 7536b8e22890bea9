import type { AmoHost } from '../../../dev/amo-host/amo-host';
import { DEMO_INTEGRATION } from '../../../dev/demo/demo-account';

export interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly headers: Headers;
  /** Parsed JSON; `undefined` for an empty body. */
  readonly body: unknown;
}

/** Who asks: the integration by default, a user by the cookie, or somebody with headers of his own. */
export type Who =
  'integration' | 'nobody' | { readonly userId: number } | { readonly headers: Record<string, string> };

function headersOf(host: AmoHost, who: Who): Record<string, string> {
  if (who === 'nobody') return {};
  if (who === 'integration') return { authorization: `Bearer ${DEMO_INTEGRATION.longLivedToken}` };
  return 'headers' in who ? who.headers : { cookie: host.cookieFor(who.userId) };
}

export async function ask(
  host: AmoHost,
  method: string,
  path: string,
  body?: unknown,
  who: Who = 'integration',
): Promise<Answer> {
  const answer = await fetch(host.url + path, {
    method,
    headers: { ...headersOf(host, who), ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await answer.text();
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    headers: answer.headers,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
  };
}

/** A value deep in an answer, by its dotted path. */
export const at = (value: unknown, path: string): unknown =>
  path.split('.').reduce<unknown>((held, key) => (held as Record<string, unknown> | undefined)?.[key], value);
