import { Postgres } from './postgres';
import { PostgresAgentStatuses } from './postgres-agent-statuses';
import { PostgresDialHistory } from './postgres-dial-history';
import { PostgresDialLists } from './postgres-dial-lists';
import { PostgresGrants } from './postgres-grants';
import { PostgresJournal } from './postgres-journal';
import { PostgresLastTalks } from './postgres-last-talks';
import { PostgresLease } from './postgres-lease';
import { PostgresLiveCalls } from './postgres-live-calls';
import { PostgresOutbox } from './postgres-outbox';
import { PostgresOwnerMemory } from './postgres-owner-memory';
import { PostgresPhoneChecks } from './postgres-phone-checks';
import { PostgresPhoneIndex } from './postgres-phone-index';
import { PostgresProfiles } from './postgres-profiles';
import { migrate } from './postgres-schema';
import type { OpenStores } from './stores';

/** Less than a lease lasts: what has not been answered is asked again in time. */
const LEASE_ANSWER_WITHIN_MS = 1_500;

/** The stores of a gateway of several nodes; rejects when the database cannot be reached or used. */
export async function openPostgres(url: string, told: (error: Error) => void): Promise<OpenStores> {
  const db = new Postgres(url, told);
  // The lease waits for no other statement: a node that is busy still lives.
  const forLease = new Postgres(url, told, LEASE_ANSWER_WITHIN_MS);
  const close = async (): Promise<void> => void (await Promise.all([db.close(), forLease.close()]));
  await migrate(db).catch(async (error: unknown) => {
    await close();
    throw error;
  });
  return {
    outboxStore: new PostgresOutbox(db),
    liveCalls: new PostgresLiveCalls(db),
    grants: new PostgresGrants(db),
    profiles: new PostgresProfiles(db),
    indexStore: new PostgresPhoneIndex(db),
    lastTalks: new PostgresLastTalks(db),
    dialStore: new PostgresDialLists(db),
    dialHistory: new PostgresDialHistory(db),
    ownerMemory: new PostgresOwnerMemory(db),
    journalStore: new PostgresJournal(db),
    phoneCheckStore: new PostgresPhoneChecks(db),
    statusStore: new PostgresAgentStatuses(db),
    lease: new PostgresLease(forLease),
    isThere: () => isThere(db),
    close,
  };
}

/** Writes, too: a standby that was not promoted, or a full disk, keeps nothing. */
function isThere(db: Postgres): Promise<boolean> {
  return db.change('UPDATE linia_schema SET version = version', []).then(
    () => true,
    () => false, // Whoever asks is told that we are not ready; what fails in the work is logged there.
  );
}
