import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AccountId, CallId } from '../../../src/call/ids';
import { backUp, markAsBegun, putBack } from '../../../src/gateway/operation/backup';
import { openDatabase } from '../../../src/gateway/store/database';
import { SqliteOutbox } from '../../../src/gateway/store/sqlite-outbox';
import { eventually } from '../../support/eventually';
import { entry, rowOf } from '../outbox/entry-builder';
import { answers, customerRings, hangsUp } from '../support/office-calls';
import { configOf, USERS, World } from '../support/gateway-under-test';

const ACCOUNT = '30100200' as AccountId;
const folder = (): string => mkdtempSync(join(tmpdir(), 'linia-'));

it('is a whole store of one moment, made while the gateway writes', async () => {
  const path = join(folder(), 'store.sqlite');
  const db = openDatabase(path);
  const outbox = new SqliteOutbox(db);
  await outbox.add(ACCOUNT, rowOf(entry({ id: 'before' })));
  await backUp(path, `${path}.backup`);
  await outbox.add(ACCOUNT, rowOf(entry({ id: 'after' })));
  const copy = new SqliteOutbox(openDatabase(`${path}.backup`));
  expect(await copy.read(ACCOUNT, 'before' as CallId)).toBeDefined();
  expect(await copy.read(ACCOUNT, 'after' as CallId)).toBeUndefined();
  await expect(backUp(path, `${path}.backup`)).rejects.toThrow('is there already');
  expect(() => putBack(path, `${path}.backup`)).toThrow('stop the gateway first');
  db.close();
});

it('is refused when it is damaged, or no store at all', () => {
  const path = join(folder(), 'store.sqlite');
  writeFileSync(`${path}.backup`, 'something else');
  expect(() => putBack(path, `${path}.backup`)).toThrow('is no store of a gateway');
  expect(() => putBack(path, `${path}.none`)).toThrow('There is no backup');
});

it('doubles no log when what waited at the backup has reached amoCRM since', async () => {
  const path = join(folder(), 'store.sqlite');
  const world = await World.start((own) => {
    own.changes = { storePath: path };
    own.amo.troubles = [{ status: 429 }];
  });
  const anna = await world.seatedAgent(USERS.anna);
  world.ami.emit(...customerRings('c1', '101'), ...answers('c1', '101'), ...hangsUp('c1', '101'));
  await anna.view('ended');
  await world.amo.requested('/api/v4/calls');
  await backUp(path, `${path}.backup`);
  await world.amo.logged(1);
  await world.gateway.close();
  putBack(path, `${path}.backup`);
  const db = openDatabase(path);
  expect(await markAsBegun(new SqliteOutbox(db), configOf(0, 0, path).accounts)).toBe(1);
  db.close();
  await world.startGateway();
  await eventually('c1 is delivered', () => world.gateway.health()[ACCOUNT]?.outbox.delivered === 1);
  expect(world.amo.calls.map(({ uniq }) => uniq)).toEqual(['c1']);
  await world.stop();
});
