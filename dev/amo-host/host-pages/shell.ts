import type { AccountState } from '../account/account-state';
import { GROUPS, type AccountUser } from '../account/account-user';
import { TASK_TYPES } from '../account/activity';
import { CUSTOM_FIELDS } from '../account/custom-field';
import type { Platform } from '../account/platform';
import { VENDOR_MODULES } from './vendor-library';

export interface CoreVersion {
  readonly frontend: string;
  readonly backend: string;
}

/** What the page knows before its first request; the source of `APP.constant(…)`. */
export interface BootData {
  readonly user: Record<string, unknown>;
  readonly managers: Record<string, unknown>;
  readonly groups: Record<string, string>;
  readonly account: Record<string, unknown>;
  readonly task_types: Record<string, unknown>;
  readonly user_rights: Record<string, unknown>;
  readonly coreVersion: CoreVersion;
  readonly hasOffice: boolean;
  /** Of the user's profile. */
  readonly language: string;
  readonly platform: Platform;
  /** Names of the libraries that widgets may ask for. */
  readonly vendorModules: readonly string[];
}

const managerOf = (user: AccountUser) => ({
  id: String(user.id),
  title: user.name,
  option: user.name,
  active: true,
  login: user.email,
  status: 'Y',
  is_admin: user.isAdmin ? 'Y' : 'N',
  free_user: 'N',
  amojo_id: '',
  amo_profile_id: null,
  avatar: '',
  theme: 'light',
  group: user.groupKey,
  phone: user.phoneNumber ?? '',
});

export function bootData(
  state: AccountState,
  user: AccountUser,
  coreVersion: CoreVersion,
  hasOffice: boolean,
): BootData {
  const { account, users } = state;
  return {
    user: {
      id: user.id,
      login: user.email,
      name: user.name,
      amojo_id: '',
      uuid: `00000000-0000-4000-8000-${String(user.id).padStart(12, '0')}`,
      personal_mobile: user.phoneNumber ?? '',
      photo: '',
      api_key: '',
      theme: 'light',
      user_rank: user.isAdmin ? 'admin' : 'newbie',
      group_mates_ids: users.filter(({ groupId }) => groupId === user.groupId).map(({ id }) => id),
      settings: {},
      sso_auth: false,
      tour: {},
    },
    managers: Object.fromEntries(users.map((each) => [each.id, managerOf(each)])),
    groups: {
      ...Object.fromEntries(GROUPS.map(({ key, name }) => [key, name])),
      group_free_users: 'Бесплатные',
    },
    account: {
      id: account.id,
      name: account.name,
      subdomain: account.subdomain,
      timezone: account.timezone,
      currency: state.platform.currency,
      language: state.platform.languages[0],
      country: 'RU',
      date_pattern: 'd.m.Y H:i',
      date_format: 'd.m.Y',
      time_format: 'H:i:s',
      unsorted_on: 'Y',
      paid_from: state.now() - 86400,
      paid_till: state.now() + 365 * 86400,
      tariffName: 'advanced',
      version: 14,
      users: Object.fromEntries(users.map(({ id, name }) => [id, name])),
      cf: Object.fromEntries(
        Object.values(CUSTOM_FIELDS).flatMap((fields) => fields.map((field) => [field.id, { ...field }])),
      ),
    },
    task_types: Object.fromEntries(
      TASK_TYPES.map(({ id, name, color, icon_id }) => [id, { id, option: name, color, icon_id }]),
    ),
    user_rights: { is_admin: user.isAdmin, ...user.rights },
    coreVersion,
    hasOffice,
    language: state.languageOf(user.id),
    platform: state.platform,
    vendorModules: VENDOR_MODULES,
  };
}

const jsonInHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

/** One document for every address of the application; the page's router draws the rest. */
export const shellHtml = (boot: BootData): string => `<!doctype html>
<html lang="${boot.language}">
<head>
<meta charset="utf-8">
<title>amo stand-in</title>
<link rel="icon" href="data:,">
<script>
  document.documentElement.dataset.colorScheme = localStorage.getItem('standin_color_scheme') === 'dark' ? 'dark' : 'light';
</script>
<link rel="stylesheet" href="/__host/page.css">
<script type="application/json" id="boot">${jsonInHtml(boot)}</script>
<script src="/__host/vendor/require.js"></script>
<script src="/__host/watcher.js"></script>
<script src="/__host/page.js" defer></script>
</head>
<body>
<div id="left_menu"></div>
<div id="page_holder" class="page-holder"></div>
<div id="popups_wrapper"></div>
<div id="notifications_toasts" class="notifications-toasts"></div>
</body>
</html>
`;
