import type { NumberOwner } from '../../../src/call/entity-rule';
import type { UserId } from '../../../src/call/ids';
import type { IndexSource, PageRead } from '../../../src/gateway/crm/phone-index/index-source';
import type { Touched } from '../../../src/gateway/crm/phone-index/index-keeper';
import type {
  IndexedEntity,
  IndexedKind,
  IndexedLead,
  IndexedOwner,
  OwnerKind,
} from '../../../src/gateway/crm/phone-index/indexed-entity';
import type { EntitiesRead } from '../../../src/gateway/crm/phone-index/read-entities';
import type { Clock } from '../../../src/lib/clock';

export type Change =
  | { what: 'save'; kind: OwnerKind; id: number; numbers: readonly string[] }
  | { what: 'lead'; id: number; contactIds: readonly number[]; isClosed: boolean }
  | { what: 'delete'; kind: IndexedKind; id: number }
  | { what: 'merge'; id: number; into: number };

interface Kept {
  readonly entity: IndexedEntity;
  readonly isClosed: boolean;
  readonly updatedSec: number;
}

const PER_PAGE = 2;

/** An amoCRM of a few entities with lists of two a page: what it holds is the truth that the index must reach. */
export class AmoModel implements IndexSource {
  /** So many requests come to nothing. */
  away = 0;
  private readonly kept: Readonly<Record<IndexedKind, Map<number, Kept>>> = {
    contacts: new Map(),
    companies: new Map(),
    leads: new Map(),
    customers: new Map(),
  };

  constructor(private readonly clock: Clock) {}

  apply(change: Change): Touched {
    switch (change.what) {
      case 'save':
        this.save(ownerOf(change.kind, change.id, change.numbers));
        return { [change.kind]: [change.id] };
      case 'lead':
        this.save(leadOf(change.id, change.contactIds), change.isClosed);
        return { leads: [change.id] };
      case 'delete':
        this.kept[change.kind].delete(change.id);
        return { [change.kind]: [change.id] };
      case 'merge':
        return this.merge(change.id, change.into);
    }
  }

  owners(number: string): readonly NumberOwner[] {
    return [...this.kept.companies.values(), ...this.kept.contacts.values()]
      .map(({ entity }) => entity as IndexedOwner)
      .filter(({ numbers }) => numbers.includes(number))
      .sort((one, other) => one.kind.localeCompare(other.kind) || one.id - other.id)
      .map(({ kind, id, name, responsibleUserId, createdAt }) => ({
        type: kind === 'contacts' ? 'contact' : 'company',
        ...{ id, name, responsibleUserId, createdAt },
        leads: kind === 'contacts' ? this.leadsOf(id) : [],
        customers: [],
      }));
  }

  async page(kind: IndexedKind, page: number): Promise<PageRead | undefined> {
    return this.answer([...this.kept[kind].values()].sort(byId), page);
  }

  async changed(kind: IndexedKind, since: number, page: number): Promise<PageRead | undefined> {
    const found = [...this.kept[kind].values()].filter(({ updatedSec }) => updatedSec >= since);
    return this.answer(
      found.sort((one, other) => one.updatedSec - other.updatedSec || byId(one, other)),
      page,
    );
  }

  async byIds(kind: IndexedKind, ids: readonly number[]): Promise<EntitiesRead | undefined> {
    if (this.isAway()) return undefined;
    return readOf(ids.flatMap((id) => this.kept[kind].get(id) ?? []));
  }

  private answer(all: readonly Kept[], page: number): PageRead | undefined {
    if (this.isAway()) return undefined;
    const found = all.slice((page - 1) * PER_PAGE, page * PER_PAGE);
    return { ...readOf(found), isLast: found.length < PER_PAGE };
  }

  private isAway(): boolean {
    if (this.away === 0) return false;
    this.away -= 1;
    return true;
  }

  private save(entity: IndexedEntity, isClosed = false): void {
    const updatedSec = Math.floor(this.clock.now() / 1000);
    this.kept[entity.kind].set(entity.id, { entity, isClosed, updatedSec });
  }

  /** The numbers and leads of one go to the other, who is changed by it; the first is there no more. */
  private merge(id: number, into: number): Touched {
    const from = this.kept.contacts.get(id)?.entity as IndexedOwner | undefined;
    const to = this.kept.contacts.get(into)?.entity as IndexedOwner | undefined;
    if (!from || !to || id === into) return {};
    this.save({ ...to, numbers: [...new Set([...to.numbers, ...from.numbers])] });
    const moved = [...this.kept.leads.values()].filter(({ entity }) =>
      (entity as IndexedLead).contactIds.includes(id),
    );
    for (const { entity, isClosed } of moved) {
      const lead = entity as IndexedLead;
      this.save(
        { ...lead, contactIds: [...new Set(lead.contactIds.map((one) => (one === id ? into : one)))] },
        isClosed,
      );
    }
    this.kept.contacts.delete(id);
    return { contacts: [id, into], leads: moved.map(({ entity }) => entity.id) };
  }

  private leadsOf(contactId: number): NumberOwner['leads'] {
    return [...this.kept.leads.values()]
      .filter(({ entity, isClosed }) => !isClosed && (entity as IndexedLead).contactIds.includes(contactId))
      .sort(byId)
      .map(({ entity }) => ({ id: entity.id, name: entity.name, statusId: 1 }));
  }
}

const byId = (one: Kept, other: Kept): number => one.entity.id - other.entity.id;

function readOf(found: readonly Kept[]): EntitiesRead {
  return {
    entities: found.filter(({ isClosed }) => !isClosed).map(({ entity }) => entity),
    gone: found.filter(({ isClosed }) => isClosed).map(({ entity }) => entity.id),
    count: found.length,
  };
}

const common = { responsibleUserId: 7 as UserId, groupId: 0 };
const ownerOf = (kind: OwnerKind, id: number, numbers: readonly string[]): IndexedOwner => ({
  ...{ kind, id, numbers, ...common },
  name: `${kind} ${id}`,
  createdAt: id,
});
const leadOf = (id: number, contactIds: readonly number[]): IndexedLead => ({
  ...{ kind: 'leads', id, contactIds, companyIds: [], ...common },
  name: `lead ${id}`,
  statusId: 1,
  pipelineId: 1,
  price: 0,
});
