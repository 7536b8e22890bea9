import type { AccountId, CallId, Extension } from '../../call/ids';
import type { DeliveryKind } from '../../protocol/delivery';
import type { CallEntry } from './call-entry';
import type { Step } from './next-step';

export type OutboxState = 'waiting' | 'delivered' | 'no-entity' | 'refused';

export interface BegunStep {
  readonly callId: CallId;
  readonly step: Step;
}

export interface OutboxRow {
  readonly entry: CallEntry;
  /** Grows by one with every write. */
  readonly revision: number;
  readonly state: OutboxState;
  /** Epoch ms; of no meaning when nothing waits. */
  readonly dueAt: number;
  /** Tries of the present step that have failed. */
  readonly attempts: number;
  /** A step that was sent and whose end is unknown: look for it before anything else is written. */
  readonly begun?: Step;
  /** Why it is not delivered, in words; `''` = no reason. */
  readonly why: string;
  /** The agent at `entry.call.extension` may still say something of it. */
  readonly awaitsResult: boolean;
  /** Epoch ms. */
  readonly addedAt: number;
}

export interface UndeliveredQuestion {
  readonly kind: DeliveryKind;
  /** Only what was added after this one. */
  readonly after?: { readonly addedAt: number; readonly callId: CallId };
  readonly limit: number;
}

/**
 * Ended calls on their way to amoCRM, keyed by account and call. What is asked for stands on the disk when the promise
 * resolves; a rejected promise changed nothing.
 */
export interface OutboxStore {
  /** A second entry for the same call is ignored: one call, one log. `false` = it was there. */
  add(accountId: AccountId, row: OutboxRow): Promise<boolean>;
  read(accountId: AccountId, callId: CallId): Promise<OutboxRow | undefined>;
  /**
   * Replaces rows, each only if it still has the revision before; all in one commit. `by` whoever claimed it: the lease
   * ends; by anybody else: lease, `begun` and `attempts` stay as they are. Returns the ids of those that had changed.
   */
  write(
    accountId: AccountId,
    rows: readonly OutboxRow[],
    by: 'claimer' | 'other',
  ): Promise<readonly CallId[]>;
  /** Waiting rows that are due, the longest first, which then are this caller's alone until `until` (epoch ms). */
  claim(accountId: AccountId, now: number, until: number, limit: number): Promise<readonly OutboxRow[]>;
  /** Before the request leaves, so that a crash in the middle is known for one. */
  begin(accountId: AccountId, steps: readonly BegunStep[]): Promise<void>;
  /** Nobody works on this account's rows now: a start after a crash. */
  releaseAll(accountId: AccountId): Promise<void>;
  /** When the next row may be claimed (epoch ms). */
  nextDue(accountId: AccountId): Promise<number | undefined>;
  /** Calls of this extension that still await a result, the newest first. */
  awaiting(
    accountId: AccountId,
    extension: Extension,
    addedSince: number,
    limit: number,
  ): Promise<readonly OutboxRow[]>;
  /** Whatever became of them, the oldest first. */
  addedSince(accountId: AccountId, since: number, limit: number): Promise<readonly OutboxRow[]>;
  /** What is not delivered, the oldest first: what waits for amoCRM, or what is held for somebody to decide. */
  undelivered(accountId: AccountId, question: UndeliveredQuestion): Promise<readonly OutboxRow[]>;
  /** Drops what was delivered and was added before `addedBefore` (epoch ms), in all accounts; returns how many. */
  dropDelivered(addedBefore: number): Promise<number>;
  counts(accountId: AccountId): Promise<Readonly<Record<OutboxState, number>>>;
}
