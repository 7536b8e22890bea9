import type { ListId, RowId, RowOutcome } from '../../call/dial-list';
import type { AccountId, CallId, UserId } from '../../call/ids';

/** A call to a row of a list. Times are epoch ms. */
export interface ListedCall {
  readonly callId: CallId;
  readonly rowId: RowId;
  /** As the row had them. */
  readonly number: string;
  readonly name: string;
  readonly by: UserId;
  /** When the agent had sat down to the list: with him the name of the run. */
  readonly run: number;
  readonly at: number;
  /** Since the end of his call before; missing = it was the first, or he has paused in between. */
  readonly gapMs?: number;
}

export interface ListedCallEnd {
  readonly outcome: RowOutcome;
  readonly talkMs: number;
  readonly at: number;
}

/** `end` missing = it is on. `place`: the newest has the highest. */
export type PastCall = ListedCall & { readonly place: number; readonly end?: ListedCallEnd };

/** What an agent has done in a list, in one run or in all. */
export interface Tally {
  readonly by: UserId;
  /** Calls with an outcome, and how many of them were talks. */
  readonly calls: number;
  readonly talks: number;
  readonly talkMs: number;
  /** Between calls of one run, over all gaps without a pause in them. */
  readonly gaps: number;
  readonly gapMs: number;
}

/** An agent at a list, from sitting down to leaving it. */
export type Run = Tally & {
  readonly began: number;
  /** Of its last call. */
  readonly lastAt: number;
  readonly outcomes: readonly { readonly outcome: RowOutcome; readonly calls: number }[];
};

/** What was called from dial lists, when, by whom and with which outcomes; rows may be gone since. */
export interface DialHistory {
  /** On the disk before the PBX is asked. */
  began(accountId: AccountId, listId: ListId, call: ListedCall): Promise<void>;
  /** Nobody was called after all. */
  notMade(accountId: AccountId, callId: CallId): Promise<void>;
  ended(accountId: AccountId, callId: CallId, end: ListedCallEnd): Promise<void>;
  /** The agent knows better what became of it. */
  corrected(accountId: AccountId, callId: CallId, outcome: RowOutcome): Promise<void>;
  tallies(accountId: AccountId, listId: ListId): Promise<readonly Tally[]>;
  /** The newest first. */
  runs(
    accountId: AccountId,
    listId: ListId,
    window: { readonly from: number; readonly count: number },
  ): Promise<readonly Run[]>;
  /** The newest first; `before`: a `place`. */
  calls(
    accountId: AccountId,
    listId: ListId,
    window: {
      readonly count: number;
      readonly before?: number;
      readonly run?: { readonly by: UserId; readonly began: number };
    },
  ): Promise<readonly PastCall[]>;
  dropList(accountId: AccountId, listId: ListId): Promise<void>;
  /** Of calls older than that; returns how many. */
  dropBefore(at: number): Promise<number>;
}
