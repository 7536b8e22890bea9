import { CLOSED_STATUS_IDS } from '../../../call/entity-rule';
import type { UserId } from '../../../call/ids';
import { isRecord, type Raw } from '../../../protocol/raw';
import type { IndexedEntity, IndexedKind } from './indexed-entity';

/** What one answer of amoCRM says: entities to keep, and ids that the index has no room for (closed, deleted). */
export interface EntitiesRead {
  readonly entities: readonly IndexedEntity[];
  readonly gone: readonly number[];
  /** How many the answer holds, readable or not. */
  readonly count: number;
}

/** Reads `{_embedded: {<kind>: […]}}` of REST v4; an entry that cannot be read is left out. */
export function readEntities(
  body: unknown,
  kind: IndexedKind,
  numbersOf: (raw: string) => readonly string[],
): EntitiesRead {
  const list = embedded(body, kind);
  const entities: IndexedEntity[] = [];
  const gone: number[] = [];
  for (const raw of list) {
    const id = idOf(raw);
    if (id === undefined) continue;
    if (raw['is_deleted'] === true || isClosed(raw, kind)) gone.push(id);
    else entities.push(entityOf(raw, id, kind, numbersOf));
  }
  return { entities, gone, count: list.length };
}

const isClosed = (raw: Raw, kind: IndexedKind): boolean =>
  kind === 'leads' && CLOSED_STATUS_IDS.has(numberOf(raw['status_id']));

function entityOf(
  raw: Raw,
  id: number,
  kind: IndexedKind,
  numbersOf: (raw: string) => readonly string[],
): IndexedEntity {
  const { name } = raw;
  const common = {
    id,
    name: typeof name === 'string' ? name : '',
    responsibleUserId: numberOf(raw['responsible_user_id']) as UserId,
    groupId: numberOf(raw['group_id']),
  };
  if (kind === 'contacts' || kind === 'companies') {
    const [companyId] = kind === 'contacts' ? idsOf(raw, 'companies') : [];
    return {
      ...common,
      kind,
      createdAt: numberOf(raw['created_at']) * 1000,
      numbers: [...new Set(phonesOf(raw).flatMap(numbersOf))],
      ...(companyId !== undefined && { companyId }),
    };
  }
  const linked = { ...common, contactIds: idsOf(raw, 'contacts'), companyIds: idsOf(raw, 'companies') };
  if (kind === 'customers') return { ...linked, kind };
  const [statusId, pipelineId, price] = [raw['status_id'], raw['pipeline_id'], raw['price']].map(numberOf);
  return { ...linked, kind, statusId: statusId ?? 0, pipelineId: pipelineId ?? 0, price: price ?? 0 };
}

function phonesOf(raw: Raw): readonly string[] {
  const fields = listOf(raw['custom_fields_values']).filter((field) => field['field_code'] === 'PHONE');
  return fields.flatMap((field) =>
    listOf(field['values']).flatMap(({ value }) =>
      typeof value === 'string' || typeof value === 'number' ? [String(value)] : [],
    ),
  );
}

const idsOf = (raw: Raw, list: string): readonly number[] =>
  embedded(raw, list).flatMap((entry) => idOf(entry) ?? []);

function embedded(raw: unknown, list: string): readonly Raw[] {
  const holder = isRecord(raw) ? raw['_embedded'] : undefined;
  return isRecord(holder) ? listOf(holder[list]) : [];
}

const idOf = ({ id }: Raw): number | undefined => (typeof id === 'number' ? id : undefined);
const listOf = (raw: unknown): readonly Raw[] => (Array.isArray(raw) ? raw.filter(isRecord) : []);
const numberOf = (raw: unknown): number => (typeof raw === 'number' ? raw : 0);
