/** What `POST /ajax/widgets/list` says of one widget. */
export interface WidgetData {
  readonly id: number;
  readonly code: string;
  readonly src: string;
  readonly lang: string;
  readonly path: string;
  readonly images_path: string;
  /** JSON. */
  readonly settings: string;
  readonly installed_version: string;
  readonly active: 'Y' | 'N';
  readonly status: string;
  readonly init_once: 'Y' | 'N';
  readonly oauth_client_uuid: string;
  readonly support: unknown;
  readonly name: string;
  readonly description: string;
  readonly locations: readonly string[];
  readonly advanced_title: string | null;
  readonly left_menu: readonly MenuItem[];
  readonly settings_template: readonly SettingsField[];
}

export interface MenuItem {
  readonly code: string;
  readonly title: string;
  readonly submenu: readonly { readonly code: string; readonly title: string }[];
}

export interface SettingsField {
  readonly key: string;
  readonly type: string;
  readonly required: boolean;
  readonly title: string;
}

export function settingsOf(widget: WidgetData): Record<string, unknown> {
  return {
    ...(JSON.parse(widget.settings) as Record<string, unknown>),
    id: widget.id,
    status: widget.status,
    active: widget.active,
    widget_code: widget.code,
    path: widget.path,
    version: widget.installed_version,
    oauth_client_uuid: widget.oauth_client_uuid,
    widget_active: widget.active,
    images_path: widget.images_path,
    support: widget.support,
    category_code: 'calls',
  };
}
