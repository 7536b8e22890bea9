import type { AccountId } from '../../call/ids';
import type { KeptPhoneCheck } from '../../protocol/phone-check';

/** Reports of self-tests that agents have sent. */
export interface PhoneCheckStore {
  /** Of each agent the newest few are kept. */
  save(accountId: AccountId, check: KeptPhoneCheck): Promise<void>;
  /** The newest first. */
  list(accountId: AccountId, limit: number): Promise<readonly KeptPhoneCheck[]>;
}
