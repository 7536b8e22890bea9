import { randomUUID } from 'node:crypto';
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
import { OwnLease } from './nodes/own-lease';
import { openWaitingDoor } from './nodes/waiting-door';
import { ConfigError, readConfig } from './read-config';
import { ServedAccounts, type AccountChanges, type ServedConfig } from './served-accounts';
import { StartError } from './start-error';
import { JOURNAL_DAYS } from './journal/journal-days';
import { keepStoreSmall } from './store/keep-store-small';
import { openPostgres } from './store/open-postgres';
import { openSqlite } from './store/open-sqlite';
import type { OpenStores } from './store/stores';
import { systemClock } from './system-clock';
import { WantedConfig } from './wanted-config';
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

export interface StartOptions {
  readonly clock?: Clock;
  readonly log?: Log;
  /** Whoever gives them closes them; none = those of the configuration. */
  readonly stores?: OpenStores;
}

/** Builds everything and starts it; the only place that knows all rooms. */
export async function startGateway(
  config: GatewayConfig,
  { clock = systemClock, log = createLog(config.logLevel), stores: given }: StartOptions = {},
): Promise<RunningGateway> {
  const stores = given ?? (await openStores(config, log));
  const closeStores = async (): Promise<void> => {
    if (!given) await stores.close();
  };
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
    await closeStores();
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
      await closeStores();
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
  const wanted = new WantedConfig(config, path, log);
  // In a terminal that is closed it means the end, as always.
  if (!process.stdin.isTTY) process.on('SIGHUP', () => wanted.readAnew());
  const stores = await openStores(config, log);
  const undos = [() => stores.close()];
  const stop = onceEnding(undos, log);
  if (stores.lease) {
    const lease = new OwnLease({ store: stores.lease, node: randomUUID(), clock: systemClock, log });
    undos.push(() => lease.release());
    if (!(await standBy(config, lease, log))) return;
    lease.hold(() => {
      log.error({}, 'another node works now, because this one was silent for too long: stopping');
      stop(1);
    });
  }
  const startedWith = wanted.now;
  const gateway = await startGateway(startedWith, { log, stores });
  undos.push(() => gateway.close());
  process.stdout.write(`Gateway ready at ${gateway.url}\n`);
  wanted.takenBy(gateway, startedWith);
  if (isResending)
    log.info({ calls: await gateway.resend() }, 'calls that amoCRM did not take are sent again');
}

/** Resolves when this node may work; `false` = it was stopped before. */
async function standBy(config: GatewayConfig, lease: OwnLease, log: Log): Promise<boolean> {
  let closeDoor = async (): Promise<void> => {};
  const isOurs = await lease.get(async () => {
    closeDoor = await openWaitingDoor(config);
    log.info({}, 'standing by: another node works');
    process.stdout.write('Standing by: another node works\n');
  });
  await closeDoor();
  if (isOurs) log.info({}, 'this node works now');
  return isOurs;
}

/** Ends the process when it is told to, what was opened last first. */
function onceEnding(undos: readonly (() => Promise<void>)[], log: Log): (code: number) => void {
  const end = async (code: number): Promise<void> => {
    log.info({}, 'stopping: what was asked is answered, what is under way is kept');
    for (const undo of [...undos].reverse()) await undo();
    process.exit(code);
  };
  let ending: Promise<void> | undefined;
  const stop = (code: number): void => {
    ending ??= end(code).catch((error: unknown) => {
      log.error({ err: error }, 'the gateway did not stop cleanly');
      process.exit(1);
    });
  };
  process.once('SIGTERM', () => stop(0));
  process.once('SIGINT', () => stop(0));
  return stop;
}

if (require.main === module)
  main().catch((error: unknown) => {
    const isTold = error instanceof ConfigError || error instanceof StartError;
    const text = isTold ? error.message : String(error instanceof Error ? error.stack : error);
    process.stderr.write(`${text}\n`);
    // What was begun before the failure may hold the process.
    process.exit(1);
  });
