import { icon } from '../icons';
import { html, trusted, type Markup } from '../markup';

export interface Toast {
  readonly kind: 'call' | 'error' | 'message';
  readonly header: string;
  /** May hold links; everything else in it is shown as text. */
  readonly text: string;
  /** Seconds since 1970. */
  readonly date: number;
  readonly url?: string;
  readonly iconUrl?: string;
}

const DEBOUNCE_MS = 100;
const SHOWN_MS = 12_000;
const MOST_AT_ONCE = 4;

/** Texts of notifications may link (that is documented); other markup in them comes from strangers. */
export function linksOnly(text: string): Markup {
  const parsed = new DOMParser().parseFromString(text, 'text/html');
  const render = (node: Node): string => {
    if (node instanceof HTMLAnchorElement && /^(\/|https?:|tel:)/.test(node.getAttribute('href') ?? '')) {
      return html`<a class="js-navigate-link" href="${node.getAttribute('href')}">${node.textContent}</a>`
        .text;
    }
    if (node.nodeName === 'BR') return '<br>';
    if (node.nodeType === Node.TEXT_NODE) return html`${node.textContent}`.text;
    if (node.nodeName === 'SCRIPT' || node.nodeName === 'STYLE') return '';
    return [...node.childNodes].map(render).join('');
  };
  return trusted([...parsed.body.childNodes].map(render).join(''));
}

const time = (seconds: number): string =>
  new Date(seconds * 1000).toLocaleTimeString('ru', { hour: '2-digit', minute: '2-digit' });

function markup(toast: Toast): Markup {
  const mark = { call: icon('phone'), error: icon('error'), message: icon('info') }[toast.kind];
  const image = toast.iconUrl ? html`<img src="${toast.iconUrl}" alt="" width="20" height="20" />` : mark;
  return html`<div
    class="notification-toast notification-toast_${toast.kind}"
    role="status"
    data-url="${toast.url}"
  >
    <span class="notification-toast__icon">${image}</span>
    <div class="notification-toast__content">
      <div class="notification-toast__header">${toast.header}</div>
      <div class="notification-toast__text">${linksOnly(toast.text)}</div>
      <div class="notification-toast__date">${time(toast.date)}</div>
    </div>
    <button type="button" class="notification-toast__close" aria-label="Закрыть">${icon('close', 16)}</button>
  </div>`;
}

/** Toasts at the lower left. A hidden tab shows a notification of the browser instead, when it may. */
export class Toasts {
  private waiting: Toast[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly navigate: (url: string) => void) {}

  show(toast: Toast): void {
    this.waiting.push(toast);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), DEBOUNCE_MS);
  }

  private flush(): void {
    const toasts = this.waiting;
    this.waiting = [];
    for (const toast of toasts) {
      if (document.hidden && 'Notification' in window && Notification.permission === 'granted') {
        new Notification(toast.header, { body: linksOnly(toast.text).text.replace(/<[^>]+>/g, '') });
      }
      this.append(toast);
    }
  }

  private append(toast: Toast): void {
    const $toast = $(markup(toast).text);
    const close = (): void => void $toast.remove();
    $toast.on('click', '.notification-toast__close', (event) => {
      event.stopPropagation();
      close();
    });
    $toast.on('click', (event) => {
      if ($(event.target).closest('a').length > 0 || !toast.url) return;
      close();
      this.navigate(toast.url);
    });
    $('#notifications_toasts').append($toast).children().slice(0, -MOST_AT_ONCE).remove();
    setTimeout(close, SHOWN_MS);
  }
}
