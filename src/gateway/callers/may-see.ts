import type { UserId } from '../../call/ids';
import type { AmoUser } from '../profile/account-profile';

interface Owned {
  readonly responsibleUserId: UserId;
  readonly groupId: number;
}

/** Whether this user's rights in amoCRM let him see it (design, decision 10): all, of his group, his own, none. */
export function maySee(
  { userId, groupId, isAdmin, isActive, view }: AmoUser,
  list: keyof AmoUser['view'],
  entity: Owned,
): boolean {
  if (!isActive) return false;
  if (isAdmin) return true;
  switch (view[list]) {
    case 'A':
      return true;
    case 'G':
      return entity.groupId === groupId;
    case 'M':
      return entity.responsibleUserId === userId;
    case 'D':
      return false;
  }
}
