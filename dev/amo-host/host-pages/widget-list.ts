import type { InstalledWidget } from '../account/account-state';
import { readManifest, widgetLanguage, widgetText, type WidgetManifest } from '../rest/widget-folder';

/** Page areas in which a location of the manifest is alive (amocrm.ru/developers, "areas"). */
const AREAS: Record<string, readonly string[]> = {
  lcard: ['leads_card'],
  ccard: ['contacts_card'],
  comcard: ['companies_card'],
  cucard: ['customers_card'],
  llist: ['leads'],
  clist: ['contacts', 'companies'],
  culist: ['customers'],
  tlist: ['todo'],
};
/** Cards, lists, and the pipeline board, which has no location of its own. */
const EVERYWHERE = [...Object.values(AREAS).flat(), 'leads-pipeline'];

export function livesIn(locations: readonly string[], area: string): boolean {
  return locations.some((location) => {
    const place = location.replace(/-[01]$/, '');
    if (place === 'everywhere') return EVERYWHERE.includes(area);
    if (place === 'widget_page') return area.startsWith('widget-page');
    if (place === 'advanced_settings') return area.startsWith('advanced-settings');
    return AREAS[place]?.includes(area) ?? false;
  });
}

/** Values of one user each reach the page as a JSON string inside the JSON. */
function settingsText(settings: Record<string, unknown>): string {
  const flat = Object.entries(settings).map(([key, value]) => [
    key,
    typeof value === 'object' && value !== null ? JSON.stringify(value) : value,
  ]);
  return JSON.stringify(Object.fromEntries(flat));
}

/** amoCRM tells a widget that nobody has filled in from one that is ready. */
function statusOf(widget: InstalledWidget, manifest: WidgetManifest): string {
  if (!widget.active) return 'install';
  const required = Object.entries(manifest.settings ?? {}).filter(([, field]) => field.required === true);
  const isEmpty = required.length > 0 && required.every(([key]) => (widget.settings[key] ?? '') === '');
  return isEmpty ? 'not_configured' : 'installed';
}

/** Items of the left menu that lead to the widget's own pages. */
function menuOf({ directory }: InstalledWidget, manifest: WidgetManifest, language: string): object[] {
  if (!manifest.locations.some((location) => location.startsWith('widget_page'))) return [];
  return Object.entries(manifest.left_menu ?? {}).map(([code, { title, submenu = {} }]) => ({
    code,
    title: widgetText(directory, title, language),
    submenu: Object.entries(submenu).map(([subcode, sub]) => ({
      code: subcode,
      title: widgetText(directory, sub.title, language),
    })),
  }));
}

function widgetData(widget: InstalledWidget, id: number, language: string): object | undefined {
  const manifest = readManifest(widget.directory);
  if (!manifest) return undefined;
  const path = `/widgets/${widget.code}`;
  const initOnce = manifest.widget.init_once;
  return {
    id,
    code: widget.code,
    src: `${path}/script.js`,
    lang: `${path}/i18n/${widgetLanguage(widget.directory, language)}.json`,
    path,
    images_path: `${path}/images`,
    settings: settingsText(widget.settings),
    installed_version: manifest.widget.version,
    active: widget.active ? 'Y' : 'N',
    status: statusOf(widget, manifest),
    init_once: initOnce === true || initOnce === 'Y' ? 'Y' : 'N',
    oauth_client_uuid: widget.clientUuid,
    support: manifest.widget.support ?? {},
    name: widgetText(widget.directory, manifest.widget.name, language),
    description: widgetText(widget.directory, manifest.widget.description, language),
    locations: manifest.locations,
    advanced_title: manifest.advanced
      ? widgetText(widget.directory, manifest.advanced.title, language)
      : null,
    left_menu: menuOf(widget, manifest, language),
    settings_template: Object.entries(manifest.settings ?? {}).map(([key, field]) => ({
      key,
      type: field.type,
      required: field.required ?? false,
      title: widgetText(widget.directory, field.name ?? key, language),
    })),
  };
}

/** What `POST /ajax/widgets/list` tells the loader. On the settings page all widgets are told, elsewhere the fitting. */
export function widgetList(
  widgets: Iterable<InstalledWidget>,
  area: string,
  language: string,
): Record<string, object> {
  const told: Record<string, object> = {};
  let id = 0;
  for (const widget of widgets) {
    const data = widgetData(widget, ++id, language);
    const manifest = readManifest(widget.directory);
    if (!data || !manifest) continue;
    const isOnce = (data as { init_once: string }).init_once === 'Y';
    if (area === 'widgetsSettings' || isOnce || livesIn(manifest.locations, area)) told[widget.code] = data;
  }
  return told;
}

const parsed = (value: string): unknown => {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    // Not JSON: a text like any other.
    return undefined;
  }
};

/** A field of type `custom` keeps JSON and numbers only; amoCRM drops other texts without a word. */
function keptValue(type: string | undefined, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (type === 'custom') return parsed(value) === undefined ? '' : value;
  const isPerUser = type === 'users' || type === 'users_lp';
  return isPerUser || value.startsWith('{') ? (parsed(value) ?? value) : value;
}

/** Settings as the page's form sends them; a `users` value comes as a JSON string and is kept as what it says. */
export function keptSettings(
  directory: string,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const template = readManifest(directory)?.settings ?? {};
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [key, keptValue(template[key]?.type, value)]),
  );
}
