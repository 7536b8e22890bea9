import type { Call } from '../../call/call';
import type { AccountId, CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { CommandQueue } from '../agents/command-queue';
import type { Log } from '../log';
import type { CallTracker } from './call-tracker';

export interface SavedCalls {
  readonly calls: readonly Call[];
  /** When they were last seen; 0 = there are none. */
  readonly savedAt: number;
  /** Ids of those that could not be read, and are dropped. */
  readonly unreadable: readonly string[];
}

/**
 * Calls in progress, kept over a restart of the gateway. The PBX's list tells that they go on, but not since when. What is
 * asked for stands on the disk when the promise resolves.
 */
export interface LiveCalls {
  /** Saves those that are live, drops those that ended. */
  save(accountId: AccountId, calls: readonly Call[], now: number): Promise<void>;
  /** All that are saved go on. */
  seen(accountId: AccountId, now: number): Promise<void>;
  load(accountId: AccountId): Promise<SavedCalls>;
  /** Drops what nobody has seen since (epoch ms), in all accounts. */
  dropSavedBefore(time: number): Promise<number>;
}

/** Changes come in bursts (a ring group: ten in a millisecond); one write takes them all. */
const SAVE_AFTER_MS = 200;
/** A gateway that is killed does not know by more than this when it last saw a call. */
const SEEN_EVERY_MS = 5_000;
/** The store does not write: the disk is full, or read-only. */
const RETRY_MS = 5_000;

export interface SavingParts {
  readonly tracker: Pick<CallTracker, 'on' | 'calls'>;
  readonly store: LiveCalls;
  readonly accountId: AccountId;
  /** Whether the PBX reports now, so that a call which goes on is one that we see. */
  readonly isWatched: () => boolean;
  /** An ended call that would be lost in a crash now: it stays for as long. */
  readonly isUnsaved: (callId: CallId) => boolean;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** Keeps `store` close behind the tracker; returns the undo, which writes what is left. */
export function saveLiveCalls(parts: SavingParts): () => Promise<void> {
  const { tracker, store, accountId, isWatched, isUnsaved, clock, log } = parts;
  const changed = new Map<CallId, Call>();
  const writes = new CommandQueue();
  let undoWrite: (() => void) | undefined;
  let isOver = false;
  const written = (write: () => Promise<void>): Promise<boolean> =>
    writes.run(accountId, write).then(
      () => true,
      (error: unknown) => {
        log.error({ err: error, accountId }, 'calls in progress cannot be saved; a restart would lose them');
        return false;
      },
    );
  const save = async (): Promise<void> => {
    const calls = [...changed.values()].filter(({ id }) => !isUnsaved(id));
    if (calls.length > 0) await store.save(accountId, calls, clock.now());
    // What has changed meanwhile is saved next time.
    for (const call of calls) if (changed.get(call.id) === call) changed.delete(call.id);
  };
  const saveLater = (ms: number): void => {
    undoWrite ??= clock.after(ms, () => {
      undoWrite = undefined;
      void written(save).then((isWritten) => {
        if (changed.size > 0 && !isOver) saveLater(isWritten ? SAVE_AFTER_MS : RETRY_MS);
      });
    });
  };
  const see = async (): Promise<void> => {
    const isAny = tracker.calls().some((call) => call.now.state === 'live');
    if (isAny && isWatched()) await store.seen(accountId, clock.now());
  };
  const offChanged = tracker.on('changed', (call) => {
    changed.set(call.id, call);
    saveLater(SAVE_AFTER_MS);
  });
  const offSeeing = every(SEEN_EVERY_MS, clock, () => void written(see));
  return async () => {
    offChanged();
    offSeeing();
    undoWrite?.();
    isOver = true;
    await written(save);
    await written(see);
  };
}

function every(ms: number, clock: Clock, callback: () => void): () => void {
  let undo = clock.after(ms, function again() {
    undo = clock.after(ms, again);
    callback();
  });
  return () => undo();
}
