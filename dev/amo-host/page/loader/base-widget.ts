import type { App, AppSources } from '../app';
import type { MessageSources } from '../message-sources';
import type { PhoneActions } from '../phone-actions';
import { html, trusted } from '../markup';
import type { HostModel } from '../host-model';
import type { RuleWatcher } from '../watcher/rule-watcher';
import type { WidgetInstance } from '../widget-instance';
import type { CrmPost } from './crm-post';
import type { DisposableTokenCache } from './disposable-token';
import type { HostTwig, TwigTemplate } from './host-template';

export interface CardContact {
  readonly id: number;
  readonly name: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly phones: readonly string[];
  readonly emails: readonly string[];
}

export interface SelectedRow {
  readonly id: number;
  readonly type: string;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
}

/** What the members of the base class reach for. */
export interface WidgetServices {
  readonly app: () => App;
  readonly sources: AppSources;
  readonly twig: HostTwig;
  readonly phoneActions: PhoneActions;
  readonly messageSources: MessageSources;
  readonly crmPost: CrmPost;
  readonly tokens: DisposableTokenCache;
  /** Sees where the life of a widget begins and ends. */
  readonly rules: Pick<RuleWatcher, 'starting' | 'ended'>;
  readonly cardContacts: () => readonly CardContact[];
  readonly selectedRows: () => readonly SelectedRow[];
  /** Listens to the live feed; returns the undo. */
  readonly onChannel: (channel: string, listener: (message: unknown) => void) => () => void;
}

interface RenderSource {
  readonly data?: string;
  readonly ref?: string;
  readonly href?: string;
  readonly base_path?: string;
  readonly v?: string;
  readonly promised?: boolean;
  readonly load?: (template: TwigTemplate) => void;
}

interface BlockTemplate {
  readonly caption?: { readonly class_name?: string; readonly html?: string };
  readonly body?: string;
  readonly render?: string;
}

const settingText = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

const atPath = (from: unknown, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((at, key) => (at as Record<string, unknown> | null | undefined)?.[key], from);

/**
 * The base class of every widget (amocrm.ru/developers, "mechanics", "script_js"). One object of it becomes the
 * prototype of one widget's constructor, so its fields are the widget's own.
 */
export class BaseWidget {
  params: Record<string, unknown> = {};
  langs: Record<string, unknown> = {};
  ns = '';
  init_once: 'Y' | 'N' = 'N';
  callbacks: Record<string, unknown> = {};

  constructor(
    private readonly code: string,
    private readonly services: WidgetServices,
  ) {}

  system(): Record<string, unknown> {
    const { boot, place } = this.services.sources;
    return {
      area: place.systemArea,
      amouser_id: String(boot.user.id),
      amouser: boot.user.login,
      amohash: '',
      domain: location.host,
      subdomain: boot.account.subdomain,
      server: location.origin,
      displayed_count: 0,
      displayed_count_by_area: {},
    };
  }

  get_settings(): Record<string, unknown> {
    return this.params;
  }

  set_settings(settings: object): void {
    Object.assign(this.params, settings);
  }

  set_lang(langs: object): void {
    this.langs = langs as Record<string, unknown>;
  }

  i18n(path: string): unknown {
    return path === 'userLang' ? (this.langs['userLang'] ?? this.langs) : atPath(this.langs, path);
  }

  get_version(): string {
    return settingText(this.params['version']);
  }

  get_install_status(): string {
    return settingText(this.params['status']) || 'install';
  }

  set_status(status: string): void {
    this.params['status'] = status;
    $(`.widget-settings[data-code="${this.code}"] .widget-settings__status`).attr('data-status', status);
  }

  get_accounts_current(): object {
    const { account, managers } = this.services.sources.boot;
    const users = Object.values(managers).map(({ id, title, is_admin }) => ({
      id,
      name: title,
      login: title,
      is_admin,
    }));
    return { account: { ...account, users } };
  }

  crm_post(
    url: string,
    data: object,
    done: (answer: unknown) => void = () => undefined,
    type = 'text',
    failed?: (cause: unknown) => void,
  ): void {
    this.services.crmPost.post({ url, data, done, type, failed });
  }

  $authorizedAjax(options: JQueryAjaxSettings): JQueryPromise<unknown> {
    const answer = $.Deferred<unknown>();
    this.services.tokens.tokenFor(settingText(this.params['oauth_client_uuid'])).then(
      (token) => {
        $.ajax({ ...options, headers: { ...options.headers, 'X-Auth-Token': token } })
          .done((...args: unknown[]) => void answer.resolve(...args))
          .fail((...args: unknown[]) => void answer.reject(...args));
      },
      (cause: unknown) => answer.reject(cause),
    );
    return answer.promise();
  }

  render(source: RenderSource, params: object = {}): unknown {
    const { twig } = this.services;
    if (source.data !== undefined) return twig({ data: source.data })?.render(params) ?? '';
    if (source.ref !== undefined) return twig({ ref: source.ref })?.render(params) ?? '';
    const href = `${source.base_path ?? ''}${source.href ?? ''}${source.v ? `?v=${source.v}` : ''}`;
    const loading = this.templateAt(href);
    if (source.promised) return loading;
    loading.then(source.load, (cause: unknown) => console.error(cause));
    return undefined;
  }

  render_template(template: BlockTemplate, params: object = {}): void {
    const caption =
      template.caption?.html ?? html`<span class="card-widgets__caption-text">${this.code}</span>`.text;
    const body = `${template.body ?? ''}${template.render ? String(this.render({ data: template.render }, params)) : ''}`;
    const $block = $(
      html`<div class="card-widgets__widget card-widgets__widget-${this.code}" data-code="${this.code}">
        <div class="card-widgets__widget__caption js-widget-caption-block ${template.caption?.class_name}">
          ${trusted(caption)}
        </div>
        <div class="card-widgets__widget__body js-body-hide">${trusted(body)}</div>
      </div>`.text,
    );
    $(`#widgets_block .card-widgets__widget-${this.code}`).remove();
    $('#widgets_block').append($block).closest('.card-widgets').addClass('card-widgets_shown');
  }

  list_selected(): object {
    const selected = this.services.selectedRows();
    const count = (of: 'emails' | 'phones') => selected.reduce((sum, row) => sum + row[of].length, 0);
    const summary = { items: selected.length, emails: count('emails'), phones: count('phones') };
    return { selected, summary, count_selected: summary };
  }

  widgetsOverlay(isShown: boolean): void {
    $('.widgets-overlay').remove();
    if (isShown) $('#page_holder').append('<div class="widgets-overlay"></div>');
  }

  add_action(type: string, action: (data: { value: string; model?: HostModel }) => unknown): void {
    this.services.phoneActions.add(this.code, type, action);
  }

  add_source(type: string, callback: unknown, text?: string): void {
    this.services.messageSources.add(this.code, type, callback, text);
  }

  get_current_card_contacts_data(): Promise<readonly CardContact[]> {
    return Promise.resolve(this.services.cardContacts());
  }

  get_pipeline_id(): Promise<number | null> {
    return Promise.resolve(null);
  }

  /** The stand-in has no catalogues: the id is kept for the widget to read, as amoCRM keeps it. */
  setSdkCatalogId(id: number): void {
    this.params['sdk_catalog_id'] = id;
  }

  listenSocketChannel(
    channel: string,
    keys: readonly string[],
    callback: (message: unknown) => void,
  ): () => void {
    return this.services.onChannel(channel, (message) => {
      const hasKey = keys.length === 0 || keys.some((key) => atPath(message, key) !== undefined);
      if (hasKey) callback(message);
    });
  }

  private async templateAt(href: string): Promise<TwigTemplate> {
    const data = String(await $.ajax({ url: href, dataType: 'text' }));
    const template = this.services.twig({ data });
    if (!template) throw new Error(`Template ${href} was not understood`);
    return template;
  }
}

/**
 * Makes the widget's constructor inherit a fresh base object and calls it without arguments. A constructor that cannot
 * be extended (an arrow function, a class) throws, and so does one that throws itself.
 */
export function constructWidget(
  custom: new () => unknown,
  code: string,
  services: WidgetServices,
): WidgetInstance {
  const base = new BaseWidget(code, services);
  custom.prototype = Object.assign(base, custom.prototype as object | undefined);
  const made = new custom() as WidgetInstance;
  if (made instanceof BaseWidget) return made;
  // The constructor returned an object of its own: it gets the members that it has not.
  return Object.setPrototypeOf(made, base) as WidgetInstance;
}
