import type { Extension, UserId } from '../../call/ids';
import type { Presence } from '../../call/presence';
import type { StaffMember } from '../../protocol/staff';
import type { MappedUser } from '../agents/directory';

export interface StaffParts {
  readonly users: readonly MappedUser[];
  /** Stands in the gateway's configuration, which goes before amoCRM's settings. */
  readonly isConfigured: (userId: UserId) => boolean;
  readonly isOnline: (userId: UserId) => boolean;
  readonly presenceOf: (extension: Extension) => Presence;
}

/** Who works in the account, with his phone as it is now; who has an extension stands first. */
export function staff({ users, isConfigured, isOnline, presenceOf }: StaffParts): readonly StaffMember[] {
  const members = users.map(({ userId, name, extension, device, role }): StaffMember => ({
    ...{ userId, name, extension: extension ?? '', device, role },
    from: isConfigured(userId) ? 'configuration' : 'amocrm',
    isOnline: isOnline(userId),
    ...(extension && { now: presenceOf(extension) }),
  }));
  const rank = ({ extension }: StaffMember): number => (extension === '' ? 1 : 0);
  return members.sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}
