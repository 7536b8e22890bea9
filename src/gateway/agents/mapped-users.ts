import type { Extension, UserId } from '../../call/ids';
import type { AccountProfile } from '../profile/account-profile';
import type { MappedUser } from './directory';
import { roleOf } from './role-of';

/** An extension whose phone is in the browser; every other one that amoCRM names is a desk phone. */
export interface BrowserPhone {
  readonly extension: Extension;
  readonly password: string;
}

/** Who stands in the configuration; what he may do is amoCRM's word and the settings'. */
export type ConfiguredUser = Omit<MappedUser, 'role' | 'group'>;

/**
 * Who is at which extension: the widget's settings in amoCRM, and over them whoever stands in the configuration.
 * Somebody whom amoCRM switched off has no extension; users that nobody mapped are known by name.
 * `supervisors`: as the setting has it.
 */
export function mappedUsers(
  profile: AccountProfile,
  configured: readonly ConfiguredUser[],
  browserPhones: readonly BrowserPhone[],
  supervisors = '',
): readonly MappedUser[] {
  const { extensions = [], users = [], facts } = profile;
  const groupOf = (userId: UserId): string | undefined =>
    facts?.groups.find(({ id }) => id === byId.get(userId)?.groupId)?.name;
  const passwords = new Map(browserPhones.map(({ extension, password }) => [extension, password]));
  const byId = new Map(users.map((user) => [user.userId, user]));
  const ownIds = new Set(configured.map(({ userId }) => userId));
  const ids = new Set([...users.map(({ userId }) => userId), ...extensions.map(({ userId }) => userId)]);
  const extensionOf = new Map(extensions.map(({ userId, extension }) => [userId, extension]));
  const fromAmo = [...ids].flatMap((userId): ConfiguredUser[] => {
    const user = byId.get(userId);
    if (ownIds.has(userId) || user?.isActive === false) return [];
    const extension = extensionOf.get(userId);
    if (extension === undefined) return [{ userId, name: user?.name ?? '', device: 'none' }];
    const phonePassword = passwords.get(extension);
    const device = phonePassword === undefined ? 'desk' : 'browser';
    return [{ userId, name: user?.name ?? extension, extension, device, phonePassword }];
  });
  return [...configured, ...fromAmo].map((user) => ({
    ...user,
    role: roleOf(byId.get(user.userId), user.extension, supervisors),
    group: groupOf(user.userId),
  }));
}
