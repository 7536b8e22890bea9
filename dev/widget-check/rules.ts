/** `break`: amoCRM's moderation or its upload refuses the widget. `advice`: it makes trouble, there or later. */
export type Severity = 'break' | 'advice';

interface Rule {
  readonly severity: Severity;
  /** The page below https://www.amocrm.ru/developers/content/ that says so. */
  readonly source: string;
}

const by = (severity: Severity, source: string): Rule => ({ severity, source });
const STRUCTURE = 'integrations/structure';
const REQUIREMENTS = 'integrations/requirements';
const CODE = `${REQUIREMENTS} §3.2`;

export const RULES = {
  'archive/name': by('break', 'integrations/upload'),
  'archive/root': by('break', 'integrations/upload'),
  'archive/missing-file': by('break', `${REQUIREMENTS} §3.1`),
  'archive/unused-file': by('break', `${REQUIREMENTS} §3.1`),
  'text/encoding': by('break', `${REQUIREMENTS} §3.1`),
  'text/byte-order-mark': by('break', `${REQUIREMENTS} §3.1`),
  'text/line-ends': by('break', `${REQUIREMENTS} §3.1`),

  'picture/kind': by('break', STRUCTURE),
  'picture/pixels': by('break', STRUCTURE),
  'picture/bytes': by('break', STRUCTURE),
  'picture/animated': by('break', `${REQUIREMENTS} §4.3`),
  'tour/language': by('break', STRUCTURE),
  'tour/missing-picture': by('break', STRUCTURE),

  'manifest/json': by('break', STRUCTURE),
  'manifest/field': by('break', STRUCTURE),
  'manifest/old-field': by('advice', 'integrations/upload'),
  'manifest/version': by('advice', STRUCTURE),
  'manifest/location': by('break', 'integrations/areas'),
  'manifest/location-needs': by('break', STRUCTURE),
  'manifest/setting-type': by('break', 'integrations/fields'),
  'manifest/one-custom-setting': by('break', 'integrations/custom_settings'),
  'manifest/name': by('break', REQUIREMENTS),

  'language/json': by('break', STRUCTURE),
  'language/files': by('break', STRUCTURE),
  'language/keys': by('break', STRUCTURE),
  'language/caption': by('break', STRUCTURE),
  'language/russian': by('break', `${REQUIREMENTS} §2.4`),
  'language/ru-link': by('break', `${REQUIREMENTS} §3.1.3`),

  'script/syntax': by('break', 'integrations/script_js'),
  'script/amd': by('break', 'integrations/script_js'),
  'script/dialogs': by('break', CODE),
  'script/eval': by('break', CODE),
  'script/console': by('break', CODE),
  'script/document-write': by('break', CODE),
  'script/synchronous-request': by('break', CODE),
  'script/script-tag': by('break', CODE),
  'script/foreign-code': by('break', CODE),
  'script/requests-in-a-loop': by('break', CODE),
  'script/writes-to-the-host': by('break', CODE),
  'script/virtual-click': by('break', CODE),
  'script/switcher-classes': by('break', CODE),
  'script/own-path': by('advice', 'web_sdk/mechanics'),
  'script/minified': by('advice', `${REQUIREMENTS} §3.1`),

  'style/syntax': by('break', CODE),
  'style/global-selector': by('break', CODE),
  'style/host-class': by('break', CODE),
  'style/foreign-file': by('break', CODE),

  'telephony/init-once': by('break', 'telephony/capabilities-2'),
  'telephony/everywhere': by('advice', 'telephony/capabilities-2'),
  'telephony/calling-status': by('advice', 'telephony/capabilities-2'),
  'telephony/call-action': by('advice', 'web_sdk/card'),
} as const satisfies Record<string, Rule>;

export type RuleId = keyof typeof RULES;
