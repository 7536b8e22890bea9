import type { DialList } from '../../call/dial-list';
import type { UserId } from '../../call/ids';
import { isAtLeast } from '../../protocol/agent-role';
import type { Directory } from '../agents/directory';

/** Who may do what with a list. A list without a name is its owner's own, and no supervisor's business. */
export class ListRights {
  constructor(private readonly directory: Pick<Directory, 'identity'>) {}

  isSupervisor(userId: UserId): boolean {
    return isAtLeast(this.directory.identity(userId).role, 'supervisor');
  }

  mayChange(userId: UserId, list: DialList): boolean {
    return list.owner === userId || this.maySupervise(userId, list);
  }

  /** Gives it to others, stops them, sees what they do. */
  maySupervise(userId: UserId, { name, owner }: DialList): boolean {
    return this.isSupervisor(userId) && (name !== '' || owner === userId);
  }

  mayCall(userId: UserId, list: DialList): boolean {
    return list.members.includes(userId);
  }

  maySee(userId: UserId, list: DialList): boolean {
    return this.mayCall(userId, list) || this.mayChange(userId, list);
  }
}
