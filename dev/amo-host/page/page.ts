/** Start of the page: the libraries, `APP`, the left menu, then the page of the address and its widgets. */
import { createApp, type App, type AppSources } from './app';
import { readBoot, type Boot } from './boot';
import { watchCoreVersion } from './core-version';
import { drawLeftMenu, drawWidgetItems } from './left-menu';
import { listenToFeed, type FeedMessage } from './live-feed';
import { BaseWidget, type WidgetServices } from './loader/base-widget';
import { CrmPost } from './loader/crm-post';
import { DisposableTokenCache } from './loader/disposable-token';
import { mountFaultPanel } from './faults/fault-panel';
import { defineHostModules } from './loader/host-modules';
import { hostTwig, type TwigLibrary } from './loader/host-template';
import { configureRequire } from './loader/require-plugins';
import type { WidgetData } from './loader/widget-data';
import { WidgetLoader } from './loader/widget-loader';
import { MessageSources } from './message-sources';
import { hostNotifications } from './notifications/host-notifications';
import { NotificationCallbacks } from './notifications/notification-callbacks';
import { NotificationCentre } from './notifications/notification-centre';
import type { NotificationPayload } from './notifications/payload';
import { phoneToggler } from './notifications/phone-toggler';
import { Toasts } from './notifications/toasts';
import { OfficePanel } from './office-panel';
import { PAGE_DATA, PageShow } from './page-show';
import { PhoneActions } from './phone-actions';
import { drawSdkTabs } from './sdk-tab';
import { placeOf } from './place';
import { createRouter, routeLinks, routeOf } from './router';
import type { RuleWatcher } from './watcher/rule-watcher';
import { RulesBadge } from './watcher/rules-badge';

type Window = typeof window & { APP?: App; AMOCRM?: App };

function showPushed(
  payload: NotificationPayload,
  toasts: Toasts,
  callbacks: NotificationCallbacks,
  centre: NotificationCentre,
): void {
  const { title, icon, rows, actions } = payload.body;
  toasts.show({
    kind: icon.call ? 'call' : 'error',
    header: title,
    text: rows.map(({ text }) => text).join('<br>'),
    date: payload.created_at,
    url: actions.click.url,
  });
  callbacks.tell(payload);
  void centre.refresh();
}

function listenToWidgetEvents(loader: WidgetLoader): void {
  $(document).on('widgets:load', () => {
    loader.load().then(
      () => $(document).trigger('standin:widgets-loaded'),
      (cause: unknown) => console.error('widgets were not loaded', cause),
    );
  });
  $(document).on('widget:installed', (_event, _code: string, data: WidgetData) => {
    loader.installed(data).then(
      () => $(document).trigger('standin:widgets-loaded'),
      (cause: unknown) => console.error(cause),
    );
  });
  $(document).on(
    'widget:removed',
    (_event, code: string, data: WidgetData | undefined, isForgotten?: boolean) => {
      loader.removed(code, isForgotten === true, data);
      $(document).trigger('standin:widgets-loaded');
    },
  );
}

/** The stand-in's own panels, one above the other: the customers, what breaks the rules, what goes wrong. */
async function showDock(boot: Boot, rules: RuleWatcher, office: OfficePanel | undefined): Promise<void> {
  await office?.mount();
  mountFaultPanel(boot);
  const badge = new RulesBadge();
  badge.mount();
  rules.onFindings((findings) => badge.show(findings));
}

function start(library: TwigLibrary, rules: RuleWatcher): void {
  const boot = readBoot();
  const address = new URL(location.href);
  const sources: AppSources = {
    boot,
    place: placeOf(routeOf(address)),
    calling: false,
    onlineUserIds: new Set(),
  };
  const router = createRouter((to) => void pages.show(routeOf(to)));
  const navigate = (url: string): void => router.navigate(url, { trigger: true });
  const toasts = new Toasts(navigate);
  const centre = new NotificationCentre(navigate);
  const callbacks = new NotificationCallbacks((code) => app.widgets.list[code]);
  const app = createApp(sources, {
    router,
    inbox: {
      showNotification: (payload) => showPushed(payload as NotificationPayload, toasts, callbacks, centre),
    },
    notifications: hostNotifications(boot, toasts),
    addNotificationCallback: (code, callback) => callbacks.add(code, callback),
    phone: phoneToggler(),
  });
  Object.assign(window as Window, { APP: app, ...(boot.platform.hasOldGlobal && { AMOCRM: app }) });
  rules.watchHost({ app: app as typeof app & Record<string, unknown>, base: BaseWidget.prototype });

  const twig = hostTwig(library);
  const messageSources = new MessageSources();
  const phoneActions = new PhoneActions((code) => app.widgets.list[code]);
  const listeners = new Map<string, Set<(message: unknown) => void>>();
  const services: WidgetServices = {
    app: () => app,
    sources,
    twig,
    phoneActions,
    messageSources,
    crmPost: new CrmPost(),
    tokens: new DisposableTokenCache(),
    rules,
    cardContacts: () => pages.cardContacts(),
    selectedRows: () => pages.selectedRows(),
    onChannel: (channel, listener) => {
      const own = listeners.get(channel) ?? new Set();
      listeners.set(channel, own.add(listener));
      return () => own.delete(listener);
    },
  };
  const loader = new WidgetLoader(app, services);
  const pages: PageShow = new PageShow(app, sources, () => loader, messageSources);
  const office = boot.hasOffice ? new OfficePanel() : undefined;
  const tellChannel = (channel: string, message: unknown): void =>
    listeners.get(channel)?.forEach((listener) => listener(message));
  const hear = (message: FeedMessage): void => {
    switch (message.kind) {
      case 'entity':
        tellChannel(`${message.type}:card:${message.id}`, message);
        return void pages.entityChanged(message.type, message.id);
      case 'notification':
        tellChannel(`notifications:${boot.account.id}:${boot.user.id}`, message.payload);
        return app.inbox.showNotification(message.payload);
      case 'online':
        sources.onlineUserIds = new Set(message.userIds);
        return;
      case 'office':
        return office?.show(message.calls);
    }
  };

  defineHostModules(app, twig);
  drawLeftMenu(boot);
  watchCoreVersion(sources, (url) => url.startsWith(PAGE_DATA));
  routeLinks(router);
  phoneActions.listen((phone) => pages.modelOfPhone(phone));
  centre.listen();
  listenToWidgetEvents(loader);
  $(document).on('standin:widgets-loaded', () => {
    const widgets = Object.values(loader.list());
    const entity = pages.cardEntity();
    drawWidgetItems(widgets, sources.place.area);
    if (entity) drawSdkTabs(widgets, app.widgets.list, entity);
  });
  listenToFeed(hear);
  void showDock(boot, rules, office);
  document.title = `${boot.account.name} · стенд ${boot.platform.name === 'kommo' ? 'Kommo' : 'amoCRM'}`;
  void pages.show(routeOf(address));
}

configureRequire(readBoot().vendorModules);
requirejs(
  ['twig-library', 'standin/rule-watcher', 'jquery', 'underscore', 'backbone'],
  (library: TwigLibrary, rules: RuleWatcher) => start(library, rules),
);
