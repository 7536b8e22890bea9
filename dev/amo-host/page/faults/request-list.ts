import type { Boot } from '../boot';
import { html, type Markup } from '../markup';

export interface LoggedRequest {
  /** Epoch ms. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly who: { readonly kind: 'user' | 'integration' | 'nobody'; readonly userId?: number };
  /** 0: the connection was broken off on demand. */
  readonly status: number;
  readonly durationMs: number;
}

/** The session of a user is the page with its widgets; a token is some server. */
function sender(boot: Boot, { kind, userId }: LoggedRequest['who']): string {
  switch (kind) {
    case 'user':
      return boot.managers[String(userId)]?.title ?? `пользователь ${userId}`;
    case 'integration':
      return 'интеграция';
    case 'nobody':
      return 'неизвестно кто';
  }
}

function row(boot: Boot, { at, method, path, query, who, status, durationMs }: LoggedRequest): Markup {
  const time = new Date(at).toLocaleTimeString('ru');
  const full = `${method} ${path}${query && `?${query}`}`;
  return html`<li
    class="requests__row ${(status === 0 || status >= 400) && 'requests__row_failed'}"
    title="${full}"
  >
    <span class="requests__status">${status || 'нет'}</span>
    <span class="requests__path">${method} ${path}</span>
    <span class="requests__who">${time} · ${sender(boot, who)} · ${Math.round(durationMs)} мс</span>
  </li>`;
}

/** The newest first. */
export const requestList = (boot: Boot, requests: readonly LoggedRequest[]): Markup =>
  html`${[...requests].reverse().map((request) => row(boot, request))}`;
