import { parseArgs } from 'node:util';
import type { AccountId } from '../call/ids';
import type { Clock } from '../lib/clock';
import { createAccountService, type AccountHealth, type AccountService } from './account-service';
import type { AccountConfig, GatewayConfig, PbxConfig } from './config';
import { hookPath } from './crm/phone-index/hook-route';
import { healthOf, openDoor } from './http-door';
import { createLog, type Log } from './log';
import { AsteriskPbx } from './pbx/asterisk/asterisk-pbx';
import { ConfigError, readConfig } from './read-config';
import { StartError } from './start-error';
import { openDatabase, type Db } from './store/database';
import { JOURNAL_DAYS } from './journal/journal-days';
import { keepStoreSmall } from './store/keep-store-small';
import { SqliteDialLists } from './store/sqlite-dial-lists';
import { SqliteGrants } from './store/sqlite-grants';
import { SqliteOwnerMemory } from './store/sqlite-owner-memory';
import { SqliteJournal } from './store/sqlite-journal';
import { SqliteLastTalks } from './store/sqlite-last-talks';
import { SqliteLiveCalls } from './store/sqlite-live-calls';
import { SqliteOutbox } from './store/sqlite-outbox';
import { SqlitePhoneIndex } from './store/sqlite-phone-index';
import { SqliteProfiles } from './store/sqlite-profiles';
import { systemClock } from './system-clock';

export interface RunningGateway {
  /** `http://127.0.0.1:8089`, with the prefix if there is one. */
  readonly url: string;
  readonly port: number;
  health(): Readonly<Record<AccountId, AccountHealth>>;
  /** What amoCRM did not take is tried anew; resolves with how many calls, in all accounts. */
  resend(): Promise<number>;
  /** Calls in progress and the outbox are on the disk afterwards. */
  close(): Promise<void>;
}

/** Builds everything and starts it; the only place that knows all rooms. */
export async function startGateway(
  config: GatewayConfig,
  { clock = systemClock, log = createLog(config.logLevel) }: { clock?: Clock; log?: Log } = {},
): Promise<RunningGateway> {
  const db = openStore(config.storePath);
  const outboxStore = new SqliteOutbox(db);
  const liveCalls = new SqliteLiveCalls(db);
  const grants = new SqliteGrants(db);
  const profiles = new SqliteProfiles(db);
  const indexStore = new SqlitePhoneIndex(db);
  const lastTalks = new SqliteLastTalks(db);
  const dialStore = new SqliteDialLists(db);
  const ownerMemory = new SqliteOwnerMemory(db);
  const journalStore = new SqliteJournal(db);
  const services = new Map<AccountId, AccountService>(
    config.accounts.map((account) => {
      const pbxConfig = pbxOf(config, account.pbxId);
      const pbx = new AsteriskPbx(pbxConfig.asterisk, clock, log);
      const publicUrl = publicUrlOf(config, account);
      const hookUrl = publicUrl + hookPath({ accountId: account.id, secret: account.integration.secret });
      const stores = {
        outboxStore,
        liveCalls,
        grants,
        profiles,
        indexStore,
        lastTalks,
        ownerMemory,
        dialStore,
        journalStore,
      };
      const parts = { config: account, pbxConfig, pbx, hookUrl, publicUrl, ...stores, clock, log };
      return [account.id, createAccountService(parts)];
    }),
  );
  const door = await openDoor(config, services, clock, log).catch((error: unknown) => {
    db.close();
    throw error;
  });
  for (const service of services.values()) service.start();
  const undoCleaning = keepStoreSmall({
    ...{ outbox: outboxStore, liveCalls, journal: journalStore, clock, log },
    journalDays: config.journal?.days ?? JOURNAL_DAYS,
  });
  return {
    url: `${config.listen.tls ? 'https' : 'http'}://${config.listen.host}:${door.port}${config.pathPrefix}`,
    port: door.port,
    health: () => healthOf(services),
    async resend() {
      const counts = await Promise.all([...services.values()].map((service) => service.resend()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async close(): Promise<void> {
      undoCleaning();
      await door.close();
      await Promise.all([...services.values()].map((service) => service.stop()));
      db.close();
    },
  };
}

function openStore(path: string): Db {
  try {
    return openDatabase(path);
  } catch (cause) {
    throw StartError.noStore(path, cause);
  }
}

function publicUrlOf({ publicUrl, pathPrefix }: GatewayConfig, { integration }: AccountConfig): string {
  return publicUrl ?? `${new URL(integration.redirectUri).origin}${pathPrefix}`;
}

function pbxOf({ pbx }: GatewayConfig, id: string): PbxConfig {
  const found = pbx.find((other) => other.id === id);
  if (!found) throw new Error(`No PBX has the id "${id}"`);
  return found;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, resend: { type: 'boolean', default: false } },
  });
  if (values.config === undefined) throw new ConfigError(['say where it is: --config gateway.json']);
  const config = readConfig(values.config);
  const log = createLog(config.logLevel);
  const gateway = await startGateway(config, { log });
  process.stdout.write(`Gateway ready at ${gateway.url}\n`);
  if (values.resend)
    log.info({ calls: await gateway.resend() }, 'calls that amoCRM did not take are sent again');
  const stop = (): void => {
    gateway.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the gateway did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

if (require.main === module)
  main().catch((error: unknown) => {
    const isTold = error instanceof ConfigError || error instanceof StartError;
    const text = isTold ? error.message : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${text}\n`);
    // What was begun before the failure may hold the process.
    process.exit(1);
  });
