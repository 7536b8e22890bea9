import type { Call } from '../../call/call';
import type { AccountId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { CallTracker } from './call-tracker';

export interface SavedCalls {
  readonly calls: readonly Call[];
  /** When they were last seen; 0 = there are none. */
  readonly savedAt: number;
}

/** Calls in progress, kept over a restart of the gateway. The PBX's list tells that they go on, but not since when. */
export interface LiveCalls {
  /** Saves those that are live, drops those that ended. */
  save(accountId: AccountId, calls: readonly Call[], now: number): void;
  load(accountId: AccountId): SavedCalls;
  /** Drops what nobody has saved since (epoch ms): no call lasts so long; in all accounts. */
  dropSavedBefore(time: number): number;
}

/** Changes come in bursts (a ring group: ten in a millisecond); one write takes them all. */
const SAVE_AFTER_MS = 200;

/** Keeps `store` close behind the tracker; returns the undo, which writes what is left. */
export function saveLiveCalls(
  tracker: CallTracker,
  store: LiveCalls,
  accountId: AccountId,
  clock: Clock,
): () => void {
  const changed = new Map<string, Call>();
  let undoTimer: (() => void) | undefined;
  const write = (): void => {
    undoTimer = undefined;
    if (changed.size > 0) store.save(accountId, [...changed.values()], clock.now());
    changed.clear();
  };
  const off = tracker.on('changed', (call) => {
    changed.set(call.id, call);
    undoTimer ??= clock.after(SAVE_AFTER_MS, write);
  });
  return () => {
    off();
    undoTimer?.();
    write();
  };
}
