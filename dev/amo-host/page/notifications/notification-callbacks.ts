import type { WidgetInstance } from '../widget-instance';
import type { NotificationPayload } from './payload';

type Callback = (payload: NotificationPayload) => void;

/** `APP.addNotificationCallback`: one per widget, and only for those that live through navigation. */
export class NotificationCallbacks {
  private readonly callbacks = new Map<string, Callback>();

  constructor(private readonly widgetNamed: (code: string) => WidgetInstance | undefined) {}

  add(code: string, callback: unknown): void {
    if (typeof callback !== 'function' || this.widgetNamed(code)?.init_once !== 'Y') return;
    this.callbacks.set(code, callback as Callback);
  }

  tell(payload: NotificationPayload): void {
    for (const [code, callback] of this.callbacks) {
      if (!this.widgetNamed(code)) continue;
      try {
        callback(payload);
      } catch (error) {
        console.error(`widget ${code}: notification callback`, error);
      }
    }
  }
}
