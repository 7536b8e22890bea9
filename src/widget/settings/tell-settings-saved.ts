import { gatewayAddress } from '../channel/gateway-address';
import type { AmoHost } from '../host/amo-host';
import { parseWidgetSettings } from './widget-settings';

/** The gateway reads the settings at once instead of within some seconds; if it cannot be told, it notices by itself. */
export function tellSettingsSaved({ settings, postAuthorized, report }: AmoHost): void {
  const address = gatewayAddress(parseWidgetSettings(settings).gatewayUrl);
  if (address) postAuthorized(address.settingsSavedUrl).catch((error: unknown) => report(error));
}
