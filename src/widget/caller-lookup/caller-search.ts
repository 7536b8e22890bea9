import type { NumberOwner } from '../../call/entity-rule';
import { isSameNumber } from '../../call/phone-number';
import type { HttpAnswer } from '../host/amo-host';
import {
  readLeads,
  readNamedList,
  readOwners,
  readStages,
  type FoundLead,
  type FoundNamed,
  type FoundOwner,
} from './amo-answer';

/** `GET` with the agent's cookie, cut by the search's own deadline. Never rejects. */
export type Get = (path: string) => Promise<HttpAnswer>;

/** What amoCRM says about a number: its owners with their links by name, stages and companies to describe them. */
export interface SearchResult {
  readonly owners: readonly NumberOwner[];
  readonly leads: ReadonlyMap<number, FoundLead>;
  /** Company name by contact id. */
  readonly companies: ReadonlyMap<number, string>;
}

/** `query=` is a fuzzy search (last digits, anywhere in the card): so many hits are held against the full number. */
const HITS = 50;

/** Contacts first, companies only when no contact has the number. `undefined` = amoCRM gave no answer in time. */
export async function searchOwners(
  get: Get,
  number: string,
  callingCode: string,
): Promise<readonly FoundOwner[] | undefined> {
  for (const type of ['contact', 'company'] as const) {
    const list = type === 'contact' ? 'contacts' : 'companies';
    const query = nationalDigits(number, callingCode);
    const { status, body } = await get(`/api/v4/${list}?query=${query}&with=leads,customers&limit=${HITS}`);
    if (status !== 200 && status !== 204) return undefined;
    const owners = readOwners(body, type).filter(({ phones }) =>
      phones.some((stored) => isSameNumber(number, stored, callingCode)),
    );
    if (owners.length > 0) return owners;
  }
  return [];
}

/** Names behind the ids. What does not come in time is missing: the owner then stands for itself. */
export async function describeOwners(get: Get, found: readonly FoundOwner[]): Promise<SearchResult> {
  const [leads, customers, companies] = await Promise.all([
    byIds(
      get,
      'leads',
      found.flatMap(({ leadIds }) => leadIds),
      readLeads,
    ),
    byIds(
      get,
      'customers',
      found.flatMap(({ customerIds }) => customerIds),
      (body) => readNamedList(body, 'customers'),
    ),
    byIds(
      get,
      'companies',
      found.flatMap(({ companyId }) => companyId ?? []),
      (body) => readNamedList(body, 'companies'),
    ),
  ]);
  return {
    owners: found.map((owner) => toOwner(owner, leads, customers)),
    leads,
    companies: new Map(found.map(({ id, companyId }) => [id, companies.get(companyId ?? 0)?.name ?? ''])),
  };
}

export async function fetchStages(get: Get): Promise<ReadonlyMap<string, string> | undefined> {
  const { status, body } = await get('/api/v4/leads/pipelines');
  return status === 200 ? readStages(body) : undefined;
}

async function byIds<Item extends FoundNamed>(
  get: Get,
  list: string,
  ids: readonly number[],
  read: (body: unknown) => readonly Item[],
): Promise<ReadonlyMap<number, Item>> {
  const wanted = [...new Set(ids)].slice(0, HITS);
  if (wanted.length === 0) return new Map();
  const filter = wanted.map((id) => `filter[id][]=${id}`).join('&');
  const { body } = await get(`/api/v4/${list}?${filter}&limit=${HITS}`);
  return new Map(read(body).map((item) => [item.id, item]));
}

function toOwner(
  owner: FoundOwner,
  leads: ReadonlyMap<number, FoundLead>,
  customers: ReadonlyMap<number, FoundNamed>,
): NumberOwner {
  const { type, id, name, responsibleUserId, createdAt } = owner;
  return {
    ...{ type, id, name, responsibleUserId, createdAt },
    leads: owner.leadIds.flatMap((leadId) => leads.get(leadId) ?? []),
    customers: owner.customerIds.flatMap((customerId) => customers.get(customerId) ?? []),
  };
}

/** Cards hold 8…, +7… and bare forms; what they share is the national part. */
function nationalDigits(number: string, callingCode: string): string {
  const prefix = `+${callingCode}`;
  return callingCode !== '' && number.startsWith(prefix)
    ? number.slice(prefix.length)
    : number.replace('+', '');
}
