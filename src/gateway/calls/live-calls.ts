import type { Call } from '../../call/call';
import type { AccountId, CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { Log } from '../log';
import type { CallTracker } from './call-tracker';

export interface SavedCalls {
  readonly calls: readonly Call[];
  /** When they were last seen; 0 = there are none. */
  readonly savedAt: number;
  /** Ids of those that could not be read, and are dropped. */
  readonly unreadable: readonly string[];
}

/** Calls in progress, kept over a restart of the gateway. The PBX's list tells that they go on, but not since when. */
export interface LiveCalls {
  /** Saves those that are live, drops those that ended. */
  save(accountId: AccountId, calls: readonly Call[], now: number): void;
  /** All that are saved go on. */
  seen(accountId: AccountId, now: number): void;
  load(accountId: AccountId): SavedCalls;
  /** Drops what nobody has seen since (epoch ms), in all accounts. */
  dropSavedBefore(time: number): number;
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
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** Keeps `store` close behind the tracker; returns the undo, which writes what is left. */
export function saveLiveCalls(parts: SavingParts): () => void {
  const { tracker, store, accountId, isWatched, clock, log } = parts;
  const changed = new Map<CallId, Call>();
  let undoWrite: (() => void) | undefined;
  const written = (write: () => void): boolean => {
    try {
      write();
      return true;
    } catch (error) {
      log.error({ err: error, accountId }, 'calls in progress cannot be saved; a restart would lose them');
      return false;
    }
  };
  const save = (): void => {
    if (changed.size > 0) store.save(accountId, [...changed.values()], clock.now());
    changed.clear();
  };
  const saveLater = (ms: number): void => {
    undoWrite ??= clock.after(ms, () => {
      undoWrite = undefined;
      if (!written(save)) saveLater(RETRY_MS);
    });
  };
  const see = (): void => {
    const isAny = tracker.calls().some((call) => call.now.state === 'live');
    if (isAny && isWatched()) store.seen(accountId, clock.now());
  };
  const offChanged = tracker.on('changed', (call) => {
    changed.set(call.id, call);
    saveLater(SAVE_AFTER_MS);
  });
  const offSeeing = every(SEEN_EVERY_MS, clock, () => void written(see));
  return () => {
    offChanged();
    offSeeing();
    undoWrite?.();
    written(save);
    written(see);
  };
}

function every(ms: number, clock: Clock, callback: () => void): () => void {
  let undo = clock.after(ms, function again() {
    undo = clock.after(ms, again);
    callback();
  });
  return () => undo();
}
