import type { App } from '../app';
import { callbackOf, callWidget, isThenable, type WidgetInstance } from '../widget-instance';
import { constructWidget, type WidgetServices } from './base-widget';
import { settingsOf, type WidgetData } from './widget-data';

interface WidgetListAnswer {
  readonly widgets: Readonly<Record<string, WidgetData>>;
  readonly system: Record<string, unknown>;
}

const REQUIRED = ['render', 'init', 'bind_actions'] as const;

/**
 * The order in which amoCRM's build brings widgets to life, page by page:
 * leave (destroy all but the living init_once) → list → per widget: script and language → construct → `set_lang` →
 * `set_settings` → `render` → `bind_actions`, with `init` after a truthy or resolved `render`. A widget that lives on
 * gets `render` only.
 */
export class WidgetLoader {
  private readonly starting = new Set<string>();
  private known: Readonly<Record<string, WidgetData>> = {};

  constructor(
    private readonly app: App,
    private readonly services: WidgetServices,
  ) {}

  /** The widgets of the current page as the server told them, running or not. */
  list(): Readonly<Record<string, WidgetData>> {
    return this.known;
  }

  async load(): Promise<void> {
    this.app.widgets.loaded = false;
    this.destroyAll();
    const answer = await this.fetchList();
    this.known = answer.widgets;
    const { boot } = this.services.sources;
    this.app.widgets.system = { ...answer.system, amouser: boot.user.login, amohash: '' };
    const active = Object.values(answer.widgets).filter(({ active: isOn }) => isOn === 'Y');
    await Promise.all(active.map((widget) => this.start(widget)));
    this.app.widgets.loaded = true;
    $('#list_table').trigger('list:checkbox');
  }

  async ensureStarted(widget: WidgetData): Promise<void> {
    if (!this.app.widgets.list[widget.code]) await this.start(widget);
  }

  /** The document event `widget:installed`: a fresh start with the settings that were saved. */
  async installed(widget: WidgetData): Promise<void> {
    this.known = { ...this.known, [widget.code]: widget };
    this.destroyOne(widget.code);
    await this.start(widget);
  }

  /** The document event `widget:removed`. */
  removed(code: string, isForgotten: boolean, data?: WidgetData): void {
    if (data) this.known = { ...this.known, [code]: data };
    const widget = this.app.widgets.list[code];
    if (!widget) return;
    $(document).off(this.app.click_event + widget.ns);
    callWidget(widget, 'destroy');
    this.services.phoneActions.forget(code);
    this.services.messageSources.forget(code);
    if (isForgotten) delete this.app.widgets.list[code];
    this.services.rules.ended(code);
  }

  private async fetchList(): Promise<WidgetListAnswer> {
    const area = this.services.sources.place.area;
    return (await $.ajax({
      url: '/ajax/widgets/list',
      method: 'POST',
      data: { area },
      dataType: 'json',
    })) as WidgetListAnswer;
  }

  private destroyAll(): void {
    for (const [code, widget] of Object.entries(this.app.widgets.list)) {
      if (widget.init_once === 'Y' && widget.params['widget_active'] === 'Y') continue;
      this.destroyOne(code);
    }
  }

  private destroyOne(code: string): void {
    const widget = this.app.widgets.list[code];
    if (!widget) return;
    callWidget(widget, 'destroy');
    $(document).off(widget.ns);
    $(`#widgets_block .card-widgets__widget-${code}`).remove();
    this.services.phoneActions.forget(code);
    this.services.messageSources.forget(code);
    delete this.app.widgets.list[code];
    this.services.rules.ended(code);
  }

  private async start(data: WidgetData): Promise<void> {
    const living = this.app.widgets.list[data.code];
    if (living) {
      callWidget(living, 'render');
      this.callForPage(living, data.code);
      return;
    }
    // A second start of a code while its files are still coming is refused.
    if (this.starting.has(data.code)) return;
    this.starting.add(data.code);
    this.services.rules.starting(data.code);
    try {
      const [custom, langs] = await this.fetchFiles(data);
      this.run(data, custom, langs);
    } catch (error) {
      console.error(`widget ${data.code} did not start`, error);
    } finally {
      this.starting.delete(data.code);
      if (!this.app.widgets.list[data.code] && this.isSettingsPage()) this.putDummy(data);
    }
  }

  private fetchFiles(data: WidgetData): Promise<[unknown, object]> {
    const version = data.installed_version;
    return new Promise((resolve, reject) => {
      requirejs(
        [`optional!${data.src}?v=${version}`, `json!${data.lang}?v=${version}`],
        (custom: unknown, langs: object) => resolve([custom, langs]),
        reject,
      );
    });
  }

  private run(data: WidgetData, custom: unknown, langs: object): void {
    if (typeof custom !== 'function') return;
    const widget = constructWidget(custom as new () => unknown, data.code, this.services);
    Object.assign(widget, { ns: `.widget:${data.code}`, init_once: data.init_once });
    widget.set_lang({ ...langs, widget: this.namedTexts(langs, data) });
    widget.set_settings(settingsOf(data));
    if (!REQUIRED.every((name) => callbackOf(widget, name))) return;
    this.app.widgets.list[data.code] = widget;
    const rendered = callWidget(widget, 'render');
    if (isThenable(rendered)) {
      rendered.then(
        (value) => (value === false ? undefined : this.initialise(widget, data.code)),
        (cause: unknown) => console.error(cause),
      );
    } else if (rendered) {
      this.initialise(widget, data.code);
    }
    callWidget(widget, 'bind_actions');
    this.callForPage(widget, data.code);
  }

  /** Name and description come from the integration's form, not from the archive. */
  private namedTexts(langs: object, data: WidgetData): object {
    return { ...(langs as { widget?: object }).widget, name: data.name, description: data.description };
  }

  private initialise(widget: WidgetInstance, code: string): void {
    $(document).trigger(`widget:${code}:loaded`);
    callWidget(widget, 'init');
  }

  private callForPage(widget: WidgetInstance, code: string): void {
    const { area, menuItem } = this.services.sources.place;
    if (area === `advanced-settings:${code}`) callWidget(widget, 'advancedSettings');
    if (area === `widget-page:${code}`) {
      callWidget(widget, 'initMenuPage', { location: 'widget_page', ...menuItem });
    }
  }

  private isSettingsPage(): boolean {
    return this.services.sources.place.area === 'widgetsSettings';
  }

  /** So that a broken widget can still be switched off on the settings page. */
  private putDummy(data: WidgetData): void {
    const yes = (): boolean => true;
    function Dummy(this: { callbacks: object }) {
      this.callbacks = {
        render: yes,
        init: yes,
        bind_actions: yes,
        settings: yes,
        onSave: yes,
        destroy: yes,
      };
    }
    const widget = constructWidget(Dummy as unknown as new () => unknown, data.code, this.services);
    Object.assign(widget, { ns: `.widget:${data.code}`, init_once: data.init_once });
    widget.set_settings(settingsOf(data));
    this.app.widgets.list[data.code] = widget;
  }
}
