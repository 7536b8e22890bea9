import { chmodSync } from 'node:fs';
import Database from 'better-sqlite3';

export type Db = Database.Database;

/** Schema, oldest first; each runs once, `user_version` counts them. What was released is never edited, only followed. */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE outbox (
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     body TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'no-entity', 'refused')),
     note TEXT NOT NULL DEFAULT '',
     attempts INTEGER NOT NULL DEFAULT 0,
     maybe_written INTEGER NOT NULL DEFAULT 0,
     due_at INTEGER NOT NULL,
     added_at INTEGER NOT NULL,
     PRIMARY KEY (account_id, call_id)
   );
   CREATE INDEX outbox_due ON outbox (account_id, due_at) WHERE state = 'waiting';
   CREATE TABLE live_call (
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     body TEXT NOT NULL,
     saved_at INTEGER NOT NULL,
     PRIMARY KEY (account_id, call_id)
   );`,
  `CREATE INDEX outbox_delivered ON outbox (added_at) WHERE state = 'delivered';
   CREATE INDEX live_call_saved ON live_call (saved_at);`,
  `CREATE TABLE amo_grant (account_id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL);`,
  `CREATE TABLE account_profile (account_id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL);`,
  `CREATE TABLE index_entity (
     account_id TEXT NOT NULL,
     kind TEXT NOT NULL,
     id INTEGER NOT NULL,
     body TEXT NOT NULL,
     round INTEGER NOT NULL,
     PRIMARY KEY (account_id, kind, id)
   ) WITHOUT ROWID;
   CREATE TABLE index_number (
     account_id TEXT NOT NULL,
     number TEXT NOT NULL,
     kind TEXT NOT NULL,
     id INTEGER NOT NULL,
     PRIMARY KEY (account_id, number, kind, id)
   ) WITHOUT ROWID;
   CREATE TABLE index_link (
     account_id TEXT NOT NULL,
     owner_kind TEXT NOT NULL,
     owner_id INTEGER NOT NULL,
     kind TEXT NOT NULL,
     id INTEGER NOT NULL,
     PRIMARY KEY (account_id, owner_kind, owner_id, kind, id)
   ) WITHOUT ROWID;
   CREATE TABLE index_progress (account_id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL);`,
  `CREATE TABLE last_talk (
     account_id TEXT NOT NULL,
     number TEXT NOT NULL,
     extension TEXT NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (account_id, number)
   ) WITHOUT ROWID;`,
  `DROP TABLE outbox;
   CREATE TABLE outbox (
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     extension TEXT NOT NULL,
     entry TEXT NOT NULL,
     revision INTEGER NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'no-entity', 'refused')),
     due_at INTEGER NOT NULL,
     leased_until INTEGER NOT NULL,
     attempts INTEGER NOT NULL,
     begun TEXT NOT NULL,
     why TEXT NOT NULL,
     awaits INTEGER NOT NULL,
     added_at INTEGER NOT NULL,
     PRIMARY KEY (account_id, call_id)
   );
   CREATE INDEX outbox_due ON outbox (account_id, due_at, added_at) WHERE state = 'waiting';
   CREATE INDEX outbox_undelivered ON outbox (account_id, added_at) WHERE state <> 'delivered';
   CREATE INDEX outbox_delivered ON outbox (added_at) WHERE state = 'delivered';
   CREATE INDEX outbox_added ON outbox (account_id, added_at);
   CREATE INDEX outbox_awaiting ON outbox (account_id, extension, added_at) WHERE awaits = 1;`,
  `CREATE TABLE dial_list (
     account_id TEXT NOT NULL,
     id TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (account_id, id)
   );
   CREATE TABLE dial_row (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     account_id TEXT NOT NULL,
     list_id TEXT NOT NULL,
     position REAL NOT NULL,
     number TEXT NOT NULL,
     name TEXT NOT NULL,
     company TEXT NOT NULL,
     search TEXT NOT NULL,
     links TEXT NOT NULL,
     zone TEXT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'calling', 'done')),
     due_at INTEGER NOT NULL,
     tries INTEGER NOT NULL,
     day TEXT NOT NULL,
     day_tries INTEGER NOT NULL,
     outcome TEXT NOT NULL,
     at INTEGER NOT NULL,
     by_user INTEGER NOT NULL,
     call_id TEXT NOT NULL
   );
   CREATE UNIQUE INDEX dial_row_number ON dial_row (account_id, list_id, number);
   CREATE INDEX dial_row_position ON dial_row (account_id, list_id, position);
   CREATE INDEX dial_row_due ON dial_row (account_id, list_id, state, due_at, position);
   CREATE INDEX dial_row_zone ON dial_row (account_id, list_id, zone) WHERE state = 'waiting';
   CREATE INDEX dial_row_at ON dial_row (account_id, list_id, at) WHERE at > 0;
   CREATE INDEX dial_row_busy ON dial_row (account_id, number) WHERE state IN ('taken', 'calling');
   CREATE INDEX dial_row_call ON dial_row (account_id, call_id) WHERE call_id <> '';
   CREATE TABLE dial_seat (
     account_id TEXT NOT NULL,
     user_id INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (account_id, user_id)
   ) WITHOUT ROWID;`,
  `CREATE TABLE owner_choice (
     account_id TEXT NOT NULL,
     number TEXT NOT NULL,
     type TEXT NOT NULL,
     id INTEGER NOT NULL,
     PRIMARY KEY (account_id, number)
   ) WITHOUT ROWID;
   CREATE TABLE owner_talk (
     account_id TEXT NOT NULL,
     number TEXT NOT NULL,
     user_id INTEGER NOT NULL,
     type TEXT NOT NULL,
     id INTEGER NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (account_id, number, user_id, type, id)
   ) WITHOUT ROWID;`,
  `CREATE TABLE journal_call (
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     at INTEGER NOT NULL,
     reversed TEXT NOT NULL,
     delivery TEXT NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (account_id, call_id)
   );
   CREATE INDEX journal_call_time ON journal_call (account_id, at, call_id);
   CREATE INDEX journal_call_number ON journal_call (account_id, reversed);
   CREATE INDEX journal_call_undelivered ON journal_call (account_id, at, call_id)
     WHERE delivery IN ('waiting', 'no-entity', 'refused');
   CREATE INDEX journal_call_age ON journal_call (at);
   CREATE TABLE journal_step (
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     at INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (account_id, call_id, at, body)
   );
   CREATE INDEX journal_step_age ON journal_step (at);`,
  `CREATE INDEX journal_call_extension ON journal_call
     (account_id, json_extract(body, '$.who.extension'), at, call_id);
   CREATE INDEX journal_call_missed ON journal_call (account_id, at, call_id)
     WHERE json_extract(body, '$.direction') = 'inbound' AND json_extract(body, '$.disposition') <> 'answered';
   DROP INDEX outbox_undelivered;
   CREATE INDEX outbox_waiting ON outbox (account_id, added_at, call_id) WHERE state = 'waiting';
   CREATE INDEX outbox_held ON outbox (account_id, added_at, call_id) WHERE state IN ('no-entity', 'refused');`,
  `CREATE TABLE call_topic (
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     type TEXT NOT NULL,
     id INTEGER NOT NULL,
     at INTEGER NOT NULL,
     PRIMARY KEY (account_id, call_id)
   ) WITHOUT ROWID;
   CREATE INDEX call_topic_age ON call_topic (at);`,
  `CREATE TABLE phone_check (
     id INTEGER PRIMARY KEY AUTOINCREMENT,
     account_id TEXT NOT NULL,
     user_id INTEGER NOT NULL,
     body TEXT NOT NULL
   );
   CREATE INDEX phone_check_account ON phone_check (account_id, id);`,
  `CREATE TABLE agent_status (
     account_id TEXT NOT NULL,
     user_id INTEGER NOT NULL,
     status TEXT NOT NULL,
     PRIMARY KEY (account_id, user_id)
   ) WITHOUT ROWID;`,
  `ALTER TABLE dial_row ADD COLUMN kept_for INTEGER NOT NULL DEFAULT 0;
   CREATE INDEX dial_row_kept ON dial_row (account_id, list_id, kept_for) WHERE kept_for > 0;
   CREATE TABLE dial_call (
     place INTEGER PRIMARY KEY AUTOINCREMENT,
     account_id TEXT NOT NULL,
     list_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     row_id INTEGER NOT NULL,
     number TEXT NOT NULL,
     name TEXT NOT NULL,
     by_user INTEGER NOT NULL,
     run INTEGER NOT NULL,
     at INTEGER NOT NULL,
     gap_ms INTEGER,
     ended_at INTEGER,
     talk_ms INTEGER NOT NULL,
     outcome TEXT NOT NULL
   );
   CREATE UNIQUE INDEX dial_call_id ON dial_call (account_id, call_id);
   CREATE INDEX dial_call_place ON dial_call (account_id, list_id, place);
   CREATE INDEX dial_call_run ON dial_call (account_id, list_id, run, by_user);
   CREATE INDEX dial_call_age ON dial_call (at);`,
];

/** The embedded store. A commit that returned is on the disk: WAL with `synchronous = FULL`. */
export function openDatabase(path: string): Db {
  const db = new Database(path);
  try {
    // Tokens are in it; SQLite gives its side files the same rights.
    if (path !== ':memory:') chmodSync(path, 0o600);
    db.pragma('journal_mode = WAL');
    db.pragma('synchronous = FULL');
    db.pragma('busy_timeout = 5000');
    migrate(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** Which schema a store has, and which this gateway knows. Changes nothing; throws when the file is no store. */
export function schemaOf(path: string): { readonly version: number; readonly known: number } {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    return { version: Number(db.pragma('user_version', { simple: true })), known: MIGRATIONS.length };
  } finally {
    db.close();
  }
}

function migrate(db: Db): void {
  const version = Number(db.pragma('user_version', { simple: true }));
  if (version > MIGRATIONS.length)
    throw new Error(
      `The store was written by a newer gateway (schema ${version}, this one knows ${MIGRATIONS.length})`,
    );
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < version) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    })();
  }
}
