import { Pool } from 'undici';
import type { RequestLimiter, Urgency } from './request-limiter';

/** What became of one request to amoCRM. */
export type AmoAnswer =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly body: unknown;
      readonly retryAfterMs?: number;
    }
  /** It never reached amoCRM: nothing was written. */
  | { readonly kind: 'unreachable'; readonly cause: unknown }
  /** It was sent, and no answer came: it may have been written. */
  | { readonly kind: 'answer-lost'; readonly cause: unknown };

export interface AmoRequest {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly body?: unknown;
  readonly urgency: Urgency;
}

export interface AmoClientSettings {
  /** `https://example.amocrm.ru` */
  readonly baseUrl: string;
  readonly token: () => string;
}

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 20_000;

/** Codes of failures that happen before a byte of the request is sent (Node, undici). */
const NOT_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

/** One account of amoCRM over HTTP. Every end of a request is a value; what it means is the caller's matter. */
export class AmoClient {
  private readonly pool: Pool;

  constructor(
    private readonly settings: AmoClientSettings,
    private readonly limiter: RequestLimiter,
  ) {
    this.pool = new Pool(settings.baseUrl, {
      connections: 7,
      connect: { timeout: CONNECT_TIMEOUT_MS },
      headersTimeout: ANSWER_TIMEOUT_MS,
      bodyTimeout: ANSWER_TIMEOUT_MS,
    });
  }

  async request({ method, path, body, urgency }: AmoRequest): Promise<AmoAnswer> {
    await this.limiter.turn(urgency);
    try {
      const answer = await this.pool.request({
        method,
        path,
        headers: this.headers(body !== undefined),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      const retryAfterMs = retryAfterOf(answer.headers['retry-after']);
      return {
        kind: 'answered',
        status: answer.statusCode,
        body: parseJson(text),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
    } catch (cause) {
      return { kind: wasNotSent(cause) ? 'unreachable' : 'answer-lost', cause };
    }
  }

  async close(): Promise<void> {
    this.limiter.stop();
    await this.pool.destroy();
  }

  private headers(hasBody: boolean): Record<string, string> {
    const headers = { authorization: `Bearer ${this.settings.token()}`, accept: 'application/json' };
    return hasBody ? { ...headers, 'content-type': 'application/json' } : headers;
  }
}

/** Proxies and amoCRM's own limiter answer with HTML pages. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No JSON is an answer as well: the status tells the rest.
  }
}

/** Seconds or a date (RFC 9110, 10.2.3). */
function retryAfterOf(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (!text) return undefined;
  const ms = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function wasNotSent(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return NOT_SENT.has(code);
}
