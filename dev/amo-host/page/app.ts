import type { Boot } from './boot';
import type { HostCollection, HostModel } from './host-model';
import type { WidgetInstance } from './widget-instance';

export interface CardData {
  /** 0: a card that is not saved yet. */
  readonly id: number;
  readonly element_type: number;
  readonly model: HostModel;
  readonly $el: JQuery;
  readonly linked_forms: { readonly form_models: HostCollection };
}

/** The page on which the user is now. */
export interface Place {
  /** As `APP.getWidgetsArea()` names it. */
  readonly area: string;
  /** Deprecated name, `APP.getV3WidgetsArea()`. */
  readonly v3Area: string;
  /** As `self.system().area` names it. */
  readonly systemArea: string;
  readonly baseEntity: string;
  readonly isCard: boolean;
  /** On a page of a widget: which of its items in the left menu was chosen. */
  readonly menuItem?: { readonly item_code: string; readonly subitem_code: string };
}

export interface PhoneToggler {
  readonly ns: string;
  readonly click: (this: Element, event: unknown) => unknown;
}

/** The global object, as far as amoCRM documents it or its own build was seen to have it. */
export interface App {
  lang_id: string;
  click_event: string;
  data: {
    current_view: { $el: JQuery };
    current_list: HostCollection | false;
    current_card: CardData | false;
    is_card: boolean;
    current_entity: string;
  };
  widgets: {
    list: Record<string, WidgetInstance>;
    system: Record<string, unknown>;
    loaded: boolean;
    notificationsPhone(toggler: Partial<PhoneToggler>): void;
    destroyNotificationsPhone(toggler: { ns?: string }): void;
  };
  sdk: {
    setCallingStatus(calling: boolean): string;
    getCallingStatus(): boolean;
    showUserStatus(which?: 'online' | number): unknown;
  };
  router: { navigate(url: string, options?: { trigger?: boolean; replace?: boolean }): void };
  inbox: { showNotification(notification: unknown): void };
  notifications: Record<string, unknown>;
  constant(key: string, value?: unknown): unknown;
  getBaseEntity(): string;
  isCard(): boolean;
  getWidgetsArea(): string;
  getV3WidgetsArea(): string;
  addNotificationCallback(code: string, callback: (payload: unknown) => void): void;
}

/** The values by which `APP` answers; the page's own parts change them. */
export interface AppSources {
  readonly boot: Boot;
  place: Place;
  calling: boolean;
  onlineUserIds: ReadonlySet<number>;
}

function userStatus(sources: AppSources, which?: 'online' | number): unknown {
  const ids = Object.keys(sources.boot.managers).map(Number);
  const online = (id: number): boolean => sources.onlineUserIds.has(id);
  if (which === 'online') return ids.filter(online).map(String);
  if (which !== undefined) return online(Number(which));
  return Object.fromEntries(ids.map((id) => [id, { id, online: online(id) }]));
}

/** `APP` without the parts that other files give it: notifications, router, phone toggler. */
export function createApp(
  sources: AppSources,
  parts: Pick<App, 'router' | 'inbox' | 'notifications' | 'addNotificationCallback'> & {
    readonly phone: Pick<App['widgets'], 'notificationsPhone' | 'destroyNotificationsPhone'>;
  },
): App {
  const { boot } = sources;
  const constants: Record<string, unknown> = {
    user: boot.user,
    user_rights: boot.user_rights,
    account: boot.account,
    managers: boot.managers,
    groups: boot.groups,
    task_types: boot.task_types,
  };
  return {
    lang_id: boot.language,
    click_event: 'click',
    data: {
      current_view: { $el: $('#page_holder') },
      current_list: false,
      current_card: false,
      is_card: false,
      current_entity: sources.place.baseEntity,
    },
    widgets: { list: {}, system: {}, loaded: false, ...parts.phone },
    sdk: {
      setCallingStatus: (calling) => {
        sources.calling = calling;
        return `calling_status - ${String(calling)}`;
      },
      getCallingStatus: () => sources.calling,
      showUserStatus: (which) => userStatus(sources, which),
    },
    router: parts.router,
    inbox: parts.inbox,
    notifications: parts.notifications,
    addNotificationCallback: parts.addNotificationCallback,
    constant: (key, value) => (value === undefined ? constants[key] : (constants[key] = value)),
    getBaseEntity: () => sources.place.baseEntity,
    isCard: () => sources.place.isCard,
    getWidgetsArea: () => sources.place.area,
    getV3WidgetsArea: () => sources.place.v3Area,
  };
}
