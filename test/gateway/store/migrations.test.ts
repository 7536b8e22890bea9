import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import type { AccountId, CallId } from '../../../src/call/ids';
import { openDatabase, schemaOf } from '../../../src/gateway/store/database';
import { SqliteJournal } from '../../../src/gateway/store/sqlite-journal';
import { SqliteLiveCalls } from '../../../src/gateway/store/sqlite-live-calls';
import { SqliteOutbox } from '../../../src/gateway/store/sqlite-outbox';

const ACCOUNT = '30100200' as AccountId;

/** A store as an older gateway left it: schema 10, with a call in each of its rooms. */
function olderStore(): string {
  const path = join(mkdtempSync(join(tmpdir(), 'linia-')), 'store.sqlite');
  const db = new Database(path);
  db.exec(readFileSync(join(__dirname, '../../fixtures/stores/schema-10.sql'), 'utf8'));
  db.close();
  return path;
}

it('brings the store of an older gateway forward with everything in it', async () => {
  const path = olderStore();
  expect(schemaOf(path).version).toBe(10);
  const db = openDatabase(path);
  const { version, known } = schemaOf(path);
  expect(version).toBe(known);
  expect((await new SqliteOutbox(db).read(ACCOUNT, 'c1' as CallId))?.state).toBe('waiting');
  expect((await new SqliteLiveCalls(db).load(ACCOUNT)).calls.map(({ id }) => id)).toEqual(['c2']);
  expect((await new SqliteJournal(db).read(ACCOUNT, 'c1' as CallId))?.number).toBe('+79984445566');
  db.close();
});

it('has the same tables after the way forward as a new store', () => {
  const tablesOf = (path: string): unknown => {
    const db = openDatabase(path);
    const sql = `SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name`;
    const found = db.prepare(sql).all();
    db.close();
    return found;
  };
  expect(tablesOf(olderStore())).toEqual(tablesOf(join(mkdtempSync(join(tmpdir(), 'linia-')), 'new.sqlite')));
});

it('leaves the store of a newer gateway alone', () => {
  const path = olderStore();
  const db = new Database(path);
  db.pragma('user_version = 999');
  db.close();
  expect(() => openDatabase(path)).toThrow('written by a newer gateway');
  expect(schemaOf(path).version).toBe(999);
});
