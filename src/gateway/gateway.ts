import { parseArgs } from 'node:util';
import type { AccountId } from '../call/ids';
import type { Clock } from '../lib/clock';
import { createAccountService, type AccountHealth, type AccountService } from './account-service';
import type { AccountConfig, GatewayConfig, PbxConfig } from './config';
import { fixedKeysThatDiffer } from './fixed-keys';
import { hookPath } from './crm/phone-index/hook-route';
import { healthOf, openDoor, type Door } from './http-door';
import { createLog, type Log } from './log';
import { backUp, markAsBegun, putBack } from './operation/backup';
import { check, textOfFindings } from './operation/check';
import { Metrics } from './operation/metrics';
import { AsteriskPbx } from './pbx/asterisk/asterisk-pbx';
import type { Pbx } from './pbx/pbx';
import type { ReportingPbx } from './pbx/webhook/report-route';
import { WebhookPbx } from './pbx/webhook/webhook-pbx';
import { ConfigError, readConfig } from './read-config';
import { ServedAccounts, type AccountChanges, type ServedConfig } from './served-accounts';
import { StartError } from './start-error';
import { openDatabase, type Db } from './store/database';
import { JOURNAL_DAYS } from './journal/journal-days';
import { keepStoreSmall } from './store/keep-store-small';
import { SqliteAgentStatuses } from './store/sqlite-agent-statuses';
import { SqliteDialHistory } from './store/sqlite-dial-history';
import { SqliteDialLists } from './store/sqlite-dial-lists';
import { SqliteGrants } from './store/sqlite-grants';
import { SqliteOwnerMemory } from './store/sqlite-owner-memory';
import { SqliteJournal } from './store/sqlite-journal';
import { SqliteLastTalks } from './store/sqlite-last-talks';
import { SqliteLiveCalls } from './store/sqlite-live-calls';
import { SqliteOutbox } from './store/sqlite-outbox';
import { SqlitePhoneChecks } from './store/sqlite-phone-checks';
import { SqlitePhoneIndex } from './store/sqlite-phone-index';
import { SqliteProfiles } from './store/sqlite-profiles';
import { systemClock } from './system-clock';
import type { Trouble } from './trouble';

export interface RunningGateway {
  /** `http://127.0.0.1:8089`, with the prefix if there is one. */
  readonly url: string;
  readonly port: number;
  health(): Readonly<Record<AccountId, AccountHealth>>;
  /** What amoCRM did not take is tried anew; resolves with how many calls, in all accounts. */
  resend(): Promise<number>;
  /** Accounts and their PBXs as they are wished now; whatever else differs waits for the next start, and is told. */
  take(config: GatewayConfig): Promise<AccountChanges>;
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
  const dialHistory = new SqliteDialHistory(db);
  const ownerMemory = new SqliteOwnerMemory(db);
  const journalStore = new SqliteJournal(db);
  const statusStore = new SqliteAgentStatuses(db);
  const metrics: Metrics = new Metrics({
    loads: () =>
      Promise.all(
        served.all().map(async ({ account, service }) => [account.id, await service.load()] as const),
      ),
    sockets: () => door.sockets,
  });
  const reporting = new Map<string, ReportingPbx>();
  const openPbx = (of: PbxConfig): Pbx => {
    if (of.kind === 'asterisk') return new AsteriskPbx(of.asterisk, clock, log);
    const hosted = new WebhookPbx(of.webhook, clock, log);
    reporting.set(of.id, {
      key: of.webhook.key,
      take: (report, sentAt) => hosted.take(report, sentAt),
    });
    return hosted;
  };
  const phoneCheckStore = new SqlitePhoneChecks(db);
  const openAccount = ({ account, pbx: pbxConfig }: ServedConfig): AccountService => {
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
      dialHistory,
      journalStore,
      phoneCheckStore,
      statusStore,
    };
    const meter = metrics.meterOf(account.id);
    const ownTroubles = (): readonly Trouble[] => (door.trouble ? [door.trouble] : []);
    const shared = { ...stores, ownTroubles, meter, clock, log };
    const parts = { config: account, pbxConfig, pbx: openPbx(pbxConfig), hookUrl, publicUrl, ...shared };
    return createAccountService(parts);
  };
  const served = new ServedAccounts(config, openAccount, log);
  served.on('gone', () => {
    const named = new Set(served.all().map(({ pbx }) => pbx.id));
    for (const id of reporting.keys()) if (!named.has(id)) reporting.delete(id);
  });
  const isStoreThere = (): Promise<boolean> => Promise.resolve(canRead(db));
  const door: Door = await openDoor({ config, served, reporting, metrics, isStoreThere, clock, log }).catch(
    (error: unknown) => {
      db.close();
      throw error;
    },
  );
  served.start();
  const undoCleaning = keepStoreSmall({
    ...{ outbox: outboxStore, liveCalls, journal: journalStore, dialHistory, ownerMemory, clock, log },
    journalDays: config.journal?.days ?? JOURNAL_DAYS,
  });
  return {
    url: `${config.listen.tls ? 'https' : 'http'}://${config.listen.host}:${door.port}${config.pathPrefix}`,
    port: door.port,
    health: () => healthOf(served),
    async resend() {
      const counts = await Promise.all(served.all().map(({ service }) => service.resend()));
      return counts.reduce((sum, count) => sum + count, 0);
    },
    async take(wanted) {
      const waiting = fixedKeysThatDiffer(config, wanted);
      if (waiting.length > 0) log.warn({ keys: waiting }, 'these keys are taken up at the next start only');
      const changes = await served.apply(wanted);
      log.info(changes, 'the accounts of the configuration are served as it says now');
      return changes;
    },
    async close(): Promise<void> {
      undoCleaning();
      await door.close();
      await served.stop();
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

function canRead(db: Db): boolean {
  try {
    return db.prepare('SELECT 1').get() !== undefined;
  } catch {
    return false; // Closed, or its disk is gone: whoever asks is told that we are not ready.
  }
}

function publicUrlOf({ publicUrl, pathPrefix }: GatewayConfig, { integration }: AccountConfig): string {
  return publicUrl ?? `${new URL(integration.redirectUri).origin}${pathPrefix}`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      config: { type: 'string' },
      resend: { type: 'boolean', default: false },
      check: { type: 'string' },
      backup: { type: 'string' },
      restore: { type: 'string' },
    },
  });
  const path = values.config ?? values.check;
  if (path === undefined) throw new ConfigError(['say where it is: --config gateway.json']);
  const config = readConfig(path);
  if (values.check !== undefined) return tellFindings(config);
  if (values.backup !== undefined) return makeBackup(config, values.backup);
  if (values.restore !== undefined) return restore(config, values.restore);
  return run(config, path, values.resend);
}

async function tellFindings(config: GatewayConfig): Promise<void> {
  const findings = await check(config, systemClock, createLog('silent'));
  process.stdout.write(textOfFindings(findings));
  process.exit(findings.some(({ kind }) => kind === 'wrong') ? 1 : 0);
}

async function makeBackup({ storePath }: GatewayConfig, target: string): Promise<void> {
  await backUp(storePath, target);
  process.stdout.write(`The store ${storePath} is kept in ${target}\n`);
}

async function restore({ storePath, accounts }: GatewayConfig, backup: string): Promise<void> {
  const before = putBack(storePath, backup);
  const db = openStore(storePath);
  const calls = await markAsBegun(new SqliteOutbox(db), accounts);
  db.close();
  const aside = before === undefined ? '' : ` What was there is in ${before}.`;
  process.stdout.write(
    `${backup} is the store now.${aside} Calls that amoCRM is asked about first: ${calls}\n`,
  );
}

async function run(config: GatewayConfig, path: string, isResending: boolean): Promise<void> {
  const log = createLog(config.logLevel);
  const gateway = await startGateway(config, { log });
  process.stdout.write(`Gateway ready at ${gateway.url}\n`);
  if (isResending)
    log.info({ calls: await gateway.resend() }, 'calls that amoCRM did not take are sent again');
  const stop = (): void => {
    log.info({}, 'stopping: what was asked is answered, what is under way is kept');
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
  // In a terminal that is closed it means the end, as always.
  if (!process.stdin.isTTY) process.on('SIGHUP', () => void takeAnew(path, gateway, log));
}

/** A file with mistakes changes nothing; never rejects. */
async function takeAnew(path: string, gateway: RunningGateway, log: Log): Promise<void> {
  try {
    await gateway.take(readConfig(path));
  } catch (error) {
    if (error instanceof ConfigError)
      log.error({ mistakes: error.mistakes }, 'the configuration has mistakes, all goes on as it was');
    else log.error({ err: error }, 'the accounts could not be changed');
  }
}

if (require.main === module)
  main().catch((error: unknown) => {
    const isTold = error instanceof ConfigError || error instanceof StartError;
    const text = isTold ? error.message : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${text}\n`);
    // What was begun before the failure may hold the process.
    process.exit(1);
  });
