/** Answers in the form that `@fastify/cors` and socket.io ask for. */
export interface CorsRules {
  readonly origin: (
    origin: string | undefined,
    answer: (error: Error | null, allow: boolean) => void,
  ) => void;
  readonly methods: string[];
  readonly allowedHeaders: string[];
  /** Seconds a browser need not ask again. */
  readonly maxAge: number;
}

export type IsAllowedOrigin = (origin: string) => boolean;

/**
 * The pages of these accounts, and what the configuration adds: patterns like `https://*.pages.example`, where `*`
 * stands for any part of a host's name or its port.
 */
export function allowedOrigins(
  accounts: readonly { readonly baseUrl: string }[],
  patterns: readonly string[] = [],
): IsAllowedOrigin {
  const own = new Set(accounts.flatMap(({ baseUrl }) => pagesOf(new URL(baseUrl))));
  const expressions = patterns.map(expressionOf);
  return (origin) =>
    own.has(origin.toLowerCase()) || expressions.some((expression) => expression.test(origin));
}

/** An account that was at amocrm.com is sent on to kommo.com (amoCRM, "separate-platforms"). */
function pagesOf({ origin }: URL): readonly string[] {
  return [...new Set([origin, origin.replace(/\.amocrm\.com(?=$|:)/, '.kommo.com')])];
}

/** An origin is scheme, host and port only, so nothing of a foreign host can hide behind what `*` takes. */
function expressionOf(pattern: string): RegExp {
  const literal = pattern.replace(/\/$/, '').replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '[a-z0-9.-]+')}$`, 'i');
}

/** Headers as amoCRM's `$authorizedAjax` sends them (developers, "disposable-tokens"). */
export function corsRules(isAllowed: IsAllowedOrigin): CorsRules {
  return {
    origin: (origin, answer) => answer(null, origin !== undefined && isAllowed(origin)),
    methods: ['GET', 'POST'],
    allowedHeaders: ['X-Auth-Token', 'Content-Type', 'X-Requested-With'],
    maxAge: 600,
  };
}
