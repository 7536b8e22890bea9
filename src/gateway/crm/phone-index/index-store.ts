import type { AccountId } from '../../../call/ids';
import type {
  IndexedCustomer,
  IndexedEntity,
  IndexedKind,
  IndexedLead,
  IndexedOwner,
} from './indexed-entity';

/** A contact or company with the number, and what is linked to it. */
export interface StoredOwner {
  readonly owner: IndexedOwner;
  /** Name of the contact's company; `''` = none. */
  readonly company: string;
  readonly leads: readonly IndexedLead[];
  readonly customers: readonly IndexedCustomer[];
}

/** How far the index has come; survives a restart. */
export interface IndexProgress {
  /** Counts the readings of the whole account. */
  readonly round: number;
  /** The first reading has ended: who is not in the index is nobody. */
  readonly isFilled: boolean;
  /** Page that is read next, while a reading goes on. */
  readonly reading?: { readonly kind: IndexedKind; readonly page: number; readonly requests: number };
  /** Epoch seconds: what changed before is known. */
  readonly changesSince: number;
  /** Epoch ms. */
  readonly verifyAt: number;
}

/** Where the phone index lies, keyed by account. Writes are durable when they resolve. */
export interface IndexStore {
  owners(accountId: AccountId, number: string): Promise<readonly StoredOwner[]>;
  /** Adds or replaces each whole, as seen in this round. */
  put(accountId: AccountId, entities: readonly IndexedEntity[], round: number): Promise<void>;
  drop(accountId: AccountId, kind: IndexedKind, ids: readonly number[]): Promise<void>;
  /** Entities of the kind that no reading has shown since `round`. */
  notSeenSince(
    accountId: AccountId,
    kind: IndexedKind,
    round: number,
    limit: number,
  ): Promise<readonly number[]>;
  progress(accountId: AccountId): Promise<IndexProgress | undefined>;
  saveProgress(accountId: AccountId, progress: IndexProgress): Promise<void>;
  /** Different numbers. */
  size(accountId: AccountId): Promise<number>;
}
