import type { ListId, RowId } from '../../call/dial-list';
import type { AccountId } from '../../call/ids';
import { placeBetween } from './place-between';
import type { Queries } from './postgres';

const OF_LIST = 'account_id = $1 AND list_id = $2';
const SPREAD = `UPDATE dial_row SET position = places.place FROM
                  (SELECT id, row_number() OVER (ORDER BY position) AS place FROM dial_row WHERE ${OF_LIST}) AS places
                WHERE dial_row.id = places.id`;

/** 0 = the list is empty. */
export async function lastPlace(queries: Queries, accountId: AccountId, listId: ListId): Promise<number> {
  const sql = `SELECT max(position) AS last FROM dial_row WHERE ${OF_LIST}`;
  return (await queries.rows<{ last: number | null }>(sql, [accountId, listId]))[0]?.last ?? 0;
}

/** To the place before another row, or to the end; by one who is alone in the account's lists. */
export async function moveRow(
  queries: Queries,
  accountId: AccountId,
  listId: ListId,
  rowId: RowId,
  before?: RowId,
): Promise<void> {
  const place = (): Promise<number | undefined> => placeBefore(queries, accountId, listId, rowId, before);
  let position = await place();
  if (position === undefined) {
    await queries.change(SPREAD, [accountId, listId]);
    position = await place();
  }
  const sql = `UPDATE dial_row SET position = $4 WHERE ${OF_LIST} AND id = $3`;
  await queries.change(sql, [accountId, listId, rowId, position ?? 0]);
}

/** `undefined` = there is no room between the neighbours. */
async function placeBefore(
  queries: Queries,
  accountId: AccountId,
  listId: ListId,
  rowId: RowId,
  before?: RowId,
): Promise<number | undefined> {
  const at = `SELECT position FROM dial_row WHERE ${OF_LIST} AND id = $3`;
  const [target] =
    before === undefined ? [] : await queries.rows<{ position: number }>(at, [accountId, listId, before]);
  if (!target) return (await lastPlace(queries, accountId, listId)) + 1;
  const sql = `SELECT max(position) AS above FROM dial_row WHERE ${OF_LIST} AND position < $3 AND id <> $4`;
  const values = [accountId, listId, target.position, rowId];
  const [found] = await queries.rows<{ above: number | null }>(sql, values);
  return placeBetween(found?.above ?? undefined, target.position);
}
