import type { Check, Finding } from '../finding';
import { entriesAt, manifestFileOf, textsAt, valueAt, type ManifestFile } from '../manifest';

const file = 'manifest.json';

/** web_sdk/start and integrations/areas. */
const LOCATIONS = new Set([
  ...['lcard', 'ccard', 'comcard', 'cucard', 'llist', 'clist', 'culist', 'tlist', 'tline', 'tcalendar'],
  ...['settings', 'advanced_settings', 'card_sdk', 'catalogs', 'digital_pipeline', 'lead_sources'],
  ...['whatsapp_modal', 'sms', 'mobile_card', 'amoforms', 'salesbot_designer', 'widget_page'],
  ...['personal_page', 'everywhere'],
]);
/** integrations/fields. */
const SETTING_TYPES = new Set(['text', 'pass', 'users', 'users_lp', 'custom']);
/** What a location is nothing without: location → path in the manifest. */
const NEEDS: readonly (readonly [location: string, ...path: string[]])[] = [
  ['digital_pipeline', 'dp', 'action_multiple'],
  ['advanced_settings', 'advanced', 'title'],
  ['widget_page', 'left_menu'],
];

const inside =
  (look: (manifest: ManifestFile) => Iterable<Finding>): Check =>
  (archive) => {
    const manifest = manifestFileOf(archive);
    return manifest ? look(manifest) : [];
  };

export const manifestFields = inside(function* ({ json, complaints }) {
  if (json.mistake)
    yield {
      rule: 'manifest/json',
      file,
      line: json.mistake.line,
      sentence: `This is not valid JSON: ${json.mistake.what}.`,
    };
  for (const { path, what } of complaints)
    yield {
      rule: 'manifest/field',
      file,
      line: json.lineOf(path),
      sentence: `${path.join('.') || 'The manifest'} ${what}.`,
    };
});

export const manifestAdvice = inside(function* (manifest) {
  const { lineOf } = manifest.json;
  for (const key of ['code', 'secret_key'])
    if (valueAt(manifest, 'widget', key) !== undefined)
      yield {
        rule: 'manifest/old-field',
        file,
        line: lineOf(['widget', key]),
        sentence: `widget.${key} is not needed any more: amoCRM gives it at the upload.`,
      };
  if (valueAt(manifest, 'widget', 'version') === undefined)
    yield {
      rule: 'manifest/version',
      file,
      line: lineOf(['widget']),
      sentence: 'Without widget.version browsers keep the files of an older upload.',
    };
  if (valueAt(manifest, 'widget', 'interface_version') !== 2)
    yield {
      rule: 'manifest/version',
      file,
      line: lineOf(['widget', 'interface_version']),
      sentence: 'widget.interface_version should be 2: the interface of version 1 is closed.',
    };
});

function locationFault(location: string): string | undefined {
  const code = location.replace(/-[01]$/, '');
  if (!LOCATIONS.has(code)) return `${location} is no location of amoCRM.`;
  if (code === 'everywhere' && code !== location) return 'everywhere takes no -0 or -1.';
  return undefined;
}

export const locations = inside(function* (manifest) {
  const codes = textsAt(manifest, 'locations');
  for (const [index, code] of codes.entries()) {
    const sentence = codes.indexOf(code) < index ? `${code} stands twice.` : locationFault(code);
    if (sentence)
      yield { rule: 'manifest/location', file, line: manifest.json.lineOf(['locations', index]), sentence };
  }
  for (const [location, ...path] of NEEDS)
    if (codes.some((code) => code.startsWith(location)) && valueAt(manifest, ...path) === undefined)
      yield {
        rule: 'manifest/location-needs',
        file,
        line: manifest.json.lineOf(['locations']),
        sentence: `The location ${location} needs ${path.join('.')}.`,
      };
});

export const settings = inside(function* (manifest) {
  const line = (...path: string[]): number => manifest.json.lineOf(path);
  const fields = entriesAt(manifest, 'settings').map(([name]) => name);
  const isInstalled = valueAt(manifest, 'widget', 'installation') === true;
  if (isInstalled && valueAt(manifest, 'settings') === undefined)
    yield {
      rule: 'manifest/field',
      file,
      line: line('widget', 'installation'),
      sentence: 'A widget with widget.installation needs settings.',
    };
  if (isInstalled && valueAt(manifest, 'widget', 'is_showcase') === true)
    yield {
      rule: 'manifest/field',
      file,
      line: line('widget', 'is_showcase'),
      sentence: 'widget.is_showcase needs widget.installation to be false.',
    };
  const custom = fields.filter((field) => valueAt(manifest, 'settings', field, 'type') === 'custom');
  for (const field of custom.slice(1))
    yield {
      rule: 'manifest/one-custom-setting',
      file,
      line: line('settings', field),
      sentence: `There may be one setting of the type custom; ${custom[0]} is one already.`,
    };
  for (const field of fields) {
    const type = valueAt(manifest, 'settings', field, 'type');
    if (typeof type === 'string' && !SETTING_TYPES.has(type))
      yield {
        rule: 'manifest/setting-type',
        file,
        line: line('settings', field, 'type'),
        sentence: `${type} is no type of a setting: ${[...SETTING_TYPES].join(', ')}.`,
      };
  }
});
