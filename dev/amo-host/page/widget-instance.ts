/** What the host sees of a foreign widget: anything may be missing or of another type, so everything is asked for. */
export type Callback = (...args: readonly unknown[]) => unknown;

export interface WidgetInstance {
  readonly callbacks: Readonly<Record<string, unknown>>;
  readonly params: Record<string, unknown>;
  readonly langs: Record<string, unknown>;
  readonly ns: string;
  readonly init_once: 'Y' | 'N';
  set_lang(langs: object): void;
  set_settings(settings: object): void;
}

const codeOf = ({ params }: WidgetInstance): string =>
  typeof params['widget_code'] === 'string' ? params['widget_code'] : '';

export function callbackOf(widget: WidgetInstance, name: string): Callback | undefined {
  const found = name
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], widget.callbacks);
  return typeof found === 'function' ? (found as Callback) : undefined;
}

/** A widget's exception is its own: it is told in the console and the page goes on. */
export function callWidget(widget: WidgetInstance, name: string, ...args: readonly unknown[]): unknown {
  try {
    return callbackOf(widget, name)?.apply(widget.callbacks, [...args]);
  } catch (error) {
    console.error(`widget ${codeOf(widget)}: ${name}`, error);
    return undefined;
  }
}

export const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';

/** Caption of the widget in menus. */
export function captionOf(widget: WidgetInstance, key: 'name' | 'call_action'): string {
  const texts = (widget.langs['widget'] ?? {}) as Record<string, unknown>;
  const text = texts[key] ?? texts['name'];
  return typeof text === 'string' ? text : codeOf(widget);
}
