import type { StatusStore } from '../agents/status-store';
import type { OwnerMemory } from '../callers/owner-memory';
import type { LiveCalls } from '../calls/live-calls';
import type { IndexStore } from '../crm/phone-index/index-store';
import type { DialHistory } from '../dialling/dial-history';
import type { DialStore } from '../dialling/dial-store';
import type { GrantStore } from '../joining/grant';
import type { JournalStore } from '../journal/journal-store';
import type { LeaseStore } from '../nodes/lease-store';
import type { OutboxStore } from '../outbox/outbox-store';
import type { PhoneCheckStore } from '../phone-checks/phone-check-store';
import type { ProfileStore } from '../profile/account-profile';
import type { LastTalks } from '../routing/last-talks';

/** All that the gateway keeps, of all accounts. */
export interface Stores {
  readonly outboxStore: OutboxStore;
  readonly liveCalls: LiveCalls;
  readonly grants: GrantStore;
  readonly profiles: ProfileStore;
  readonly indexStore: IndexStore;
  readonly lastTalks: LastTalks;
  readonly dialStore: DialStore;
  readonly dialHistory: DialHistory;
  readonly ownerMemory: OwnerMemory;
  readonly journalStore: JournalStore;
  readonly phoneCheckStore: PhoneCheckStore;
  readonly statusStore: StatusStore;
}

export interface OpenStores extends Stores {
  /** None = the stores are of one node. */
  readonly lease?: LeaseStore;
  /** `false` = what agents do now could not be kept. */
  isThere(): Promise<boolean>;
  close(): Promise<void>;
}
