import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { GatewayConfig } from './config';
import { startGateway } from './gateway';
import { createLog, type Log } from './log';
import { OwnLease } from './nodes/own-lease';
import { openWaitingDoor } from './nodes/waiting-door';
import { openStores } from './open-stores';
import { backUp, markAsBegun, putBack } from './operation/backup';
import { check, textOfFindings } from './operation/check';
import { ConfigError, readConfig } from './read-config';
import { StartError } from './start-error';
import { systemClock } from './system-clock';
import { WantedConfig } from './wanted-config';

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

main().catch((error: unknown) => {
  const isTold = error instanceof ConfigError || error instanceof StartError;
  const text = isTold ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`${text}\n`);
  // What was begun before the failure may hold the process.
  process.exit(1);
});
