import { Pool } from 'undici';
import { wasNotSent } from './not-sent';
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
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: unknown;
  readonly urgency: Urgency;
  /** Breaks the request off. */
  readonly signal?: AbortSignal | undefined;
}

export interface AmoClientSettings {
  /** `https://example.amocrm.ru` */
  readonly baseUrl: string;
  readonly access: AmoAccess;
  /** amoCRM's clock, epoch ms, with every answer. */
  readonly heardTime: (serverTime: number) => void;
}

/** Where the bearer token comes from, and who is told what became of it. */
export interface AmoAccess {
  /** None = there is no access now. */
  bearer(): Promise<string | undefined>;
  accepted(token: string): void;
  /** 401. `true` = there is another token by now. */
  refused(token: string): Promise<boolean>;
}

class NoAccess extends Error {
  override readonly name = 'NoAccess';
  readonly code = 'NO_TOKEN';
}

const CONNECT_TIMEOUT_MS = 5_000;
const ANSWER_TIMEOUT_MS = 20_000;

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

  async request(asked: AmoRequest): Promise<AmoAnswer> {
    const { access } = this.settings;
    const token = await access.bearer();
    if (token === undefined)
      return { kind: 'unreachable', cause: new NoAccess('no access to the amoCRM account') };
    const answer = await this.send(asked, token);
    if (answer.kind !== 'answered') return answer;
    if (answer.status < 300) access.accepted(token);
    if (answer.status !== 401 || !(await access.refused(token))) return answer;
    const renewed = await access.bearer();
    return renewed === undefined ? answer : this.send(asked, renewed);
  }

  async close(): Promise<void> {
    this.limiter.stop();
    await this.pool.destroy();
  }

  private async send({ method, path, body, urgency, signal }: AmoRequest, token: string): Promise<AmoAnswer> {
    await this.limiter.turn(urgency);
    if (signal?.aborted) return { kind: 'unreachable', cause: signal.reason };
    try {
      const answer = await this.pool.request({
        method,
        path,
        headers: headersFor(token, body !== undefined),
        ...(signal && { signal }),
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await answer.body.text();
      this.settings.heardTime(Date.parse(String(answer.headers['date'])));
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
}

function headersFor(token: string, hasBody: boolean): Record<string, string> {
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  return hasBody ? { ...headers, 'content-type': 'application/json' } : headers;
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
