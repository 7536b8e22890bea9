import type { Clock } from '../../lib/clock';
import type { OwnerMemory } from '../callers/owner-memory';
import type { LiveCalls } from '../calls/live-calls';
import type { DialHistory } from '../dialling/dial-history';
import type { JournalStore } from '../journal/journal-store';
import type { Log } from '../log';
import type { OutboxStore } from '../outbox/outbox-store';

const DAY_MS = 24 * 60 * 60_000;
/** Long enough to answer "was this call logged?"; what amoCRM refused or has no card for stays. */
const KEEP_DELIVERED_MS = 30 * DAY_MS;
/** A call that nobody has seen for so long is one whose account is served no more. */
const KEEP_LIVE_CALLS_MS = 2 * DAY_MS;
const EVERY_MS = 60 * 60_000;

export interface SmallStoreParts {
  readonly outbox: Pick<OutboxStore, 'dropDelivered'>;
  readonly liveCalls: Pick<LiveCalls, 'dropSavedBefore'>;
  readonly journal: Pick<JournalStore, 'dropBefore'>;
  readonly dialHistory: Pick<DialHistory, 'dropBefore'>;
  readonly ownerMemory: Pick<OwnerMemory, 'dropTopicsBefore'>;
  readonly journalDays: number;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info' | 'error'>;
}

/** Drops from the store what nobody asks for any more, now and every hour; returns the undo. */
export function keepStoreSmall(parts: SmallStoreParts): () => void {
  const { outbox, liveCalls, journal, dialHistory, ownerMemory, journalDays, clock, log } = parts;
  let undo = (): void => {};
  const clean = (): void => {
    undo = clock.after(EVERY_MS, clean);
    void drop();
  };
  const drop = async (): Promise<void> => {
    try {
      const calls = await liveCalls.dropSavedBefore(clock.now() - KEEP_LIVE_CALLS_MS);
      const delivered = await outbox.dropDelivered(clock.now() - KEEP_DELIVERED_MS);
      const journalled = await journal.dropBefore(clock.now() - journalDays * DAY_MS);
      await dialHistory.dropBefore(clock.now() - journalDays * DAY_MS);
      await ownerMemory.dropTopicsBefore(clock.now() - KEEP_DELIVERED_MS);
      if (delivered + calls + journalled > 0)
        log.info({ delivered, calls, journalled }, 'old entries dropped from the store');
    } catch (error) {
      log.error({ err: error }, 'the store could not be cleaned');
    }
  };
  clean();
  return () => undo();
}
