import type { AccountId } from '../call/ids';
import { nextDelayMs } from '../lib/backoff';
import type { Clock } from '../lib/clock';
import type { AmoClient } from './crm/amo-client';
import { IndexKeeper } from './crm/phone-index/index-keeper';
import { indexSource } from './crm/phone-index/index-source';
import type { IndexStore } from './crm/phone-index/index-store';
import { storedNumbers } from './crm/phone-index/stored-numbers';
import { subscribe } from './crm/phone-index/subscribe';
import type { Log } from './log';
import type { PhoneNumbers } from './phone-numbers';

export interface AccountIndexParts {
  readonly accountId: AccountId;
  readonly amo: Pick<AmoClient, 'request'>;
  readonly store: IndexStore;
  readonly phones: PhoneNumbers;
  /** Where amoCRM tells of changes. */
  readonly hookUrl: string;
  /** Other people or leads may stand behind a number now. */
  readonly changed: () => void;
  readonly clock: Clock;
  readonly log: Log;
}

export interface AccountIndex {
  readonly keeper: IndexKeeper;
  start(): void;
  stop(): void;
  /** Access to amoCRM has just come (back). */
  hurry(): void;
}

/** Somebody may take the address away in amoCRM's settings. */
const SUBSCRIBE_EVERY_MS = 24 * 60 * 60_000;
const RETRY = { firstMs: 10_000, maxMs: 60 * 60_000 };

/** Who has which number in one account, kept equal to amoCRM. */
export function openAccountIndex(parts: AccountIndexParts): AccountIndex {
  const { accountId, amo, store, phones, hookUrl, changed, clock, log } = parts;
  const source = indexSource(amo, (field) => storedNumbers(field, phones));
  const keeper = new IndexKeeper({ accountId, source, store, changed, clock, log });
  let undoTimer = (): void => {};
  let isStopped = true;
  let failures = 0;

  const ask = async (): Promise<void> => {
    const isTaken = await subscribe(amo, hookUrl);
    if (isStopped) return;
    failures = isTaken ? 0 : failures + 1;
    if (failures === 3)
      log.warn({ accountId }, 'amoCRM takes no webhook of ours: changes are seen after half a minute');
    undoTimer();
    const pauseMs = isTaken ? SUBSCRIBE_EVERY_MS : nextDelayMs(RETRY, failures - 1, Math.random());
    undoTimer = clock.after(pauseMs, askLater);
  };
  const askLater = (): void => {
    ask().catch((error: unknown) => log.error({ err: error, accountId }, 'subscribing to changes failed'));
  };

  return {
    keeper,
    start() {
      isStopped = false;
      keeper.start();
      askLater();
    },
    stop() {
      isStopped = true;
      undoTimer();
      keeper.stop();
    },
    hurry() {
      keeper.hurry();
      if (!isStopped && failures > 0) askLater();
    },
  };
}
