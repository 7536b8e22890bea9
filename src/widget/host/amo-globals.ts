import type { UserId } from '../../call/ids';
import type {
  AmoHost,
  AmoPage,
  AmoSession,
  FaultNotice,
  HttpAnswer,
  MissedCallNotice,
  ModalWish,
  OpenModal,
  Selection,
} from './amo-host';
import { phrases } from './phrases';

/*
 * The only file that touches amoCRM's objects; they are undocumented in part, hence the `any`. Facts: developer
 * documentation (`web_sdk/mechanics`, `web_sdk/js_sdk`, `notifications/adding_notifications`) and the host's own build.
 */

/** amoCRM makes `self` from our constructor and its base Widget before the first callback. */
export type AmoWidget = any;

declare const APP: any;

export function amoHost(self: AmoWidget): AmoHost {
  return {
    session: sessionOf(self),
    say: phrases(
      () => self.langs,
      () => APP.lang_id ?? 'ru',
    ),
    get settings() {
      return self.get_settings() as unknown;
    },
    postAuthorized: (url) =>
      answerOf(self.$authorizedAjax({ url, method: 'POST', dataType: 'json', timeout: 15_000 })),
    get: getFromAccount,
    load: (file) => loadAmd(versioned(self, file)),
    page: pageOf(self),
    // The one console method that moderation allows (requirements 3.2).
    report: (error) => console.debug('[linia]', error),
  };
}

function sessionOf(self: AmoWidget): AmoSession {
  const account = APP.constant('account') ?? {};
  return {
    accountId: String(account.id ?? ''),
    // A string in the documentation, a number in the field.
    userId: Number(self.system().amouser_id) as UserId,
    widgetCode: String(self.get_settings().widget_code ?? ''),
    language: String(APP.lang_id ?? 'ru'),
    currency: String(account.currency ?? ''),
  };
}

function pageOf(self: AmoWidget): AmoPage {
  const ns = `${self.ns ?? `.widget:${self.get_settings().widget_code}`}-phone`;
  return {
    tellMissedCall: (notice) => APP.notifications.add_call(addCallOf(notice)),
    tellFault,
    tellEnd: ({ title, text }) => APP.notifications.show_message({ header: title, text: escapeHtml(text) }),
    selection: () => selectionOf(self),
    countAtPhoneIcon,
    showPhoneIcon(click) {
      APP.widgets.notificationsPhone?.({ ns, click });
      return () => APP.widgets.destroyNotificationsPhone?.({ ns });
    },
    offerCalls: (call) => self.add_action('phone', (phone: any) => call(String(phone?.value ?? ''))),
    navigate: (path) => APP.router.navigate(path, { trigger: true }),
    openModal,
    workArea: () => document.getElementById(`work-area-${self.get_settings().widget_code}`),
    linkStyle: () => linkStyle(versioned(self, 'style.css')),
    setCallingStatus: (calling) => APP.sdk?.setCallingStatus?.(calling),
  };
}

/** The counter is the host's own; it stays hidden at zero. */
function countAtPhoneIcon(count: number): void {
  const counter = document.querySelector<HTMLElement>('#left_menu .js-notifications_call_list_counter');
  if (!counter) return;
  counter.textContent = count > 999 ? '999+' : String(count);
  counter.style.display = count > 0 ? '' : 'none';
}

/** `list_selected()`; companies come through the list of contacts, told apart by `element_type` of their models. */
function selectionOf(self: AmoWidget): Selection | undefined {
  const rows: readonly any[] = self.list_selected?.()?.selected ?? [];
  const ids = rows.map(({ id }) => Number(id)).filter((id) => id > 0);
  const [first] = rows;
  if (!first || ids.length === 0) return undefined;
  return { kind: kindOf(first), ids, search: location.search };
}

function kindOf({ id, type }: any): Selection['kind'] {
  if (type === 'lead' || type === 'leads') return 'lead';
  const elementType = APP.data?.current_list?.get?.(id)?.get?.('element_type');
  if (elementType !== undefined) return Number(elementType) === 1 ? 'contact' : 'company';
  return type === 'company' || type === 'companies' ? 'company' : 'contact';
}

/** Files lie under `path`, which has no slash at its end in one example of the docs and one in another. */
function versioned(self: AmoWidget, file: string): string {
  const { path, version } = self.get_settings();
  return `${String(path).replace(/\/$/, '')}/${file}?v=${encodeURIComponent(String(version ?? self.get_version?.() ?? ''))}`;
}

function loadAmd(url: string): Promise<unknown> {
  // The host's RequireJS; a bare `require` would be webpack's own.
  const { require } = window as any;
  return new Promise((resolve, reject) => {
    require([url], resolve, (error: unknown) => {
      // RequireJS remembers a failure for good: without this, trying again would fail without a request.
      require.undef?.(url);
      reject(error instanceof Error ? error : new Error(String(error)));
    });
  });
}

async function openModal({ style, mayClose, closed }: ModalWish): Promise<OpenModal> {
  const Modal = (await loadAmd('lib/components/base/modal')) as any;
  const body = document.createElement('div');
  body.className = 'tel';
  let isForced = false;
  let isClosed = false;
  let $body: any;
  const modal = new Modal({
    class_name: style,
    can_destroy: false,
    // A click beside the window is a slip, not a wish.
    disable_overlay_click: true,
    focus_element: 'none',
    init($place: any) {
      $body = $place;
      $place.trigger('modal:loaded').empty().append(body).trigger('modal:centrify');
    },
    destroy() {
      if (!isForced && !mayClose()) return false;
      if (!isClosed) closed();
      isClosed = true;
      return true;
    },
  });
  return {
    body,
    resized: () => $body?.trigger('modal:centrify'),
    close() {
      isForced = true;
      modal.destroy();
    },
  };
}

function linkStyle(href: string): () => void {
  const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href });
  document.head.append(link);
  return () => link.remove();
}

function addCallOf(notice: MissedCallNotice): object {
  return {
    header: notice.title,
    text: escapeHtml(notice.text),
    from: notice.from,
    to: '',
    duration: 0,
    date: Math.floor(notice.at / 1000),
    click_link: notice.url,
    ...(notice.entity && { element: { ...notice.entity, name: escapeHtml(notice.entity.name) } }),
  };
}

function tellFault({ title, text, place }: FaultNotice): void {
  const notice = { header: title, text: escapeHtml(text), date: Math.floor(Date.now() / 1000) };
  if (place === 'toast') return void APP.notifications.show_message_error(notice);
  // The centre did not take it: the agent sees it at least here and now.
  APP.notifications.add_error(notice, {
    done: () => undefined,
    fail: () => APP.notifications.show_message_error(notice),
    always: () => undefined,
  });
}

/** The host puts texts into the page as HTML, and names come from strangers. */
function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** A jQuery Deferred of the host's jQuery 2.1.3: `then(done, fail)`, `fail` gets the jqXHR. */
function answerOf(request: any): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    request.then(
      (body: unknown, _status: string, xhr: any) => resolve({ status: Number(xhr?.status ?? 200), body }),
      (xhr: any) => resolve({ status: Number(xhr?.status ?? 0), body: jsonOf(xhr?.responseText) }),
    );
  });
}

async function getFromAccount(path: string, signal: AbortSignal): Promise<HttpAnswer> {
  try {
    const headers = { Accept: 'application/json', 'X-Requested-With': 'XMLHttpRequest' };
    const answer = await fetch(path, { signal, headers, credentials: 'same-origin' });
    return { status: answer.status, body: jsonOf(await answer.text()) };
  } catch {
    // Timeout or network: the port's answer for both is status 0.
    return { status: 0, body: undefined };
  }
}

function jsonOf(text: unknown): unknown {
  try {
    return typeof text === 'string' && text !== '' ? (JSON.parse(text) as unknown) : undefined;
  } catch {
    // A proxy's HTML page instead of JSON: no body that anybody could read.
    return undefined;
  }
}
