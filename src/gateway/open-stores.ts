import type { GatewayConfig } from './config';
import type { Log } from './log';
import { StartError } from './start-error';
import { openPostgres } from './store/open-postgres';
import { openSqlite } from './store/open-sqlite';
import type { OpenStores } from './store/stores';

/** What the configuration names: a database, or a file. Rejects with a `StartError` that says what is wrong with it. */
export async function openStores({ storePath, databaseUrl }: GatewayConfig, log: Log): Promise<OpenStores> {
  try {
    if (databaseUrl === undefined) return openSqlite(storePath);
    const told = (error: Error): void => log.warn({ err: error }, 'a connection to the database has broken');
    return await openPostgres(databaseUrl, told);
  } catch (cause) {
    throw databaseUrl === undefined
      ? StartError.noStore(storePath, cause)
      : StartError.noDatabase(databaseUrl, cause);
  }
}
