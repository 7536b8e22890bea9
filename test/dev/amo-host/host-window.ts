export interface Witness {
  calls: string[];
  renders?: unknown;
  saves?: unknown;
  release?: (value: unknown) => void;
  [fact: string]: unknown;
}
/** The globals of the page, as the tests read them inside the browser. */
export interface HostWindow {
  witness: Witness & {
    self: Record<string, (...args: unknown[]) => unknown> & { ns: string };
    Modal: new (options: object) => { destroy(): void };
  };
  leaving: string[];
  APP: {
    widgets: {
      list: Record<string, unknown>;
      loaded: boolean;
      notificationsPhone(o: object): void;
      destroyNotificationsPhone(o: object): void;
    };
    router: { navigate(url: string, options: object): void };
    notifications: Record<string, (fields: object, outcome?: object) => void>;
    sdk: { setCallingStatus(on: boolean): string; showUserStatus(which?: unknown): unknown };
    data: {
      current_card: { id: number; element_type: number } | false;
      current_list: { where(o: object): { id: unknown; get(k: string): unknown }[] };
    };
    constant(key: string): Record<string, unknown>;
    addNotificationCallback(code: string, callback: (payload: unknown) => void): void;
    getWidgetsArea(): string;
    getV3WidgetsArea(): string;
    isCard(): boolean;
  };
  AMOCRM: unknown;
  [fact: string]: unknown;
}

export type HostQuery = (what: unknown) => {
  trigger(name: string): unknown;
  on(name: string, handler: () => void): unknown;
  length: number;
  text(): string;
};
