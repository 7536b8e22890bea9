import type { UserId } from '../../call/ids';
import type { AmoUser } from '../profile/account-profile';

/** Users whom amoCRM has switched off, or tells no more of. One that it does not tell of yet may just be new. */
export class UsersWhoLeft {
  private present: ReadonlySet<UserId> = new Set();
  private readonly left = new Set<UserId>();

  /** All users as amoCRM tells them now → who has left since the last time. */
  take(users: readonly Pick<AmoUser, 'userId' | 'isActive'>[]): readonly UserId[] {
    const present = new Set(users.filter(({ isActive }) => isActive).map(({ userId }) => userId));
    const gone = [...new Set([...this.present, ...users.map(({ userId }) => userId)])].filter(
      (userId) => !present.has(userId) && !this.left.has(userId),
    );
    for (const userId of gone) this.left.add(userId);
    for (const userId of present) this.left.delete(userId);
    this.present = present;
    return gone;
  }

  has(userId: UserId): boolean {
    return this.left.has(userId);
  }
}
