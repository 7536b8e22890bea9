import type { Call } from '../../call/call';
import type { SavedCalls } from '../calls/live-calls';

/** A call in progress as the database has it. */
export interface LiveCallRecord {
  readonly call_id: string;
  readonly body: string;
  /** Epoch ms. */
  readonly saved_at: number;
}

export function savedCallsOf(rows: readonly LiveCallRecord[]): SavedCalls {
  const read = rows.map((row) => ({ ...row, call: callIn(row.body) }));
  return {
    calls: read.flatMap(({ call }) => call ?? []),
    savedAt: Math.max(0, ...rows.map((row) => row.saved_at)),
    unreadable: read.filter(({ call }) => !call).map(({ call_id: callId }) => callId),
  };
}

/** Only what a damaged file would break: who may write the store may do worse. */
function callIn(body: string): Call | undefined {
  try {
    const raw = JSON.parse(body) as Partial<Call> | null;
    const isWhole = Array.isArray(raw?.legs) && Array.isArray(raw.talks) && typeof raw.now === 'object';
    return isWhole && typeof raw.id === 'string' ? (raw as Call) : undefined;
  } catch {
    return undefined; // No JSON: told as unreadable.
  }
}
