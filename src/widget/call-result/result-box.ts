import { createStore, del, entries, set, type UseStore } from 'idb-keyval';
import type { CallResult } from '../../call/call-result';
import type { CallId } from '../../call/ids';
import type { ResultDraft } from '../../protocol/call-results';

/** What this browser keeps of one call until the gateway has it. */
export interface Kept {
  readonly callId: CallId;
  /** Epoch ms of the gateway's clock. */
  readonly at: number;
  /** As typed; `saved`, once it is set, is to be sent. */
  readonly draft?: ResultDraft;
  readonly saved?: CallResult;
}

/** Results and drafts of one agent in this browser (IndexedDB): they outlive tab, reload and a lost connection. */
export interface ResultBox {
  keep(kept: Kept): Promise<void>;
  drop(callId: CallId): Promise<void>;
  all(): Promise<readonly Kept[]>;
}

/** Nobody comes back to a draft later than this. */
const FORGET_MS = 4 * 24 * 60 * 60_000;

/** `name` carries account, widget and user. Where the browser gives no database (a private window) nothing is kept, and `report` is told once. */
export function openResultBox(name: string, now: () => number, report: (error: unknown) => void): ResultBox {
  let store: UseStore | undefined;
  let isBroken = false;
  const attempt = async <Value>(
    work: (store: UseStore) => Promise<Value>,
    fallback: Value,
  ): Promise<Value> => {
    try {
      store ??= createStore('linia', 'results');
      return await work(store);
    } catch (error) {
      if (!isBroken) report(error);
      isBroken = true;
      return fallback;
    }
  };
  const keyOf = (callId: CallId): string => `${name}|${callId}`;
  return {
    keep: (kept) => attempt((open) => set(keyOf(kept.callId), kept, open), undefined),
    drop: (callId) => attempt((open) => del(keyOf(callId), open), undefined),
    all: () =>
      attempt(async (open) => {
        const own = (await entries<string, Kept>(open)).filter(([key]) => key.startsWith(`${name}|`));
        const isOld = (kept: Kept): boolean => !kept.saved && now() - kept.at > FORGET_MS;
        for (const [key, kept] of own) if (isOld(kept)) await del(key, open);
        return own.map(([, kept]) => kept).filter((kept) => !isOld(kept));
      }, []),
  };
}
