import { takeTurn, type Postgres, type Queries } from './postgres';

/**
 * Schema, oldest first; each runs once, `linia_schema` counts them. What was released is never edited, only followed; and
 * nodes of the release before still run when it is followed, so what they read and write must stay.
 * Ids and digits are ordered byte by byte, as in the embedded store.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE outbox (
     account_id TEXT NOT NULL,
     call_id TEXT COLLATE "C" NOT NULL,
     extension TEXT NOT NULL,
     entry TEXT NOT NULL,
     revision BIGINT NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'no-entity', 'refused')),
     due_at BIGINT NOT NULL,
     leased_until BIGINT NOT NULL,
     attempts INTEGER NOT NULL,
     begun TEXT NOT NULL,
     why TEXT NOT NULL,
     awaits INTEGER NOT NULL,
     added_at BIGINT NOT NULL,
     PRIMARY KEY (account_id, call_id)
   );
   CREATE INDEX outbox_due ON outbox (account_id, due_at, added_at) WHERE state = 'waiting';
   CREATE INDEX outbox_waiting ON outbox (account_id, added_at, call_id) WHERE state = 'waiting';
   CREATE INDEX outbox_held ON outbox (account_id, added_at, call_id) WHERE state IN ('no-entity', 'refused');
   CREATE INDEX outbox_delivered ON outbox (added_at) WHERE state = 'delivered';
   CREATE INDEX outbox_added ON outbox (account_id, added_at);
   CREATE INDEX outbox_awaiting ON outbox (account_id, extension, added_at) WHERE awaits = 1;
   CREATE TABLE live_call (
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     body TEXT NOT NULL,
     saved_at BIGINT NOT NULL,
     PRIMARY KEY (account_id, call_id)
   );
   CREATE INDEX live_call_saved ON live_call (saved_at);
   CREATE TABLE amo_grant (account_id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL);
   CREATE TABLE account_profile (account_id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL);
   CREATE TABLE index_entity (
     account_id TEXT NOT NULL,
     kind TEXT COLLATE "C" NOT NULL,
     id BIGINT NOT NULL,
     body TEXT NOT NULL,
     round BIGINT NOT NULL,
     PRIMARY KEY (account_id, kind, id)
   );
   CREATE TABLE index_number (
     account_id TEXT NOT NULL,
     number TEXT NOT NULL,
     kind TEXT COLLATE "C" NOT NULL,
     id BIGINT NOT NULL,
     PRIMARY KEY (account_id, number, kind, id)
   );
   CREATE INDEX index_number_entity ON index_number (account_id, kind, id);
   CREATE TABLE index_link (
     account_id TEXT NOT NULL,
     owner_kind TEXT NOT NULL,
     owner_id BIGINT NOT NULL,
     kind TEXT COLLATE "C" NOT NULL,
     id BIGINT NOT NULL,
     PRIMARY KEY (account_id, owner_kind, owner_id, kind, id)
   );
   CREATE INDEX index_link_entity ON index_link (account_id, kind, id);
   CREATE TABLE index_progress (account_id TEXT NOT NULL PRIMARY KEY, body TEXT NOT NULL);
   CREATE TABLE last_talk (
     account_id TEXT NOT NULL,
     number TEXT NOT NULL,
     extension TEXT NOT NULL,
     at BIGINT NOT NULL,
     PRIMARY KEY (account_id, number)
   );
   CREATE TABLE dial_list (
     account_id TEXT NOT NULL,
     id TEXT COLLATE "C" NOT NULL,
     created_at BIGINT NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (account_id, id)
   );
   CREATE TABLE dial_row (
     id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     account_id TEXT NOT NULL,
     list_id TEXT NOT NULL,
     position DOUBLE PRECISION NOT NULL,
     number TEXT NOT NULL,
     name TEXT NOT NULL,
     company TEXT NOT NULL,
     search TEXT NOT NULL,
     links TEXT NOT NULL,
     zone TEXT COLLATE "C" NOT NULL,
     state TEXT NOT NULL CHECK (state IN ('waiting', 'taken', 'calling', 'done')),
     due_at BIGINT NOT NULL DEFAULT 0,
     tries INTEGER NOT NULL DEFAULT 0,
     day TEXT NOT NULL DEFAULT '',
     day_tries INTEGER NOT NULL DEFAULT 0,
     outcome TEXT COLLATE "C" NOT NULL DEFAULT '',
     at BIGINT NOT NULL DEFAULT 0,
     by_user BIGINT NOT NULL DEFAULT 0,
     call_id TEXT NOT NULL DEFAULT '',
     kept_for BIGINT NOT NULL DEFAULT 0
   );
   CREATE UNIQUE INDEX dial_row_number ON dial_row (account_id, list_id, number);
   CREATE INDEX dial_row_position ON dial_row (account_id, list_id, position);
   CREATE INDEX dial_row_due ON dial_row (account_id, list_id, state, due_at, position);
   CREATE INDEX dial_row_zone ON dial_row (account_id, list_id, zone) WHERE state = 'waiting';
   CREATE INDEX dial_row_at ON dial_row (account_id, list_id, at) WHERE at > 0;
   CREATE INDEX dial_row_busy ON dial_row (account_id, number) WHERE state IN ('taken', 'calling');
   CREATE INDEX dial_row_call ON dial_row (account_id, call_id) WHERE call_id <> '';
   CREATE INDEX dial_row_kept ON dial_row (account_id, list_id, kept_for) WHERE kept_for > 0;
   CREATE TABLE dial_seat (
     account_id TEXT NOT NULL,
     user_id BIGINT NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (account_id, user_id)
   );
   CREATE TABLE dial_call (
     place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     account_id TEXT NOT NULL,
     list_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     row_id BIGINT NOT NULL,
     number TEXT NOT NULL,
     name TEXT NOT NULL,
     by_user BIGINT NOT NULL,
     run BIGINT NOT NULL,
     at BIGINT NOT NULL,
     gap_ms BIGINT,
     ended_at BIGINT,
     talk_ms BIGINT NOT NULL,
     outcome TEXT COLLATE "C" NOT NULL
   );
   CREATE UNIQUE INDEX dial_call_id ON dial_call (account_id, call_id);
   CREATE INDEX dial_call_place ON dial_call (account_id, list_id, place);
   CREATE INDEX dial_call_run ON dial_call (account_id, list_id, run, by_user);
   CREATE INDEX dial_call_age ON dial_call (at);
   CREATE TABLE owner_choice (
     account_id TEXT NOT NULL,
     number TEXT NOT NULL,
     type TEXT NOT NULL,
     id BIGINT NOT NULL,
     PRIMARY KEY (account_id, number)
   );
   CREATE TABLE owner_talk (
     account_id TEXT NOT NULL,
     number TEXT NOT NULL,
     user_id BIGINT NOT NULL,
     type TEXT NOT NULL,
     id BIGINT NOT NULL,
     at BIGINT NOT NULL,
     PRIMARY KEY (account_id, number, user_id, type, id)
   );
   CREATE TABLE call_topic (
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     type TEXT NOT NULL,
     id BIGINT NOT NULL,
     at BIGINT NOT NULL,
     PRIMARY KEY (account_id, call_id)
   );
   CREATE INDEX call_topic_age ON call_topic (at);
   CREATE TABLE journal_call (
     account_id TEXT NOT NULL,
     call_id TEXT COLLATE "C" NOT NULL,
     at BIGINT NOT NULL,
     reversed TEXT COLLATE "C" NOT NULL,
     extension TEXT NOT NULL,
     is_missed INTEGER NOT NULL,
     delivery TEXT NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (account_id, call_id)
   );
   CREATE INDEX journal_call_time ON journal_call (account_id, at, call_id);
   CREATE INDEX journal_call_number ON journal_call (account_id, reversed);
   CREATE INDEX journal_call_undelivered ON journal_call (account_id, at, call_id)
     WHERE delivery IN ('waiting', 'no-entity', 'refused');
   CREATE INDEX journal_call_extension ON journal_call (account_id, extension, at, call_id);
   CREATE INDEX journal_call_missed ON journal_call (account_id, at, call_id) WHERE is_missed = 1;
   CREATE INDEX journal_call_age ON journal_call (at);
   CREATE TABLE journal_step (
     id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     account_id TEXT NOT NULL,
     call_id TEXT NOT NULL,
     at BIGINT NOT NULL,
     body TEXT NOT NULL
   );
   CREATE UNIQUE INDEX journal_step_once ON journal_step (account_id, call_id, at, md5(body));
   CREATE INDEX journal_step_age ON journal_step (at);
   CREATE TABLE phone_check (
     id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
     account_id TEXT NOT NULL,
     user_id BIGINT NOT NULL,
     body TEXT NOT NULL
   );
   CREATE INDEX phone_check_account ON phone_check (account_id, id);
   CREATE TABLE agent_status (
     account_id TEXT NOT NULL,
     user_id BIGINT NOT NULL,
     status TEXT NOT NULL,
     PRIMARY KEY (account_id, user_id)
   );
   CREATE TABLE node_lease (name TEXT NOT NULL PRIMARY KEY, node TEXT NOT NULL, ends_at TIMESTAMPTZ NOT NULL);`,
];

export interface SchemaVersion {
  /** 0 = there are no tables of a gateway yet. */
  readonly version: number;
  readonly known: number;
}

/** Which schema the database has, and which this gateway knows. Changes nothing. */
export async function schemaOf(db: Queries): Promise<SchemaVersion> {
  const [there] = await db.rows<{ is: boolean }>(`SELECT to_regclass('linia_schema') IS NOT NULL AS is`, []);
  const [row] = there?.is ? await db.rows<{ version: number }>('SELECT version FROM linia_schema', []) : [];
  return { version: row?.version ?? 0, known: MIGRATIONS.length };
}

/** Brings the database forward to the present schema; of several nodes that start together one does. */
export async function migrate(db: Postgres): Promise<void> {
  await db.transaction(async (queries) => {
    await takeTurn(queries, 'linia schema');
    const { version, known } = await schemaOf(queries);
    if (version > known)
      throw new Error(`it was written by a newer gateway (schema ${version}, this one knows ${known})`);
    if (version === 0) await queries.change('CREATE TABLE linia_schema (version INTEGER NOT NULL)', []);
    if (version === 0) await queries.change('INSERT INTO linia_schema VALUES (0)', []);
    for (const sql of MIGRATIONS.slice(version)) await queries.change(sql, []);
    await queries.change('UPDATE linia_schema SET version = $1', [known]);
  });
}
