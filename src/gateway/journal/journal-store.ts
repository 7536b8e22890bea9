import type { AccountId, CallId, Extension } from '../../call/ids';
import type { DeliveryState, JournalCall, JournalStep } from '../../protocol/journal';

/** What the PBX told of one call; written anew as a whole with every change. */
export interface KeptCall extends Omit<JournalCall, 'number' | 'name' | 'delivery'> {
  /** E.164, digits that are no number of any country, or `''`. */
  readonly number: string;
  readonly steps: readonly JournalStep[];
}

/** What others told of it: forwarding, cards, results, deliveries. */
export interface KeptStep {
  readonly callId: CallId;
  readonly step: JournalStep;
}

export interface FoundCall extends KeptCall {
  readonly delivery?: DeliveryState;
}

export interface JournalQuestion {
  /** Last digits of the number; `''` = any. */
  readonly digits: string;
  /** Only what amoCRM does not have. */
  readonly isUndelivered: boolean;
  /** Only calls from outside that nobody answered. */
  readonly isMissed: boolean;
  /** Only calls that were this extension's. */
  readonly extension?: Extension;
  /** Only what began at this time or later, epoch ms. */
  readonly since?: number;
  /** Only what began before, epoch ms. */
  readonly until?: number;
  /** Only what is older than this one. */
  readonly before?: { readonly at: number; readonly callId: CallId };
  readonly limit: number;
}

/** Every call of each account with its time line. */
export interface JournalStore {
  /** All in one commit. A step that is there already is not kept twice. */
  write(accountId: AccountId, calls: readonly KeptCall[], steps: readonly KeptStep[]): Promise<void>;
  /** The newest first. */
  find(accountId: AccountId, question: JournalQuestion): Promise<readonly FoundCall[]>;
  /** With all its steps in the order of time. */
  read(accountId: AccountId, callId: CallId): Promise<FoundCall | undefined>;
  /** Drops what was before (epoch ms), in all accounts; returns how many calls. */
  dropBefore(at: number): Promise<number>;
}
