import type { ListId, RowId } from '../../call/dial-list';
import type { AccountId } from '../../call/ids';
import type { Db } from './database';
import { placeBetween } from './place-between';

const OF_LIST = 'account_id = ? AND list_id = ?';

/** The order of the rows of a list: numbers with room between them, so one row is written when one row is moved. */
export class RowPlaces {
  constructor(private readonly db: Db) {}

  /** 0 = the list is empty. */
  last(accountId: AccountId, listId: ListId): number {
    const sql = `SELECT max(position) AS last FROM dial_row WHERE ${OF_LIST}`;
    return this.db.prepare<[string, string], { last: number | null }>(sql).get(accountId, listId)?.last ?? 0;
  }

  /** To the place before another row, or to the end. */
  move(accountId: AccountId, listId: ListId, rowId: RowId, before?: RowId): void {
    this.db.transaction(() => {
      const place = (): number | undefined => this.placeBefore(accountId, listId, rowId, before);
      let position = place();
      if (position === undefined) {
        this.spread(accountId, listId);
        position = place();
      }
      this.db
        .prepare(`UPDATE dial_row SET position = ? WHERE ${OF_LIST} AND id = ?`)
        .run(position, accountId, listId, rowId);
    })();
  }

  /** `undefined` = there is no room between the neighbours. */
  private placeBefore(
    accountId: AccountId,
    listId: ListId,
    rowId: RowId,
    before?: RowId,
  ): number | undefined {
    const target = before === undefined ? undefined : this.positionOf(accountId, listId, before);
    if (target === undefined) return this.last(accountId, listId) + 1;
    const sql = `SELECT max(position) AS above FROM dial_row WHERE ${OF_LIST} AND position < ? AND id <> ?`;
    const found = this.db
      .prepare<[string, string, number, number], { above: number | null }>(sql)
      .get(accountId, listId, target, rowId);
    return placeBetween(found?.above ?? undefined, target);
  }

  private positionOf(accountId: AccountId, listId: ListId, rowId: RowId): number | undefined {
    const sql = `SELECT position FROM dial_row WHERE ${OF_LIST} AND id = ?`;
    return this.db.prepare<[string, string, number], { position: number }>(sql).get(accountId, listId, rowId)
      ?.position;
  }

  /** Room between all again. */
  private spread(accountId: AccountId, listId: ListId): void {
    const sql = `UPDATE dial_row SET position = places.place FROM
                   (SELECT id, row_number() OVER (ORDER BY position) AS place FROM dial_row WHERE ${OF_LIST}) AS places
                 WHERE dial_row.id = places.id`;
    this.db.prepare(sql).run(accountId, listId);
  }
}
