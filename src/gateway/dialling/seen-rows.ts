import type { DialRow } from '../../call/dial-list';
import type { Seat } from '../../call/dial-seat';
import type { AccountId } from '../../call/ids';
import { without } from '../../lib/without';
import type { RowNow, SeatNow } from '../../protocol/dial-lists';
import type { PhoneNumbers } from '../phone-numbers';
import type { DialStore } from './dial-store';

/** A row as an agent sees it: his number as people write it, without what only the gateway counts. */
export function rowNow(row: DialRow, phones: PhoneNumbers): RowNow {
  return { ...without(row, 'day', 'dayTries', 'callId'), text: phones.of(row.number).text };
}

/** Where an agent stands, with the row before him. */
export async function seatNow(
  { listId, now, paused, since }: Seat,
  {
    store,
    accountId,
    phones,
  }: {
    readonly store: Pick<DialStore, 'row'>;
    readonly accountId: AccountId;
    readonly phones: PhoneNumbers;
  },
): Promise<SeatNow> {
  const row = 'rowId' in now ? await store.row(accountId, now.rowId) : undefined;
  return { listId, ...now, since, ...(paused && { paused }), ...(row && { row: rowNow(row, phones) }) };
}
