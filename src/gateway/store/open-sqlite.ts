import { openDatabase, type Db } from './database';
import { SqliteAgentStatuses } from './sqlite-agent-statuses';
import { SqliteDialHistory } from './sqlite-dial-history';
import { SqliteDialLists } from './sqlite-dial-lists';
import { SqliteGrants } from './sqlite-grants';
import { SqliteJournal } from './sqlite-journal';
import { SqliteLastTalks } from './sqlite-last-talks';
import { SqliteLiveCalls } from './sqlite-live-calls';
import { SqliteOutbox } from './sqlite-outbox';
import { SqliteOwnerMemory } from './sqlite-owner-memory';
import { SqlitePhoneChecks } from './sqlite-phone-checks';
import { SqlitePhoneIndex } from './sqlite-phone-index';
import { SqliteProfiles } from './sqlite-profiles';
import type { OpenStores } from './stores';

/** The embedded stores, in one file; throws when it cannot be used. */
export function openSqlite(path: string): OpenStores {
  const db = openDatabase(path);
  return {
    outboxStore: new SqliteOutbox(db),
    liveCalls: new SqliteLiveCalls(db),
    grants: new SqliteGrants(db),
    profiles: new SqliteProfiles(db),
    indexStore: new SqlitePhoneIndex(db),
    lastTalks: new SqliteLastTalks(db),
    dialStore: new SqliteDialLists(db),
    dialHistory: new SqliteDialHistory(db),
    ownerMemory: new SqliteOwnerMemory(db),
    journalStore: new SqliteJournal(db),
    phoneCheckStore: new SqlitePhoneChecks(db),
    statusStore: new SqliteAgentStatuses(db),
    isThere: async () => canRead(db),
    async close() {
      db.close();
    },
  };
}

function canRead(db: Db): boolean {
  try {
    return db.prepare('SELECT 1').get() !== undefined;
  } catch {
    return false; // Closed, or its disk is gone: whoever asks is told that we are not ready.
  }
}
