/*
 * Every fault that a person can meet, by its name. Each has a sentence in `i18n/` under `faults` that says what to do, and
 * a row in docs/when-it-breaks.md; test/widget/words.test.ts holds the three together. A fault without a name here is
 * told to nobody.
 */

/** Why a connection is refused: message of socket.io's `connect_error`, `fault` of the ticket's answer. */
export const AUTH_FAULTS = [
  'token-missing',
  'token-invalid',
  'token-expired',
  'clock-off',
  'account-unknown',
  'user-off',
  'ticket-invalid',
  'version-unknown',
  'server-error',
] as const;
export type AuthFault = (typeof AUTH_FAULTS)[number];

/** Why the gateway did not do what it was asked. `not-saved`: its disk takes nothing, send it again later. */
export const COMMAND_FAULTS = [
  'malformed',
  'no-extension',
  'invalid-number',
  'unknown-call',
  'pbx-away',
  'pbx-refused',
  'timeout',
  'too-many',
  'not-allowed',
  'not-saved',
] as const;
export type CommandFault = (typeof COMMAND_FAULTS)[number];

/** What keeps the browser's phone from working. */
export const PHONE_FAULTS = [
  'microphone-denied',
  'microphone-missing',
  'browser-unsupported',
  'page-insecure',
  'server-unreachable',
  'local-network-denied',
  'registration-refused',
  'sound-blocked',
  'script-missing',
] as const;
export type PhoneFault = (typeof PHONE_FAULTS)[number];

/** What a talk does not allow. */
export const TALK_FAULTS = ['already-calling', 'hold-refused', 'transfer-refused', 'tones-refused'] as const;
export type TalkFault = (typeof TALK_FAULTS)[number];

/** What the widget finds out by itself. `number-incomplete` would reach somebody else. */
export const WIDGET_FAULTS = ['gateway-lost', 'gateway-address', 'number-incomplete'] as const;
export type WidgetFault = (typeof WIDGET_FAULTS)[number];

/** What the gateway has found wrong with an account and an administrator has to mend. */
export const ACCOUNT_FAULTS = [
  'pbx-unreachable',
  'pbx-login-refused',
  'pbx-tells-nothing',
  'pbx-may-not-dial',
  'pbx-may-not-pause',
  'amo-not-joined',
  'amo-wrong-secret',
  'amo-wrong-redirect',
  'amo-code-refused',
  'amo-revoked',
  'amo-renewal-interrupted',
  'amo-uninstalled',
  'amo-token-expired',
  'amo-token-refused',
  'amo-unreachable',
  'amo-not-understood',
  'amo-unpaid',
  'amo-forbids',
  'amo-lacks',
  'amo-silent',
  'settings-hidden',
  'widget-missing',
  'server-clock',
  'store-full',
  'calls-refused',
  'certificate-ending',
  'certificate-stale',
] as const;
export type AccountFault = (typeof ACCOUNT_FAULTS)[number];

/** The same as it concerns one agent: amoCRM does not take what he has said of his call. */
export const OWN_FAULTS = ['record-refused'] as const;
export type OwnFault = (typeof OWN_FAULTS)[number];

/** What the connection test in the settings' window finds wrong; its sentences are under `setup.finding`. */
export const CHECK_FAULTS = [
  'gateway-address',
  'gateway-silent',
  'gateway-origin',
  'gateway-foreign',
  'gateway-error',
  'account-unknown',
  'token-missing',
  'token-invalid',
  'token-expired',
  'user-off',
  'clock-off',
  'clock-browser',
  'extension-unsaved',
  'extension-none',
  'pbx-away',
  'pbx-refused',
  'phone-closed',
] as const;
export type CheckFault = (typeof CHECK_FAULTS)[number];

/** Why the page in amoCRM's settings shows nothing; its sentences are under `advanced.trouble`. */
export const PAGE_FAULTS = ['silent', 'not-allowed', 'old-gateway', 'busy', 'failed'] as const;
export type PageFault = (typeof PAGE_FAULTS)[number];
