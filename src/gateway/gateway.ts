import { parseArgs } from 'node:util';
import type { AccountId } from '../call/ids';
import type { Clock } from '../lib/clock';
import { openAccountService, type AccountHealth, type AccountService } from './account-service';
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
import { JOURNAL_DAYS } from './journal/journal-days';
import { keepStoreSmall } from './store/keep-store-small';
import { openPostgres } from './store/open-postgres';
import { openSqlite } from './store/open-sqlite';
import type { OpenStores } from './store/stores';
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
  const stores = await openStores(config, log);
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
  const openAccount = ({ account, pbx: pbxConfig }: ServedConfig): Promise<AccountService> => {
    const publicUrl = publicUrlOf(config, account);
    const hookUrl = publicUrl + hookPath({ accountId: account.id, secret: account.integration.secret });
    const meter = metrics.meterOf(account.id);
    const ownTroubles = (): readonly Trouble[] => (door.trouble ? [door.trouble] : []);
    const shared = { ...stores, ownTroubles, meter, clock, log };
    const parts = { config: account, pbxConfig, pbx: openPbx(pbxConfig), hookUrl, publicUrl, ...shared };
    return openAccountService(parts);
  };
  const served = new ServedAccounts(openAccount, log);
  served.on('gone', () => {
    const named = new Set(served.all().map(({ pbx }) => pbx.id));
    for (const id of reporting.keys()) if (!named.has(id)) reporting.delete(id);
  });
  const isStoreThere = (): Promise<boolean> => stores.isThere();
  const open = async (): Promise<Door> => {
    await served.open(config);
    return openDoor({ config, served, reporting, metrics, isStoreThere, clock, log });
  };
  const door: Door = await open().catch(async (error: unknown) => {
    await stores.close();
    throw error;
  });
  served.start();
  const undoCleaning = keepStoreSmall({
    ...{ ...stores, outbox: stores.outboxStore, journal: stores.journalStore, clock, log },
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
      await stores.close();
    },
  };
}

async function openStores({ storePath, databaseUrl }: GatewayConfig, log: Log): Promise<OpenStores> {
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
      restored: { type: 'boolean', default: false },
    },
  });
  const path = values.config ?? values.check;
  if (path === undefined) throw new ConfigError(['say where it is: --config gateway.json']);
  const config = readConfig(path);
  if (values.check !== undefined) return tellFindings(config);
  if (values.backup !== undefined) return makeBackup(config, values.backup);
  if (values.restore !== undefined) return restore(config, values.restore);
  if (values.restored) return tellRestored(config);
  return run(config, path, values.resend);
}

async function tellFindings(config: GatewayConfig): Promise<void> {
  const findings = await check(config, systemClock, createLog('silent'));
  process.stdout.write(textOfFindings(findings));
  process.exit(findings.some(({ kind }) => kind === 'wrong') ? 1 : 0);
}

async function makeBackup(config: GatewayConfig, target: string): Promise<void> {
  assertEmbedded(config);
  await backUp(config.storePath, target);
  process.stdout.write(`The store ${config.storePath} is kept in ${target}\n`);
}

async function restore(config: GatewayConfig, backup: string): Promise<void> {
  assertEmbedded(config);
  const before = putBack(config.storePath, backup);
  const aside = before === undefined ? '' : ` What was there is in ${before}.`;
  process.stdout.write(`${backup} is the store now.${aside}\n`);
  await tellRestored(config);
}

/** The store was brought back from a backup, by us or by PostgreSQL's own tools. */
async function tellRestored(config: GatewayConfig): Promise<void> {
  const stores = await openStores(config, createLog(config.logLevel));
  const calls = await markAsBegun(stores.outboxStore, config.accounts);
  await stores.close();
  process.stdout.write(`Calls that amoCRM is asked about first: ${calls}\n`);
}

function assertEmbedded({ databaseUrl }: GatewayConfig): void {
  if (databaseUrl !== undefined)
    throw new StartError(
      'The store is in PostgreSQL: pg_dump and pg_restore keep it and bring it back, see docs/operation.md',
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
