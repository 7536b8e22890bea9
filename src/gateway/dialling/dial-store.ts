import type { DialList, DialRow, ListId, RowId, RowOutcome } from '../../call/dial-list';
import type { Seat } from '../../call/dial-seat';
import type { AccountId, CallId, UserId } from '../../call/ids';

export interface ListCounts {
  readonly total: number;
  readonly done: number;
}

export type NewRow = Pick<DialRow, 'number' | 'name' | 'company' | 'links' | 'zone'>;

/**
 * Dial lists and where agents stand in them. What is asked for stands on the disk when the promise resolves. Rows are
 * changed by one door, `change`, which takes the row only as it was read: of two who draw the same row one gets it.
 */
export interface DialStore {
  lists(accountId: AccountId): Promise<readonly DialList[]>;
  list(accountId: AccountId, listId: ListId): Promise<DialList | undefined>;
  counts(accountId: AccountId, listId: ListId): Promise<ListCounts>;
  /** Makes or replaces it. */
  saveList(accountId: AccountId, list: DialList): Promise<void>;
  /** With all its rows. */
  dropList(accountId: AccountId, listId: ListId): Promise<void>;
  /** To the end; a number that is there gets the new links. Returns how many were new. */
  add(accountId: AccountId, listId: ListId, rows: readonly NewRow[]): Promise<number>;
  /** A window of the list in its order. */
  rows(
    accountId: AccountId,
    listId: ListId,
    window: { readonly from: number; readonly count: number; readonly find: string },
  ): Promise<{ readonly total: number; readonly rows: readonly DialRow[] }>;
  row(accountId: AccountId, rowId: RowId): Promise<DialRow | undefined>;
  rowOfCall(accountId: AccountId, callId: CallId): Promise<{ listId: ListId; row: DialRow } | undefined>;
  /** Rows that somebody has taken or calls. */
  busyRows(accountId: AccountId): Promise<readonly { readonly listId: ListId; readonly row: DialRow }[]>;
  /**
   * The next row for this agent, which is his from now on: one whose time has come, else the first in its turn; at home
   * in one of `zones`; not kept for another agent; whose number nobody has taken or calls in any list of the account.
   */
  draw(
    accountId: AccountId,
    listId: ListId,
    by: UserId,
    now: number,
    zones: readonly string[],
  ): Promise<DialRow | undefined>;
  /** Where the waiting rows are at home. */
  zones(accountId: AccountId, listId: ListId): Promise<readonly string[]>;
  /** When the next waiting row is due that he may call, whatever its zone; 0 = now, `undefined` = none waits. */
  nextDue(accountId: AccountId, listId: ListId, by: UserId): Promise<number | undefined>;
  /** `false` = it is not as it was any more, and nothing was changed. */
  change(accountId: AccountId, was: DialRow, row: DialRow): Promise<boolean>;
  /** To the place before another row, or to the end. */
  move(accountId: AccountId, listId: ListId, rowId: RowId, before?: RowId): Promise<void>;
  /** Only this agent calls them; `undefined` = whoever is next. */
  keep(
    accountId: AccountId,
    listId: ListId,
    rowIds: readonly RowId[],
    keptFor: UserId | undefined,
  ): Promise<void>;
  /** How many rows wait for each of those for whom rows are kept. */
  kept(accountId: AccountId, listId: ListId): Promise<ReadonlyMap<UserId, number>>;
  /** Rows that are kept for somebody else are everybody's again. */
  keepFor(accountId: AccountId, listId: ListId, members: readonly UserId[]): Promise<void>;
  /** Not those that somebody has taken or calls; `undefined` = all. */
  remove(accountId: AccountId, listId: ListId, rowIds?: readonly RowId[]): Promise<void>;
  /** When the last rows got their outcomes, the newest first. */
  lastOutcomes(accountId: AccountId, listId: ListId, count: number): Promise<readonly number[]>;
  outcomes(
    accountId: AccountId,
    listId: ListId,
  ): Promise<readonly { readonly outcome: RowOutcome; readonly rows: number }[]>;
  seats(accountId: AccountId): Promise<ReadonlyMap<UserId, Seat>>;
  /** `undefined` = he stands nowhere. */
  saveSeat(accountId: AccountId, userId: UserId, seat: Seat | undefined): Promise<void>;
}
