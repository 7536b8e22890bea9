import { MOST_LINKS } from '../../call/dial-list';
import type { EntityRef } from '../../call/entity-rule';
import { LONGEST_TEXT, type RowToAdd } from '../../protocol/dial-lists';
import type { AmoHost, HttpAnswer, Selection } from '../host/amo-host';
import { listQuery } from './list-query';

type Raw = Readonly<Record<string, unknown>>;
type Kind = Selection['kind'];

/** What was read so far; `rows` are those of the last batch. */
export interface Batch {
  readonly rows: readonly RowToAdd[];
  /** Elements read. */
  readonly read: number;
  /** Names of those without any phone. */
  readonly without: readonly string[];
  /** Marked as not to be called. */
  readonly spared: number;
}

export interface CollectNeeds {
  readonly get: AmoHost['get'];
  /** A tag or a field that is filled: who has it is not called; `''` = nobody is marked. */
  readonly doNotCall: string;
  readonly wait: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
}

/** amoCRM's longest page; so many ids in an address stay below what its servers take. */
const PAGE = 250;
const IDS = 100;
/** amoCRM takes seven requests a second of an account, and others ask too. */
const PACE_MS = 160;
const BUSY_MS = 1_500;
const MOST_TRIES = 6;

const LISTS: Readonly<Record<Kind, string>> = { contact: 'contacts', company: 'companies', lead: 'leads' };

/**
 * Numbers of ticked elements, or of all that the address of the list finds, with the agent's own cookie and so with his
 * rights. Leads bring the phones of their contacts. Throws when amoCRM does not answer.
 */
export async function* collectRows(selection: Selection, needs: CollectNeeds): AsyncGenerator<Batch> {
  const query = listQuery(selection.search) ?? '';
  const pages = selection.ids
    ? byIds(selection.kind, selection.ids, needs)
    : byQuery(selection.kind, query, needs);
  for await (const elements of pages) {
    const batch =
      selection.kind === 'lead'
        ? await ofLeads(elements, needs)
        : await ofPeople(selection.kind, elements, needs);
    yield { ...batch, read: elements.length };
  }
}

async function* byIds(
  kind: Kind,
  ids: readonly number[],
  needs: CollectNeeds,
): AsyncGenerator<readonly Raw[]> {
  for (let from = 0; from < ids.length; from += IDS)
    yield await elementsOf(kind, ids.slice(from, from + IDS), needs);
}

async function* byQuery(kind: Kind, query: string, needs: CollectNeeds): AsyncGenerator<readonly Raw[]> {
  for (let page = 1; ; page++) {
    const found = await read(kind, `${query}&limit=${PAGE}&page=${page}&order[id]=asc`, needs);
    if (found.length > 0) yield found;
    if (found.length < PAGE) return;
  }
}

type Found = Omit<Batch, 'read'>;

async function ofLeads(leads: readonly Raw[], needs: CollectNeeds): Promise<Found> {
  const contactIds = new Set(leads.flatMap((lead) => idsIn(lead, 'contacts')));
  const contacts = await byIdMap('contact', [...contactIds], needs);
  const companies = await companiesOf([...contacts.values()], needs);
  const found = leads.map((lead): Sorted => {
    const people = known(idsIn(lead, 'contacts'), contacts);
    if (isSpared(lead, needs)) return SPARED;
    const own = refOf('lead', lead);
    const free = people.filter((person) => !isSpared(person, needs));
    const rows = free.flatMap((person) =>
      rowsOf(nameOf(person), person, [own, refOf('contact', person)], companyOf(person, companies)),
    );
    return free.length < people.length && rows.length === 0 ? SPARED : rows.length > 0 ? rows : nameOf(lead);
  });
  return sorted(found);
}

async function ofPeople(kind: Kind, people: readonly Raw[], needs: CollectNeeds): Promise<Found> {
  const companies = kind === 'contact' ? await companiesOf(people, needs) : new Map<number, Raw>();
  const found = people.map((person): Sorted => {
    if (isSpared(person, needs)) return SPARED;
    const company = kind === 'contact' ? companyOf(person, companies) : '';
    const rows = rowsOf(nameOf(person), person, [refOf(kind, person)], company);
    return rows.length > 0 ? rows : nameOf(person);
  });
  return sorted(found);
}

const SPARED = Symbol('spared');

/** Its rows, the name of one without a phone, or one who is not to be called. */
type Sorted = readonly RowToAdd[] | string | typeof SPARED;

function sorted(found: readonly Sorted[]): Found {
  return {
    rows: found.flatMap((one) => (typeof one === 'object' ? one : [])),
    without: found.filter((one) => typeof one === 'string'),
    spared: found.filter((one) => one === SPARED).length,
  };
}

function rowsOf(name: string, owner: Raw, links: readonly EntityRef[], company: string): readonly RowToAdd[] {
  return phonesOf(owner).map((number) => ({
    ...{ number, name: short(name), company: short(company) },
    links: links.slice(0, MOST_LINKS),
  }));
}

async function companiesOf(people: readonly Raw[], needs: CollectNeeds): Promise<ReadonlyMap<number, Raw>> {
  return byIdMap('company', [...new Set(people.flatMap((person) => idsIn(person, 'companies')))], needs);
}

function companyOf(person: Raw, companies: ReadonlyMap<number, Raw>): string {
  const company = idsIn(person, 'companies').map((id) => companies.get(id))[0];
  return company ? nameOf(company) : '';
}

async function byIdMap(
  kind: Kind,
  ids: readonly number[],
  needs: CollectNeeds,
): Promise<ReadonlyMap<number, Raw>> {
  const found = new Map<number, Raw>();
  for (let from = 0; from < ids.length; from += IDS)
    for (const element of await elementsOf(kind, ids.slice(from, from + IDS), needs))
      found.set(idOf(element), element);
  return found;
}

async function elementsOf(kind: Kind, ids: readonly number[], needs: CollectNeeds): Promise<readonly Raw[]> {
  const found = await read(kind, `${ids.map((id) => `filter[id][]=${id}`).join('&')}&limit=${PAGE}`, needs);
  const byId = new Map(found.map((element) => [idOf(element), element]));
  return known(ids, byId);
}

const known = (ids: readonly number[], byId: ReadonlyMap<number, Raw>): readonly Raw[] =>
  ids.map((id) => byId.get(id)).filter((element) => element !== undefined);

/** One page. amoCRM that is busy is asked again a little later. */
async function read(kind: Kind, query: string, needs: CollectNeeds): Promise<readonly Raw[]> {
  const linked = kind === 'lead' ? 'with=contacts&' : '';
  const path = `/api/v4/${LISTS[kind]}?${linked}${query.replace(/^&/, '')}`;
  for (let tries = 1; ; tries++) {
    needs.signal.throwIfAborted();
    const [answer] = await Promise.all([needs.get(path, needs.signal), needs.wait(PACE_MS)]);
    if (answer.status === 200 || answer.status === 204) return listIn(answer, LISTS[kind]);
    needs.signal.throwIfAborted();
    const mayPass = answer.status === 0 || answer.status === 429 || answer.status >= 500;
    if (!mayPass || tries === MOST_TRIES) throw new Error(`amoCRM answers ${answer.status} to ${path}`);
    await needs.wait(BUSY_MS * tries);
  }
}

function listIn({ body }: HttpAnswer, name: string): readonly Raw[] {
  const list = recordOf(recordOf(body)['_embedded'])[name];
  return Array.isArray(list) ? list.map((one) => recordOf(one)).filter((element) => idOf(element) > 0) : [];
}

function phonesOf(owner: Raw): readonly string[] {
  const values = fieldsOf(owner)
    .filter(({ field_code: code }) => code === 'PHONE')
    .flatMap(({ values: all }) => (Array.isArray(all) ? all.map(recordOf) : []));
  return values.flatMap(({ value }) => {
    const phone = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
    return phone === '' ? [] : [phone.slice(0, 64)];
  });
}

/** By a tag of this name, or by a field of this name that is filled (a box that is ticked). */
function isSpared(element: Raw, { doNotCall }: CollectNeeds): boolean {
  const mark = doNotCall.trim().toLowerCase();
  if (mark === '') return false;
  const tags = recordOf(element['_embedded'])['tags'];
  const hasTag = Array.isArray(tags) && tags.some((tag) => sameName(recordOf(tag)['name'], mark));
  return (
    hasTag ||
    fieldsOf(element).some(
      ({ field_name: name, values }) =>
        sameName(name, mark) &&
        Array.isArray(values) &&
        values.some((one) => Boolean(recordOf(one)['value'])),
    )
  );
}

const sameName = (name: unknown, mark: string): boolean =>
  typeof name === 'string' && name.trim().toLowerCase() === mark;

function fieldsOf(element: Raw): readonly Raw[] {
  const fields = element['custom_fields_values'];
  return Array.isArray(fields) ? fields.map(recordOf) : [];
}

function idsIn(element: Raw, list: string): readonly number[] {
  const linked = recordOf(element['_embedded'])[list];
  return Array.isArray(linked) ? linked.map((one) => idOf(recordOf(one))).filter((id) => id > 0) : [];
}

const refOf = (type: Kind, element: Raw): EntityRef => ({
  type,
  id: idOf(element),
  name: short(nameOf(element)),
});
const nameOf = ({ name }: Raw): string => (typeof name === 'string' ? name : '');
const idOf = ({ id }: Raw): number => (typeof id === 'number' ? id : 0);
const short = (text: string): string => text.slice(0, LONGEST_TEXT);
const recordOf = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});
