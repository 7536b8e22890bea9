import type { AmoAnswer, AmoClient } from '../amo-client';
import type { IndexedKind } from './indexed-entity';
import { readEntities, type EntitiesRead } from './read-entities';

/** How many ids one address may name; longer ones are cut by proxies. */
export const IDS_AT_ONCE = 50;
const PER_PAGE = 250;

export interface PageRead extends EntitiesRead {
  readonly isLast: boolean;
}

/** amoCRM's lists as the index reads them; `undefined` = no answer that says anything, ask again later. */
export interface IndexSource {
  page(kind: IndexedKind, page: number): Promise<PageRead | undefined>;
  /** `since`: epoch seconds. */
  changed(kind: IndexedKind, since: number, page: number): Promise<PageRead | undefined>;
  /** Those that are not in the answer are not in the account any more. At most `IDS_AT_ONCE`. */
  byIds(kind: IndexedKind, ids: readonly number[]): Promise<EntitiesRead | undefined>;
}

/** Links are read from the side of leads and customers: there they are whole. */
const WITH: Readonly<Record<IndexedKind, string>> = {
  contacts: '',
  companies: '',
  leads: '&with=contacts',
  customers: '&with=contacts,companies',
};

export function indexSource(
  amo: Pick<AmoClient, 'request'>,
  numbersOf: (raw: string) => readonly string[],
): IndexSource {
  const list = async (kind: IndexedKind, query: string): Promise<PageRead | undefined> => {
    const path = `/api/v4/${kind}?limit=${PER_PAGE}${WITH[kind]}&${query}`;
    const answer = await amo.request({ method: 'GET', path, urgency: 'background' });
    if (isEmpty(answer, kind)) return { entities: [], gone: [], count: 0, isLast: true };
    if (answer.kind !== 'answered' || answer.status !== 200 || answer.body === undefined) return undefined;
    const read = readEntities(answer.body, kind, numbersOf);
    return { ...read, isLast: read.count < PER_PAGE };
  };
  return {
    page: (kind, page) => list(kind, `page=${page}&order[id]=asc`),
    changed: (kind, since, page) =>
      list(kind, `page=${page}&order[updated_at]=asc&filter[updated_at][from]=${since}`),
    byIds: (kind, ids) => list(kind, ids.map((id) => `filter[id][]=${id}`).join('&')),
  };
}

/** 204: nothing found. An account without amoCRM's customers says 403 or 404 to their list. */
function isEmpty(answer: AmoAnswer, kind: IndexedKind): boolean {
  if (answer.kind !== 'answered') return false;
  return answer.status === 204 || (kind === 'customers' && [402, 403, 404].includes(answer.status));
}
