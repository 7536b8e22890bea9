import type { LinkedCustomer } from '../../call/entity-rule';
import type { UserId } from '../../call/ids';

/*
 * Answers of amoCRM's REST v4 (contacts, companies, leads, customers, pipelines), as much as the card needs of them.
 * Lists come as `{_embedded: {<name>: […]}}`; an entry that cannot be read is left out.
 */

/** A contact or company as found, its links by id only: names need requests of their own. */
export interface FoundOwner {
  readonly type: 'contact' | 'company';
  readonly id: number;
  readonly name: string;
  readonly responsibleUserId: UserId;
  readonly createdAt: number;
  readonly phones: readonly string[];
  readonly leadIds: readonly number[];
  readonly customerIds: readonly number[];
  readonly companyId: number | undefined;
}

export interface FoundLead {
  readonly id: number;
  readonly name: string;
  readonly price: number;
  readonly statusId: number;
  readonly pipelineId: number;
}

export type FoundNamed = LinkedCustomer;

type Raw = Readonly<Record<string, unknown>>;

export function readOwners(body: unknown, type: FoundOwner['type']): readonly FoundOwner[] {
  return embedded(body, type === 'contact' ? 'contacts' : 'companies').flatMap((raw) => {
    const named = readNamed(raw);
    if (!named) return [];
    return {
      ...named,
      type,
      responsibleUserId: numberOf(raw['responsible_user_id']) as UserId,
      createdAt: numberOf(raw['created_at']) * 1000,
      phones: phonesOf(raw),
      leadIds: idsOf(raw, 'leads'),
      customerIds: idsOf(raw, 'customers'),
      companyId: type === 'contact' ? idsOf(raw, 'companies')[0] : undefined,
    };
  });
}

export function readLeads(body: unknown): readonly FoundLead[] {
  return embedded(body, 'leads').flatMap((raw) => {
    const named = readNamed(raw);
    if (!named) return [];
    const [price, statusId, pipelineId] = [raw['price'], raw['status_id'], raw['pipeline_id']].map(numberOf);
    return { ...named, price: price ?? 0, statusId: statusId ?? 0, pipelineId: pipelineId ?? 0 };
  });
}

export function readNamedList(body: unknown, list: 'companies' | 'customers'): readonly FoundNamed[] {
  return embedded(body, list).flatMap((raw) => readNamed(raw) ?? []);
}

/** Stage names by `pipeline:status`: the closed statuses 142 and 143 exist in every pipeline. */
export function readStages(body: unknown): ReadonlyMap<string, string> {
  return new Map(
    embedded(body, 'pipelines').flatMap((pipeline) =>
      embedded(pipeline, 'statuses').flatMap((raw) => {
        const status = readNamed(raw);
        return status ? [[stageKey(numberOf(pipeline['id']), status.id), status.name] as const] : [];
      }),
    ),
  );
}

export const stageKey = (pipelineId: number, statusId: number): string => `${pipelineId}:${statusId}`;

function readNamed(raw: Raw): FoundNamed | undefined {
  const { id, name } = raw;
  return typeof id === 'number' && typeof name === 'string' ? { id, name } : undefined;
}

function phonesOf(raw: Raw): readonly string[] {
  const fields = listOf(raw['custom_fields_values']).filter((field) => field['field_code'] === 'PHONE');
  return fields.flatMap((field) =>
    listOf(field['values']).map(({ value }) => (typeof value === 'string' ? value : '')),
  );
}

function idsOf(raw: Raw, list: string): readonly number[] {
  return embedded(raw, list).flatMap(({ id }) => (typeof id === 'number' ? [id] : []));
}

function embedded(raw: unknown, list: string): readonly Raw[] {
  const holder = isRecord(raw) ? raw['_embedded'] : undefined;
  return isRecord(holder) ? listOf(holder[list]) : [];
}

const listOf = (raw: unknown): readonly Raw[] => (Array.isArray(raw) ? raw.filter(isRecord) : []);
const numberOf = (raw: unknown): number => (typeof raw === 'number' ? raw : 0);
const isRecord = (raw: unknown): raw is Raw => typeof raw === 'object' && raw !== null && !Array.isArray(raw);
