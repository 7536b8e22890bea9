/**
 * What the administrator entered in the widget's settings, as far as the browser needs it. The extensions are in the
 * same settings, but their one reader is the gateway: what a browser says about itself proves nothing.
 */
export interface WidgetSettings {
  readonly gatewayUrl: string;
  /** Whom an agent turns to when something fails; `''` = not given. */
  readonly supportContact: string;
  /** Tag or field of those who must not be called from a list; `''` = there is none. */
  readonly doNotCall: string;
}

export function parseWidgetSettings(raw: unknown): WidgetSettings {
  const fields = typeof raw === 'object' && raw !== null ? (raw as Readonly<Record<string, unknown>>) : {};
  return {
    gatewayUrl: textOf(fields['gateway_url']),
    supportContact: textOf(fields['support_contact']),
    doNotCall: textOf(fields['do_not_call']),
  };
}

const textOf = (field: unknown): string => (typeof field === 'string' ? field.trim() : '');
