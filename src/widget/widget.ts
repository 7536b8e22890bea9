import twigjs from 'twigjs';
import { gatewayAddress } from './channel/gateway-address';
import { startDesk, type Desk } from './desk';
import { amoHost } from './host/amo-globals';
import type { PageFactory } from './journal/advanced-page';
import type { SettingsFactory, SettingsForm } from './settings/settings-form';
import { parseWidgetSettings } from './settings/widget-settings';
import { tellSettingsSaved } from './settings/tell-settings-saved';

/** The host asks before it saves, and starts the widget anew, of this same module, when it has. */
let isBeingSaved = false;

/**
 * What amoCRM's loader takes from `script.js`: a plain function that it extends with its base Widget and calls without
 * arguments. Nothing is read here: words and settings are filled later. The loader calls the callbacks in one of three
 * orders (render, init, bind_actions · render, bind_actions, init · docs: bind_actions before init) and `render` again
 * on every page, so everything begins in `init` and each callback may come twice.
 */
export default function Widget(this: { callbacks?: object }): void {
  let desk: Desk | undefined;
  let offered = false;
  let form: SettingsForm | undefined;
  let closePage: (() => void) | undefined;

  const init = (): true => {
    const host = amoHost(this);
    if (isBeingSaved) tellSettingsSaved(host);
    isBeingSaved = false;
    desk ??= startDesk(host, twigjs);
    if (!offered) host.page.offerCalls((number) => desk?.call(number));
    offered = true;
    return true;
  };

  /** `body` is jQuery's. Without our file the window works as amoCRM draws it. */
  const settings = (body?: ArrayLike<HTMLElement>): true => {
    const place = body?.[0];
    const host = amoHost(this);
    form = undefined;
    if (place)
      void host
        .load('settings.js')
        .then((open) => place.isConnected && (form = (open as SettingsFactory)(place, host)))
        .catch(host.report);
    return true;
  };

  const advancedSettings = (): true => {
    const host = amoHost(this);
    closePage?.();
    closePage = undefined;
    void host
      .load('journal.js')
      .then((open) => {
        const place = host.page.workArea();
        const { apiUrl = '' } = gatewayAddress(parseWidgetSettings(host.settings).gatewayUrl) ?? {};
        if (place) closePage = (open as PageFactory)(place, host, apiUrl, desk?.line);
      })
      .catch(host.report);
    return true;
  };

  const selected = (): true => {
    desk?.addSelected();
    return true;
  };

  this.callbacks = {
    render: () => true,
    init,
    bind_actions: () => true,
    settings,
    advancedSettings,
    // Companies come through the list of contacts.
    contacts: { selected },
    leads: { selected },
    onSave: (data?: { readonly active?: string }) =>
      (isBeingSaved = data?.active === 'N' || (form?.mayBeSaved() ?? true)),
    destroy() {
      closePage?.();
      desk?.close();
      desk = undefined;
    },
  };
}
