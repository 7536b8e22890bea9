export interface LoggedRequest {
  /** Epoch ms. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly who: { readonly kind: 'user' | 'integration' | 'nobody'; readonly userId?: number };
  readonly body: unknown;
  /** `NO_ANSWER`: the connection was broken off on demand. */
  readonly status: number;
  readonly durationMs: number;
}

export const NO_ANSWER = 0;

const KEPT = 20_000;

/** Every request to the API and to the page's own endpoints, in the order of their ends. */
export class RequestLog {
  private readonly entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    this.entries.push(entry);
    if (this.entries.length > KEPT * 1.1) this.entries.splice(0, this.entries.length - KEPT);
  }

  all(): readonly LoggedRequest[] {
    return this.entries;
  }

  /** Requests of one method to one path, both exact. */
  to(method: string, path: string): readonly LoggedRequest[] {
    return this.entries.filter((entry) => entry.method === method && entry.path === path);
  }

  clear(): void {
    this.entries.length = 0;
  }
}
