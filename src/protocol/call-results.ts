import type { CallResult } from '../call/call-result';
import type { CallView, OtherParty } from '../call/call-view';
import type { CallId } from '../call/ids';

/** The result window as it was typed so far; nothing in it is required yet. */
export type ResultDraft = Partial<CallResult>;

/** A call of this agent that ended and still waits for what he says of it. Times are epoch ms of the gateway. */
export interface AwaitedResult {
  readonly callId: CallId;
  /** Grows with every change. */
  readonly revision: number;
  readonly direction: Exclude<CallView['direction'], 'internal'>;
  readonly other: OtherParty;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly talkMs: number;
  /** The window opens by itself: the talk was long enough, and nobody has closed it yet. */
  readonly opens: boolean;
  /** When the call is logged without a result. */
  readonly logsAt: number;
  /** It is in amoCRM by now; a result that comes still is written into the same note. */
  readonly logged: boolean;
  readonly draft?: ResultDraft;
  /** Signed link; missing until the recording is there. */
  readonly recordingUrl?: string;
}

/** Gateway → widget: the whole list of this agent, on connect and whenever it changes. */
export interface CallResultEvents {
  results: (awaited: unknown) => void;
}

/** Widget → gateway. Each is answered after the commit, and may be sent twice. */
export interface CallResultCommands {
  saveResult: { readonly callId: CallId; readonly result: CallResult };
  /** Closed without saving: the log goes now, an unknown inbound talk to Unsorted; the draft is kept. */
  closeResult: { readonly callId: CallId };
  saveDraft: { readonly callId: CallId; readonly draft: ResultDraft };
}
