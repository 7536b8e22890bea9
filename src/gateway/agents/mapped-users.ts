import type { Extension } from '../../call/ids';
import type { AccountProfile } from '../profile/account-profile';
import type { MappedUser } from './directory';

/** An extension whose phone is in the browser; every other one that amoCRM names is a desk phone. */
export interface BrowserPhone {
  readonly extension: Extension;
  readonly password: string;
}

/**
 * Who is at which extension: the widget's settings in amoCRM, and over them whoever stands in the configuration.
 * Somebody whom amoCRM switched off has no extension; users that nobody mapped are known by name.
 */
export function mappedUsers(
  { extensions = [], users = [] }: AccountProfile,
  configured: readonly MappedUser[],
  browserPhones: readonly BrowserPhone[],
): readonly MappedUser[] {
  const passwords = new Map(browserPhones.map(({ extension, password }) => [extension, password]));
  const byId = new Map(users.map((user) => [user.userId, user]));
  const ownIds = new Set(configured.map(({ userId }) => userId));
  const ids = new Set([...users.map(({ userId }) => userId), ...extensions.map(({ userId }) => userId)]);
  const extensionOf = new Map(extensions.map(({ userId, extension }) => [userId, extension]));
  const fromAmo = [...ids].flatMap((userId): MappedUser[] => {
    const user = byId.get(userId);
    if (ownIds.has(userId) || user?.isActive === false) return [];
    const extension = extensionOf.get(userId);
    if (extension === undefined) return [{ userId, name: user?.name ?? '', device: 'none' }];
    const phonePassword = passwords.get(extension);
    const device = phonePassword === undefined ? 'desk' : 'browser';
    return [{ userId, name: user?.name ?? extension, extension, device, phonePassword }];
  });
  return [...configured, ...fromAmo];
}
