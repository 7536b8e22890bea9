import type { AccountId } from '../../call/ids';
import type {
  IndexedCustomer,
  IndexedEntity,
  IndexedKind,
  IndexedLead,
  IndexedOwner,
} from '../crm/phone-index/indexed-entity';
import type { IndexProgress, IndexStore, StoredOwner } from '../crm/phone-index/index-store';
import type { Db } from './database';
import { numbersOf, ownersOf } from './indexed-keys';

interface Body {
  readonly body: string;
}

/** Entities as JSON; numbers and links beside them, taken from the body when it is replaced or dropped. */
export class SqlitePhoneIndex implements IndexStore {
  constructor(private readonly db: Db) {}

  async owners(accountId: AccountId, number: string): Promise<readonly StoredOwner[]> {
    const sql = `SELECT entity.body FROM index_number AS number JOIN index_entity AS entity
                 USING (account_id, kind, id) WHERE account_id = ? AND number = ?`;
    const rows = this.db.prepare<[string, string], Body>(sql).all(accountId, number);
    return rows.map(({ body }) => this.withLinks(accountId, JSON.parse(body) as IndexedOwner));
  }

  async put(accountId: AccountId, entities: readonly IndexedEntity[], round: number): Promise<void> {
    this.db.transaction(() => {
      for (const entity of entities) this.replace(accountId, entity, round);
    })();
  }

  async drop(accountId: AccountId, kind: IndexedKind, ids: readonly number[]): Promise<void> {
    this.db.transaction(() => {
      for (const id of ids) this.remove(accountId, kind, id);
    })();
  }

  async notSeenSince(
    accountId: AccountId,
    kind: IndexedKind,
    round: number,
    limit: number,
  ): Promise<readonly number[]> {
    const sql = `SELECT id FROM index_entity WHERE account_id = ? AND kind = ? AND round < ? LIMIT ?`;
    const rows = this.db
      .prepare<[string, string, number, number], { id: number }>(sql)
      .all(accountId, kind, round, limit);
    return rows.map(({ id }) => id);
  }

  async progress(accountId: AccountId): Promise<IndexProgress | undefined> {
    const sql = `SELECT body FROM index_progress WHERE account_id = ?`;
    const row = this.db.prepare<[string], Body>(sql).get(accountId);
    return row && (JSON.parse(row.body) as IndexProgress);
  }

  async saveProgress(accountId: AccountId, progress: IndexProgress): Promise<void> {
    const sql = `INSERT INTO index_progress (account_id, body) VALUES (?, ?)
                 ON CONFLICT (account_id) DO UPDATE SET body = excluded.body`;
    this.db.prepare(sql).run(accountId, JSON.stringify(progress));
  }

  async size(accountId: AccountId): Promise<number> {
    const sql = `SELECT count(DISTINCT number) AS numbers FROM index_number WHERE account_id = ?`;
    return this.db.prepare<[string], { numbers: number }>(sql).get(accountId)?.numbers ?? 0;
  }

  private withLinks(accountId: AccountId, owner: IndexedOwner): StoredOwner {
    return {
      owner,
      company: owner.companyId === undefined ? '' : this.nameOf(accountId, 'companies', owner.companyId),
      leads: this.linked<IndexedLead>(accountId, owner, 'leads'),
      customers: this.linked<IndexedCustomer>(accountId, owner, 'customers'),
    };
  }

  private linked<Entity>(
    accountId: AccountId,
    { kind, id }: IndexedOwner,
    wanted: IndexedKind,
  ): readonly Entity[] {
    const sql = `SELECT entity.body FROM index_link AS link JOIN index_entity AS entity
                 USING (account_id, kind, id) WHERE account_id = ? AND owner_kind = ? AND owner_id = ? AND kind = ?`;
    const rows = this.db
      .prepare<[string, string, number, string], Body>(sql)
      .all(accountId, kind, id, wanted);
    return rows.map(({ body }) => JSON.parse(body) as Entity);
  }

  private nameOf(accountId: AccountId, kind: IndexedKind, id: number): string {
    return this.entity(accountId, kind, id)?.name ?? '';
  }

  private entity(accountId: AccountId, kind: IndexedKind, id: number): IndexedEntity | undefined {
    const sql = `SELECT body FROM index_entity WHERE account_id = ? AND kind = ? AND id = ?`;
    const row = this.db.prepare<[string, string, number], Body>(sql).get(accountId, kind, id);
    return row && (JSON.parse(row.body) as IndexedEntity);
  }

  private replace(accountId: AccountId, entity: IndexedEntity, round: number): void {
    const { kind, id } = entity;
    const body = JSON.stringify(entity);
    const seen = `UPDATE index_entity SET round = ? WHERE account_id = ? AND kind = ? AND id = ? AND body = ?`;
    // Most of what a reading shows is as it was.
    if (this.db.prepare(seen).run(round, accountId, kind, id, body).changes === 1) return;
    this.remove(accountId, kind, id);
    const insert = `INSERT INTO index_entity (account_id, kind, id, body, round) VALUES (?, ?, ?, ?, ?)`;
    this.db.prepare(insert).run(accountId, kind, id, body, round);
    for (const number of numbersOf(entity))
      this.db.prepare(`INSERT INTO index_number VALUES (?, ?, ?, ?)`).run(accountId, number, kind, id);
    for (const [ownerKind, ownerId] of ownersOf(entity))
      this.db
        .prepare(`INSERT OR IGNORE INTO index_link VALUES (?, ?, ?, ?, ?)`)
        .run(accountId, ownerKind, ownerId, kind, id);
  }

  private remove(accountId: AccountId, kind: IndexedKind, id: number): void {
    const before = this.entity(accountId, kind, id);
    if (!before) return;
    const where = `account_id = ? AND kind = ? AND id = ?`;
    for (const number of numbersOf(before))
      this.db
        .prepare(`DELETE FROM index_number WHERE account_id = ? AND number = ? AND kind = ? AND id = ?`)
        .run(accountId, number, kind, id);
    for (const [ownerKind, ownerId] of ownersOf(before))
      this.db
        .prepare(`DELETE FROM index_link WHERE owner_kind = ? AND owner_id = ? AND ${where}`)
        .run(ownerKind, ownerId, accountId, kind, id);
    this.db.prepare(`DELETE FROM index_entity WHERE ${where}`).run(accountId, kind, id);
  }
}
