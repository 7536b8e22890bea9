import type { CallTopic, NumberOwner } from '../../call/entity-rule';
import type { AccountId, CallId, UserId } from '../../call/ids';

/** A contact or company by itself, without what stands in it. */
export type OwnerKey = Pick<NumberOwner, 'type' | 'id'>;

export interface RememberedOwners {
  /** Whom an agent chose last among those with the number. */
  readonly chosen?: OwnerKey;
  /** With whom this user talked from the number; `at` = epoch ms of his last talk. */
  readonly talks: readonly { readonly owner: OwnerKey; readonly at: number }[];
}

/** What agents showed of numbers that stand in several cards. Writes are durable when they resolve. */
export interface OwnerMemory {
  /** `number`: E.164; without a user nobody's talks are told. */
  recall(accountId: AccountId, number: string, userId: UserId | undefined): Promise<RememberedOwners>;
  /** For all agents of the account, in place of the choice before. */
  choose(accountId: AccountId, number: string, owner: OwnerKey): Promise<void>;
  /** What a call is about; `undefined` = nobody said. */
  topic(accountId: AccountId, callId: CallId): Promise<CallTopic | undefined>;
  /** `topic` missing: it is not clear after all. `at`: epoch ms. */
  setTopic(accountId: AccountId, callId: CallId, topic: CallTopic | undefined, at: number): Promise<void>;
  /** Of calls long over; resolves with how many. */
  dropTopicsBefore(at: number): Promise<number>;
  /** `at`: epoch ms; an older talk than the known one changes nothing. */
  talked(accountId: AccountId, number: string, userId: UserId, owner: OwnerKey, at: number): Promise<void>;
}
