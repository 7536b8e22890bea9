import type { Colleague } from '../../call/call-view';
import type { Extension, UserId } from '../../call/ids';
import type { AgentRole } from '../../protocol/agent-role';
import type { AgentIdentity, PhoneDevice } from '../../protocol/messages';

export interface MappedUser {
  readonly userId: UserId;
  readonly name: string;
  readonly extension?: Extension | undefined;
  readonly device: PhoneDevice;
  /** Of the browser's phone. */
  readonly phonePassword?: string | undefined;
  readonly role: AgentRole;
  /** His group in amoCRM; missing = not known. */
  readonly group?: string | undefined;
}

/** Which amoCRM user has which extension, in one account. Several users may share an extension (shifts). */
export class Directory {
  private byUser: ReadonlyMap<UserId, MappedUser> = new Map();
  private readonly byExtension = new Map<Extension, MappedUser[]>();

  constructor(users: readonly MappedUser[]) {
    this.replace(users);
  }

  /** The mapping as a whole is another one; `false` = it is the same. */
  replace(users: readonly MappedUser[]): boolean {
    if (JSON.stringify(users) === JSON.stringify([...this.byUser.values()])) return false;
    this.byUser = new Map(users.map((user) => [user.userId, user]));
    this.byExtension.clear();
    for (const user of users) {
      if (user.extension === undefined) continue;
      this.byExtension.set(user.extension, [...this.usersAt(user.extension), user]);
    }
    return true;
  }

  user(userId: UserId): MappedUser | undefined {
    return this.byUser.get(userId);
  }

  users(): readonly MappedUser[] {
    return [...this.byUser.values()];
  }

  usersAt(extension: Extension): readonly MappedUser[] {
    return this.byExtension.get(extension) ?? [];
  }

  /** Somebody of the account whom nobody mapped is an agent without a phone: he sees no calls. */
  identity(userId: UserId): Omit<AgentIdentity, 'status'> {
    const user = this.byUser.get(userId);
    if (!user) return { userId, name: '', extension: '', device: 'none', role: 'agent' };
    const { name, extension = '', device, role } = user;
    return { userId, name, extension, device, role };
  }

  colleague(extension: Extension): Colleague {
    return { extension, name: this.usersAt(extension)[0]?.name ?? extension };
  }
}
