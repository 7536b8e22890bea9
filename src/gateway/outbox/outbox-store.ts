import type { AccountId, CallId } from '../../call/ids';

export interface OutboxEntry {
  readonly callId: CallId;
  /** Of `POST /api/v4/calls`, as it was recorded. */
  readonly body: unknown;
  /** Tries that have failed so far. */
  readonly attempts: number;
  /** A try was begun whose end is unknown: look before writing again. */
  readonly maybeWritten: boolean;
  readonly dueAt: number;
}

export type OutboxState = 'waiting' | 'delivered' | 'no-entity' | 'refused';

/** Where entries wait; every method is durable when it returns. Keyed by account and call. */
export interface OutboxStore {
  /** A second entry for the same call is ignored: one call, one log. `false` = it was there. */
  add(accountId: AccountId, callId: CallId, body: unknown, now: number): boolean;
  /** The waiting entry that is due first. */
  first(accountId: AccountId): OutboxEntry | undefined;
  /** Before the request leaves, so that a crash in the middle is known for one. */
  begin(accountId: AccountId, callId: CallId): void;
  postpone(accountId: AccountId, callId: CallId, dueAt: number, why: string, maybeWritten: boolean): void;
  settle(accountId: AccountId, callId: CallId, state: Exclude<OutboxState, 'waiting'>, note: string): void;
  /** Drops what was delivered and was added before `addedBefore` (epoch ms), in all accounts; returns how many. */
  dropDelivered(addedBefore: number): number;
  counts(accountId: AccountId): Readonly<Record<OutboxState, number>>;
}
