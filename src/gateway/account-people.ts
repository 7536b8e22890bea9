import type { UserId } from '../call/ids';
import type { Clock } from '../lib/clock';
import { Directory } from './agents/directory';
import { mappedUsers } from './agents/mapped-users';
import { UsersWhoLeft } from './agents/users-who-left';
import type { AccountConfig } from './config';
import type { Log } from './log';
import type { AccountProfile, ProfileStore, Settings } from './profile/account-profile';
import { ProfileKeeper } from './profile/profile-keeper';
import type { Amo } from './profile/read-profile';

export interface AccountPeopleParts {
  readonly config: AccountConfig;
  readonly amo: Amo;
  readonly profiles: Pick<ProfileStore, 'save'>;
  /** As it was read last. */
  readonly profile: AccountProfile;
  readonly clock: Clock;
  readonly log: Log;
}

/** Who works in one account and at which extension, kept fresh from amoCRM. */
export interface AccountPeople {
  readonly directory: Directory;
  readonly keeper: ProfileKeeper;
  /** The widget's settings as they hold now: those of the configuration over those of amoCRM. */
  settings(): Settings;
  /** `undefined` = nobody has given him one. */
  extensionOf(userId: UserId): string | undefined;
  /** amoCRM has switched him off. */
  hasLeft(userId: UserId): boolean;
  onLeft(listener: (userId: UserId) => void): () => void;
  /** The directory is another one than before. */
  on(name: 'changed', listener: () => void): () => void;
}

export function openAccountPeople({
  config,
  amo,
  profiles,
  profile,
  clock,
  log,
}: AccountPeopleParts): AccountPeople {
  const { clientUuid } = config.integration;
  const keeper = new ProfileKeeper({
    ...{ accountId: config.id, clientUuid, amo, store: profiles, known: profile, clock, log },
  });
  const settings = (): Settings => ({ ...keeper.profile.settings, ...config.settings });
  const usersNow = () =>
    mappedUsers(keeper.profile, config.users, config.browserPhones ?? [], settings()['supervisors']);
  const directory = new Directory(usersNow());
  const left = new UsersWhoLeft();
  left.take(keeper.profile.users ?? []);
  return {
    directory,
    keeper,
    settings,
    extensionOf: (userId) => directory.user(userId)?.extension,
    hasLeft: (userId) => left.has(userId),
    onLeft: (listener) =>
      keeper.on('changed', ({ users }) => {
        for (const userId of left.take(users ?? [])) listener(userId);
      }),
    on: (name, listener) =>
      keeper.on(name, () => {
        if (directory.replace(usersNow())) listener();
      }),
  };
}
