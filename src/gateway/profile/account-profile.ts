import type { AccountId, Extension, UserId } from '../../call/ids';

/** amoCRM's letters: A all, G own group, M own, D denied. */
export type RightLetter = 'A' | 'G' | 'M' | 'D';

export interface AmoUser {
  readonly userId: UserId;
  readonly name: string;
  /** In small letters; `''` = amoCRM tells none. */
  readonly email: string;
  readonly groupId: number;
  readonly isAdmin: boolean;
  readonly isActive: boolean;
  /** What of whom he may see. */
  readonly view: Readonly<Record<'leads' | 'contacts' | 'companies', RightLetter>>;
}

export interface AccountFacts {
  /** `Europe/Moscow` */
  readonly timezone: string;
  readonly groups: readonly { readonly id: number; readonly name: string }[];
  readonly taskTypes: readonly { readonly id: number; readonly name: string }[];
}

/** Each room reads its own out of them. */
export type Settings = Readonly<Record<string, string>>;

/** What amoCRM knows of its account and the gateway works by; a part that was never read is missing. */
export interface AccountProfile {
  /** From the widget's settings. */
  readonly extensions?: readonly { readonly userId: UserId; readonly extension: Extension }[];
  /** The widget's other settings as they were typed, by their key in the manifest. */
  readonly settings?: Settings;
  readonly users?: readonly AmoUser[];
  readonly facts?: AccountFacts;
}

/** The profile as it was read last: a start must not wait for amoCRM. On the disk when `save` resolves. */
export interface ProfileStore {
  load(accountId: AccountId): Promise<AccountProfile>;
  save(accountId: AccountId, profile: AccountProfile): Promise<void>;
}
