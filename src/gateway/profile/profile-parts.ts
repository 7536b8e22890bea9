import type { Extension, UserId } from '../../call/ids';
import type { AccountFacts, AccountProfile, AmoUser, RightLetter, Settings } from './account-profile';

/*
 * Bodies of amoCRM → parts of the profile (amoCRM: "widgets-api", "users-api", "account-info"). What is not as
 * documented is left out.
 */

type Raw = Readonly<Record<string, unknown>>;

const EXTENSION = /^\d{2,6}$/;
const SETTING_KEY = /^[a-z]\w*$/;

/** `null` settings: amoCRM shows them to the integration that the widget belongs to, and to nobody else. */
export function extensionsIn(widget: unknown): NonNullable<AccountProfile['extensions']> | 'hidden' {
  const { settings } = record(widget);
  if (typeof settings !== 'object' || settings === null) return 'hidden';
  const entries = Object.entries(record(unpacked(record(settings)['extensions'])));
  return entries.flatMap(([id, value]) => {
    const extension = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    const isMapped = /^\d+$/.test(id) && EXTENSION.test(extension);
    return isMapped ? [{ userId: Number(id) as UserId, extension: extension as Extension }] : [];
  });
}

/** Every setting but the mapping, as text. Keys are the manifest's, so what looks otherwise is none of ours. */
export function settingsIn(widget: unknown): Settings {
  const entries = Object.entries(record(record(widget)['settings'])).flatMap(([key, value]) => {
    const isOurs = key !== 'extensions' && SETTING_KEY.test(key);
    if (!isOurs || value === null || value === undefined) return [];
    return [[key, typeof value === 'string' ? value.trim() : JSON.stringify(value)]];
  });
  return Object.fromEntries(entries) as Settings;
}

/** A setting of type `users` comes as an object or as its JSON. */
function unpacked(setting: unknown): unknown {
  if (typeof setting !== 'string') return setting;
  try {
    return JSON.parse(setting);
  } catch {
    return undefined; // An empty text: nobody has an extension.
  }
}

/** Code of the widget that belongs to this integration, on one page of the account's widgets. */
export function widgetCodeIn(page: unknown, clientUuid: string): string | undefined {
  const own = embedded(page, 'widgets').find((widget) => widget['client_uuid'] === clientUuid);
  return typeof own?.['code'] === 'string' ? own['code'] : undefined;
}

export function usersIn(page: unknown): readonly AmoUser[] {
  return embedded(page, 'users').flatMap(({ id, name, email, rights }) => {
    if (typeof id !== 'number' || typeof name !== 'string') return [];
    const { is_admin: isAdmin, is_active: isActive, group_id: groupId, ...entities } = record(rights);
    return [
      {
        userId: id as UserId,
        name,
        email: typeof email === 'string' ? email.trim().toLowerCase() : '',
        groupId: typeof groupId === 'number' ? groupId : 0,
        isAdmin: isAdmin === true,
        isActive: isActive !== false,
        view: {
          leads: viewOf(entities['leads']),
          contacts: viewOf(entities['contacts']),
          companies: viewOf(entities['companies']),
        },
      },
    ];
  });
}

/** A letter that we do not know allows nothing. */
function viewOf(rights: unknown): RightLetter {
  const { view } = record(rights);
  return view === 'A' || view === 'G' || view === 'M' ? view : 'D';
}

export function factsIn(account: unknown): AccountFacts | undefined {
  const within = record(record(account)['_embedded']);
  const { timezone } = record(within['datetime_settings']);
  if (typeof timezone !== 'string') return undefined;
  return { timezone, groups: named(within['users_groups']), taskTypes: named(within['task_types']) };
}

function named(list: unknown): AccountFacts['groups'] {
  return records(list).flatMap(({ id, name }) =>
    typeof id === 'number' && typeof name === 'string' ? [{ id, name }] : [],
  );
}

export function embedded(body: unknown, name: string): readonly Raw[] {
  return records(record(record(body)['_embedded'])[name]);
}

const records = (value: unknown): readonly Raw[] => (Array.isArray(value) ? value.map(record) : []);

function record(value: unknown): Raw {
  return typeof value === 'object' && value !== null ? (value as Raw) : {};
}
