import type { AccountId } from '../../call/ids';
import type {
  IndexedCustomer,
  IndexedEntity,
  IndexedKind,
  IndexedLead,
  IndexedOwner,
} from '../crm/phone-index/indexed-entity';
import type { IndexProgress, IndexStore, StoredOwner } from '../crm/phone-index/index-store';
import { numbersOf, ownersOf } from './indexed-keys';
import type { Postgres, Queries } from './postgres';

interface Linked {
  readonly owner_kind: string;
  readonly owner_id: number;
  readonly kind: IndexedKind;
  readonly body: string;
}

const OWNERS = `SELECT entity.body FROM index_number AS number JOIN index_entity AS entity
                USING (account_id, kind, id) WHERE account_id = $1 AND number = $2 ORDER BY kind, id`;
const LINKED = `SELECT link.owner_kind, link.owner_id, kind, entity.body FROM index_link AS link
                JOIN index_entity AS entity USING (account_id, kind, id)
                WHERE account_id = $1 AND (link.owner_kind, link.owner_id) IN
                  (SELECT * FROM unnest($2::text[], $3::bigint[])) ORDER BY kind, id`;
const COMPANIES = `SELECT id, body FROM index_entity
                   WHERE account_id = $1 AND kind = 'companies' AND id = ANY($2::bigint[])`;
/** Most of what a reading shows is as it was. */
const SEEN = `UPDATE index_entity AS entity SET round = $5::bigint
              FROM unnest($2::text[], $3::bigint[], $4::text[]) AS read (kind, id, body)
              WHERE entity.account_id = $1 AND entity.kind = read.kind AND entity.id = read.id AND entity.body = read.body
              RETURNING entity.kind, entity.id`;
const PUT_ENTITIES = `INSERT INTO index_entity (account_id, kind, id, body, round)
                      SELECT $1, kind, id, body, $5::bigint FROM unnest($2::text[], $3::bigint[], $4::text[]) AS read (kind, id, body)
                      ON CONFLICT (account_id, kind, id) DO UPDATE SET body = excluded.body, round = excluded.round`;
const PUT_NUMBERS = `INSERT INTO index_number (account_id, number, kind, id)
                     SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[]) ON CONFLICT DO NOTHING`;
const PUT_LINKS = `INSERT INTO index_link (account_id, owner_kind, owner_id, kind, id)
                   SELECT $1, * FROM unnest($2::text[], $3::bigint[], $4::text[], $5::bigint[]) ON CONFLICT DO NOTHING`;
const OF_ENTITIES = `account_id = $1 AND (kind, id) IN (SELECT * FROM unnest($2::text[], $3::bigint[]))`;

/** Entities as JSON; numbers and links beside them, replaced when the body is. */
export class PostgresPhoneIndex implements IndexStore {
  constructor(private readonly db: Postgres) {}

  async owners(accountId: AccountId, number: string): Promise<readonly StoredOwner[]> {
    const rows = await this.db.rows<{ body: string }>(OWNERS, [accountId, number]);
    const owners = rows.map(({ body }) => JSON.parse(body) as IndexedOwner);
    if (owners.length === 0) return [];
    const [linked, companies] = await Promise.all([
      this.db.rows<Linked>(LINKED, [accountId, kindsOf(owners), idsOf(owners)]),
      this.companyNames(accountId, owners),
    ]);
    return owners.map((owner) => ({
      owner,
      company: companies.get(owner.companyId ?? 0) ?? '',
      leads: entitiesOf<IndexedLead>(linked, owner, 'leads'),
      customers: entitiesOf<IndexedCustomer>(linked, owner, 'customers'),
    }));
  }

  async put(accountId: AccountId, entities: readonly IndexedEntity[], round: number): Promise<void> {
    if (entities.length === 0) return;
    // Of one that is there twice the last counts: a statement writes no row twice.
    const read = [...new Map(entities.map((entity) => [keyOf(entity), entity])).values()];
    await this.db.transaction(async (queries) => {
      const seen = await queries.rows<Pick<IndexedEntity, 'kind' | 'id'>>(SEEN, [
        ...[accountId, kindsOf(read), idsOf(read)],
        ...[read.map((entity) => JSON.stringify(entity)), round],
      ]);
      const asBefore = new Set(seen.map(keyOf));
      const changed = read.filter((entity) => !asBefore.has(keyOf(entity)));
      if (changed.length > 0) await replace(queries, accountId, changed, round);
    });
  }

  async drop(accountId: AccountId, kind: IndexedKind, ids: readonly number[]): Promise<void> {
    const gone = ids.map((id) => ({ kind, id }));
    await this.db.transaction(async (queries) => {
      await dropKeys(queries, accountId, gone);
      const sql = `DELETE FROM index_entity WHERE ${OF_ENTITIES}`;
      await queries.change(sql, [accountId, kindsOf(gone), idsOf(gone)]);
    });
  }

  async notSeenSince(
    accountId: AccountId,
    kind: IndexedKind,
    round: number,
    limit: number,
  ): Promise<readonly number[]> {
    const sql = 'SELECT id FROM index_entity WHERE account_id = $1 AND kind = $2 AND round < $3 LIMIT $4';
    const rows = await this.db.rows<{ id: number }>(sql, [accountId, kind, round, limit]);
    return rows.map(({ id }) => id);
  }

  async progress(accountId: AccountId): Promise<IndexProgress | undefined> {
    const sql = 'SELECT body FROM index_progress WHERE account_id = $1';
    const [row] = await this.db.rows<{ body: string }>(sql, [accountId]);
    return row && (JSON.parse(row.body) as IndexProgress);
  }

  async saveProgress(accountId: AccountId, progress: IndexProgress): Promise<void> {
    const sql = `INSERT INTO index_progress (account_id, body) VALUES ($1, $2)
                 ON CONFLICT (account_id) DO UPDATE SET body = excluded.body`;
    await this.db.change(sql, [accountId, JSON.stringify(progress)]);
  }

  async size(accountId: AccountId): Promise<number> {
    const sql = 'SELECT count(DISTINCT number) AS numbers FROM index_number WHERE account_id = $1';
    return (await this.db.rows<{ numbers: number }>(sql, [accountId]))[0]?.numbers ?? 0;
  }

  private async companyNames(
    accountId: AccountId,
    owners: readonly IndexedOwner[],
  ): Promise<ReadonlyMap<number, string>> {
    const ids = owners.flatMap(({ companyId }) => companyId ?? []);
    if (ids.length === 0) return new Map();
    const rows = await this.db.rows<{ id: number; body: string }>(COMPANIES, [accountId, ids]);
    return new Map(rows.map(({ id, body }) => [id, (JSON.parse(body) as IndexedEntity).name]));
  }
}

type Key = Pick<IndexedEntity, 'kind' | 'id'>;

const keyOf = ({ kind, id }: Key): string => `${kind} ${id}`;
const kindsOf = (keys: readonly Key[]): readonly string[] => keys.map(({ kind }) => kind);
const idsOf = (keys: readonly Key[]): readonly number[] => keys.map(({ id }) => id);

function entitiesOf<Entity>(
  linked: readonly Linked[],
  { kind, id }: IndexedOwner,
  wanted: IndexedKind,
): readonly Entity[] {
  return linked
    .filter((link) => link.owner_kind === kind && link.owner_id === id && link.kind === wanted)
    .map(({ body }) => JSON.parse(body) as Entity);
}

async function replace(
  queries: Queries,
  accountId: AccountId,
  entities: readonly IndexedEntity[],
  round: number,
): Promise<void> {
  await dropKeys(queries, accountId, entities);
  const bodies = entities.map((entity) => JSON.stringify(entity));
  await queries.change(PUT_ENTITIES, [accountId, kindsOf(entities), idsOf(entities), bodies, round]);
  const numbers = entities.flatMap((entity) => numbersOf(entity).map((number) => ({ ...entity, number })));
  if (numbers.length > 0)
    await queries.change(PUT_NUMBERS, [
      ...[accountId, numbers.map(({ number }) => number)],
      ...[kindsOf(numbers), idsOf(numbers)],
    ]);
  const links = entities.flatMap((entity) => ownersOf(entity).map((owner) => ({ ...entity, owner })));
  if (links.length > 0)
    await queries.change(PUT_LINKS, [
      ...[accountId, links.map(({ owner: [kind] }) => kind), links.map(({ owner: [, id] }) => id)],
      ...[kindsOf(links), idsOf(links)],
    ]);
}

async function dropKeys(queries: Queries, accountId: AccountId, keys: readonly Key[]): Promise<void> {
  const values = [accountId, kindsOf(keys), idsOf(keys)];
  await queries.change(`DELETE FROM index_number WHERE ${OF_ENTITIES}`, values);
  await queries.change(`DELETE FROM index_link WHERE ${OF_ENTITIES}`, values);
}
