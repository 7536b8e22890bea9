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

/** From patterns like `https://*.amocrm.ru`; `*` stands for any part of a host's name or its port. */
export function allowedOrigins(patterns: readonly string[]): IsAllowedOrigin {
  const expressions = patterns.map(expressionOf);
  return (origin) => expressions.some((expression) => expression.test(origin));
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
