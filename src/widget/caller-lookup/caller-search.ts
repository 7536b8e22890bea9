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
  /** Every name behind the ids was asked for and answered; else worth asking again. */
  readonly isWhole: boolean;
}

/** `query=` is a fuzzy search (last digits, anywhere in the card): so many hits are held against the full number. */
const HITS = 50;
/** Ids in one request: its address must stay short enough for every proxy. */
const IDS_AT_ONCE = 50;
/** So many requests for one list; a number with more leads than that is no customer's, e.g. the company's own. */
const MOST_REQUESTS = 5;

/** Contacts first, companies only when no contact has the number. `undefined` = amoCRM gave no answer in time. */
export async function searchOwners(
  get: Get,
  number: string,
  callingCode: string,
): Promise<readonly FoundOwner[] | undefined> {
  for (const type of ['contact', 'company'] as const) {
    const list = type === 'contact' ? 'contacts' : 'companies';
    const query = nationalDigits(number, callingCode);
    const answer = await get(`/api/v4/${list}?query=${query}&with=leads,customers&limit=${HITS}`);
    if (!isAnswered(answer)) return undefined;
    const owners = readOwners(answer.body, type).filter(({ phones }) =>
      phones.some((stored) => isSameNumber(number, stored, callingCode)),
    );
    if (owners.length > 0) return owners;
  }
  return [];
}

/**
 * Names behind the ids. When a list of leads or customers is not whole, the owner stands for itself: "exactly one active
 * lead" must not be read from half a list (decided.md 1).
 */
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
  const isSure = leads.isWhole && customers.isWhole;
  return {
    owners: found.map((owner) =>
      toOwner(owner, isSure ? leads.byId : new Map(), isSure ? customers.byId : new Map()),
    ),
    leads: leads.byId,
    companies: new Map(
      found.map(({ id, companyId }) => [id, companies.byId.get(companyId ?? 0)?.name ?? '']),
    ),
    isWhole: isSure && companies.isWhole,
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
): Promise<Found<Item>> {
  const wanted = [...new Set(ids)];
  const parts = Array.from({ length: Math.ceil(wanted.length / IDS_AT_ONCE) }, (_, part) =>
    wanted.slice(part * IDS_AT_ONCE, (part + 1) * IDS_AT_ONCE),
  );
  const answers = await Promise.all(
    parts.slice(0, MOST_REQUESTS).map((part) => {
      const filter = part.map((id) => `filter[id][]=${id}`).join('&');
      return get(`/api/v4/${list}?${filter}&limit=${IDS_AT_ONCE}`);
    }),
  );
  return {
    byId: new Map(answers.flatMap(({ body }) => read(body)).map((item) => [item.id, item])),
    isWhole: parts.length <= MOST_REQUESTS && answers.every(isAnswered),
  };
}

interface Found<Item> {
  readonly byId: ReadonlyMap<number, Item>;
  readonly isWhole: boolean;
}

/** 204 = none of them is there any more, or none that this agent may see. */
const isAnswered = ({ status }: HttpAnswer): boolean => status === 200 || status === 204;

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
