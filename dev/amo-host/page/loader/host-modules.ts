import type { App } from '../app';
import { backbone } from '../host-model';
import { Confirm } from '../modal/confirm';
import { Modal } from '../modal/modal';
import { cookie } from './cookie';
import type { HostTwig } from './host-template';

/** Module `lib/widgets/constants`: the numbers that amoCRM's build has for the types of settings. */
const SETTING_TYPES = { text: 1, password: 2, users: 3, users_lp: 4, hidden: 5 } as const;

/** Module `lib/common/urlparams`. */
const urlParams = {
  get: (name: string): string | null => new URLSearchParams(location.search).get(name),
  getAll: (): Record<string, string> => Object.fromEntries(new URLSearchParams(location.search)),
};

/** Names under which widgets ask for parts of the host. */
export function defineHostModules(app: App, twig: HostTwig): void {
  const { View } = backbone();
  const modules: Record<string, unknown> = {
    twigjs: twig,
    'lib/components/base/modal': Modal,
    'lib/components/base/confirm': Confirm,
    'lib/components/base/notifications': app.notifications,
    'lib/common/cookie': cookie,
    'lib/common/urlparams': urlParams,
    'lib/core/router': app.router,
    'lib/core/page': View,
    'lib/core/view': View,
    'lib/widgets/index': app.widgets,
    'lib/widgets/constants': SETTING_TYPES,
    'lib/sdk/index': app.sdk,
  };
  for (const [name, value] of Object.entries(modules)) define(name, [], () => value);
}
