import Database from 'better-sqlite3';
import { chmodSync, copyFileSync, existsSync, renameSync, rmSync } from 'node:fs';
import type { AccountConfig } from '../config';
import { languageOf } from '../account-calls';
import { callWords } from '../crm/call-writing/call-words';
import { nextStep } from '../outbox/next-step';
import type { OutboxStore } from '../outbox/outbox-store';
import { phoneNumbers } from '../phone-numbers';
import { schemaOf } from '../store/database';
import { StartError } from '../start-error';

/** A whole copy of the store as it is at one moment, made while the gateway runs. */
export async function backUp(storePath: string, target: string): Promise<void> {
  if (!existsSync(storePath)) throw new StartError(`There is no store ${storePath}`);
  if (existsSync(target)) throw new StartError(`${target} is there already: a backup replaces nothing`);
  const partial = `${target}.partial`;
  const db = new Database(storePath, { fileMustExist: true });
  try {
    // All pages at once: what another process writes in between would make it begin anew.
    await db.backup(partial, { progress: () => 0x7fffffff });
  } finally {
    db.close();
  }
  chmodSync(partial, 0o600);
  assertWhole(partial);
  renameSync(partial, target);
}

/** Puts a backup in the place of the store; what was there stays beside it. The gateway must not run. */
export function putBack(storePath: string, backup: string): string | undefined {
  if (!existsSync(backup)) throw new StartError(`There is no backup ${backup}`);
  assertWhole(backup);
  const before = existsSync(storePath) ? setAside(storePath) : undefined;
  copyFileSync(backup, storePath);
  chmodSync(storePath, 0o600);
  return before;
}

function setAside(storePath: string): string {
  assertUnused(storePath);
  const before = `${storePath}.before-${new Date().toISOString().replace(/[:.]/g, '-')}`;
  renameSync(storePath, before);
  for (const side of ['-wal', '-shm']) rmSync(storePath + side, { force: true });
  return before;
}

/** To leave WAL a connection must be alone; what stood in the log is in the file afterwards. */
function assertUnused(path: string): void {
  const db = new Database(path, { timeout: 200 });
  try {
    db.pragma('journal_mode = DELETE');
  } catch (cause) {
    throw new StartError(`The store ${path} is in use: stop the gateway first`, { cause });
  } finally {
    db.close();
  }
}

function assertWhole(path: string): void {
  const db = new Database(path, { readonly: true, fileMustExist: true });
  try {
    const said = db.pragma('integrity_check', { simple: true });
    if (said !== 'ok') throw new StartError(`${path} is damaged: ${String(said)}`);
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(`${path} is no store of a gateway: ${String(cause)}`, { cause });
  } finally {
    db.close();
  }
  const { version, known } = schemaOf(path);
  if (version === 0 || version > known)
    throw new StartError(`${path} is no store that this gateway knows (schema ${version}, known ${known})`);
}

/** More than an outage of amoCRM leaves behind. */
const MOST_MARKED = 1_000_000;

/**
 * What waited when the backup was made may have reached amoCRM since: each such call counts as begun, so the gateway
 * looks before it writes. Resolves with how many.
 */
export async function markAsBegun(store: OutboxStore, accounts: readonly AccountConfig[]): Promise<number> {
  let marked = 0;
  for (const { id, country } of accounts) {
    const phones = phoneNumbers(country);
    const words = callWords(languageOf(country), (number) => phones.of(number).text);
    const rows = await store.undelivered(id, { kind: 'waiting', limit: MOST_MARKED });
    const steps = rows.flatMap(({ entry, begun }) => {
      const next = nextStep(entry, { unknownNumber: 'keep' }, (call) => words.othersTalked(call));
      return begun === undefined && next.next === 'step' ? [{ callId: entry.call.id, step: next.step }] : [];
    });
    await store.begin(id, steps);
    marked += steps.length;
  }
  return marked;
}
