import { openSqlite } from '../../../src/gateway/store/open-sqlite';
import type { OpenStores } from '../../../src/gateway/store/stores';
import { keepsToAllStores } from './stores-contract';

const opened: OpenStores[] = [];
afterEach(() => Promise.all(opened.splice(0).map((stores) => stores.close())));

keepsToAllStores(async () => {
  const stores = openSqlite(':memory:');
  opened.push(stores);
  return stores;
});

it('says of a store that is closed that it is not there', async () => {
  const stores = openSqlite(':memory:');
  await stores.close();
  expect(await stores.isThere()).toBe(false);
});
