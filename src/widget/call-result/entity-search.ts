import type { EntityRef } from '../../call/entity-rule';
import type { AmoHost } from '../host/amo-host';

type Raw = Readonly<Record<string, unknown>>;

const LISTS = { lead: 'leads', contact: 'contacts', company: 'companies', customer: 'customers' } as const;
const EACH = 4;
const TIMEOUT_MS = 5_000;
/** amoCRM finds nothing by fewer. */
export const SHORTEST_QUERY = 2;

/** Cards by what the agent types, with his own cookie and so with his rights; `undefined` = amoCRM did not answer. Never rejects. */
export async function searchEntities(
  get: AmoHost['get'],
  query: string,
  signal: AbortSignal,
): Promise<readonly EntityRef[] | undefined> {
  const deadline = new AbortController();
  const giveUp = (): void => deadline.abort();
  const timer = setTimeout(giveUp, TIMEOUT_MS);
  signal.addEventListener('abort', giveUp);
  const kinds = Object.keys(LISTS) as (keyof typeof LISTS)[];
  const answers = await Promise.all(
    kinds.map((type) =>
      get(`/api/v4/${LISTS[type]}?query=${encodeURIComponent(query)}&limit=${EACH}`, deadline.signal),
    ),
  );
  clearTimeout(timer);
  if (answers.every(({ status }) => status === 0 || status >= 500)) return undefined;
  return answers.flatMap(({ body }, index) => {
    const type = kinds[index];
    return type ? found(type, LISTS[type], body) : [];
  });
}

function found(type: EntityRef['type'], list: string, body: unknown): readonly EntityRef[] {
  const items = record(record(body)['_embedded'])[list];
  if (!Array.isArray(items)) return [];
  return items
    .map(record)
    .flatMap(({ id, name }) =>
      typeof id === 'number' ? [{ type, id, name: typeof name === 'string' ? name : '' }] : [],
    );
}

const record = (value: unknown): Raw => (typeof value === 'object' && value !== null ? (value as Raw) : {});
