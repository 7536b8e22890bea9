import { wordsOf } from './words';

interface HostedWidget {
  callbacks: Record<string, (...args: unknown[]) => unknown>;
}
export type WidgetConstructor = new () => HostedWidget;

/**
 * The host's side of one widget, as its loader does it (amoCRM's build): inherits the base Widget, constructs without
 * arguments, then gives words and settings. Words and settings that are read too early throw.
 */
export function fakeHost(settings: Record<string, unknown>) {
  const shown: { readonly kind: string; readonly notice: unknown }[] = [];
  const phoneActions: ((phone: { value: string }) => void)[] = [];
  const icons = new Map<string, () => void>();
  const callingStatus: boolean[] = [];
  const tell = (kind: string) => (notice: unknown) => void shown.push({ kind, notice });
  let ready = false;
  const late = <Value>(value: Value): Value => {
    if (!ready) throw new Error('Read before the host has filled it.');
    return value;
  };

  const app = {
    lang_id: 'ru',
    constant: (key: string) => (key === 'account' ? { id: 30100200, currency: 'RUB' } : { id: 504141 }),
    notifications: {
      add_call: tell('call'),
      add_error: tell('centre'),
      show_message: tell('message'),
      show_message_error: tell('toast'),
    },
    router: { navigate: tell('navigate') },
    sdk: { setCallingStatus: (calling: boolean) => void callingStatus.push(calling) },
    widgets: {
      notificationsPhone: ({ ns, click }: { ns: string; click: () => void }) => void icons.set(ns, click),
      destroyNotificationsPhone: ({ ns }: { ns: string }) => void icons.delete(ns),
    },
  };
  Object.assign(window, { APP: app });

  const base = {
    ns: '.widget:linia',
    system: () => ({ area: 'lcard', amouser_id: '504141' }),
    get_settings: () => late({ widget_code: 'linia', path: '/widgets/linia', version: '0.1.0', ...settings }),
    add_action: (_type: string, action: (phone: { value: string }) => void) => void phoneActions.push(action),
    $authorizedAjax: unanswered,
  };

  return {
    ...{ shown, phoneActions, icons, callingStatus },
    construct(Custom: WidgetConstructor): HostedWidget {
      const Extended = Object.assign(Custom, {});
      Object.assign(Extended.prototype as object, base);
      const widget = new Extended();
      ready = true;
      Object.defineProperty(widget, 'langs', { get: () => late(wordsOf('ru')) });
      return widget;
    },
  };
}

/** jQuery's Deferred as far as the widget uses it: `then(done, fail)`. The gateway is away: `fail` with status 0. */
function unanswered() {
  return {
    then: (_done: unknown, fail: (xhr: { status: number }) => void) =>
      void setTimeout(() => fail({ status: 0 })),
  };
}
