import type { AccountId, CallId, UserId } from '../../src/call/ids';
import { DEFAULT_SETTINGS, type ListId } from '../../src/call/dial-list';
import { openPostgres } from '../../src/gateway/store/open-postgres';
import type { OpenStores } from '../../src/gateway/store/stores';
import { entry, rowOf } from '../gateway/outbox/entry-builder';
import { keepsToAllStores } from '../gateway/store/stores-contract';
import { eventually } from '../support/eventually';
import { askPostgres } from './support/ask-postgres';
import { PostgresServer } from './support/postgres-server';

const ONE = '1' as AccountId;
const LIST = 'list' as ListId;
const ANNA = 11 as UserId;
const TIMUR = 12 as UserId;
const MOSCOW = 'Europe/Moscow';

let server: PostgresServer;
const opened: OpenStores[] = [];
beforeAll(async () => void (server = await PostgresServer.start()));
afterEach(() => Promise.all(opened.splice(0).map((stores) => stores.close())));
afterAll(() => server.close());

async function openAt(url: string): Promise<OpenStores> {
  const stores = await openPostgres(url, () => undefined);
  opened.push(stores);
  return stores;
}
async function twoNodes(): Promise<readonly [OpenStores, OpenStores]> {
  const url = await server.freshUrl();
  return Promise.all([openAt(url), openAt(url)]);
}

keepsToAllStores(async () => openAt(await server.freshUrl()));

it('gives a call to one node only, however they ask at once', async () => {
  const [a, b] = await twoNodes();
  for (let at = 0; at < 100; at++)
    await a.outboxStore.add(ONE, { ...rowOf(entry({ id: `c${at}` })), dueAt: at, addedAt: at });
  const claims = Array.from({ length: 20 }, (_, n) =>
    (n % 2 ? a : b).outboxStore.claim(ONE, 1_000, 9_000, 7),
  );
  const ids = (await Promise.all(claims)).flat().map((row) => row.entry.call.id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toHaveLength(100);
});

it('draws a number for one agent only, however two nodes draw at once from two lists', async () => {
  const [a, b] = await twoNodes();
  const lists = [LIST, 'other' as ListId] as const;
  for (const id of lists) {
    const list = { id, name: '', owner: ANNA, members: [ANNA], settings: DEFAULT_SETTINGS, createdAt: 1 };
    await a.dialStore.saveList(ONE, list);
    const numbers = Array.from({ length: 10 }, (_, n) => `+7998100000${n}`);
    const rest = { name: '', company: '', links: [], zone: MOSCOW };
    await a.dialStore.add(
      ONE,
      id,
      numbers.map((number) => ({ number, ...rest })),
    );
  }
  const draws = Array.from({ length: 30 }, (_, n) =>
    n % 2
      ? a.dialStore.draw(ONE, lists[0], ANNA, 1_000, [MOSCOW])
      : b.dialStore.draw(ONE, lists[1], TIMUR, 1_000, [MOSCOW]),
  );
  const numbers = (await Promise.all(draws)).flatMap((row) => row?.number ?? []);
  expect(numbers).toHaveLength(10);
  expect(new Set(numbers).size).toBe(10);
});

const turnsWaitedFor = async (url: string): Promise<number> => {
  const sql = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`;
  return (await askPostgres(url, sql)).length;
};

it('lets one node at a time offer the refresh token of an account', async () => {
  const url = await server.freshUrl();
  const [a, b] = [await openAt(url), await openAt(url)];
  const log: string[] = [];
  let leave = (): void => undefined;
  const first = a.grants.alone(ONE, async () => {
    log.push('a begins');
    await new Promise<void>((resolve) => (leave = resolve));
    log.push('a ends');
  });
  await eventually('a has its turn', () => log.length === 1);
  const second = b.grants.alone(ONE, async () => void log.push('b begins'));
  const other = b.grants.alone('2' as AccountId, async () => void log.push('another account'));
  await other;
  await eventually('b waits for its turn', async () => (await turnsWaitedFor(url)) === 1);
  leave();
  await Promise.all([first, second]);
  expect(log).toEqual(['a begins', 'another account', 'a ends', 'b begins']);
});

it('takes names with signs that PostgreSQL has no place for', async () => {
  const stores = await openAt(await server.freshUrl());
  const row = { number: '+79981000001', name: 'Ма\0рина', company: '\ud800', links: [], zone: MOSCOW };
  expect(await stores.dialStore.add(ONE, LIST, [row])).toBe(1);
  const { rows } = await stores.dialStore.rows(ONE, LIST, { from: 0, count: 1, find: '' });
  expect(rows[0]?.name).toBe('Марина');
  await stores.outboxStore.add(ONE, { ...rowOf(entry({ id: 'c1' })), why: 'a\0b' });
  expect((await stores.outboxStore.read(ONE, 'c1' as CallId))?.why).toBe('ab');
});

it('leaves the database of a newer gateway alone', async () => {
  const url = await server.freshUrl();
  await openAt(url);
  await askPostgres(url, 'UPDATE linia_schema SET version = 999');
  await expect(openPostgres(url, () => undefined)).rejects.toThrow('written by a newer gateway (schema 999');
});

it('says that the database is away, and goes on when it is back', async () => {
  const url = await server.freshUrl();
  const stores = await openAt(url);
  await stores.outboxStore.add(ONE, rowOf(entry({ id: 'before' })));
  const held = stores.grants.alone(ONE, () => server.stop());
  await expect(held).rejects.toThrow();
  expect(await stores.isThere()).toBe(false);
  await expect(stores.outboxStore.add(ONE, rowOf(entry({ id: 'lost' })))).rejects.toThrow();
  await expect(openPostgres(url, () => undefined)).rejects.toThrow('ECONNREFUSED');
  await server.goOn();
  await eventually('the database is back', () => stores.isThere());
  expect(await stores.outboxStore.read(ONE, 'before' as CallId)).toBeDefined();
});
