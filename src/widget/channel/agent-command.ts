import type { AgentStatus } from '../../call/agent-status';
import type { CallResult } from '../../call/call-result';
import type { CallId } from '../../call/ids';
import type { ChooseOwner } from '../../protocol/callers';
import type { ResultDraft } from '../../protocol/call-results';

/** What the agent asks for in any tab; the leader carries it out, with the browser's phone or through the gateway. */
export type AgentCommand =
  /**
   * `callId` of the PBX; the leader finds the phone's own call for it. A talk that is on is held, or ended when `instead`
   * is set.
   */
  | { readonly command: 'answer'; readonly callId: CallId; readonly instead?: boolean }
  | { readonly command: 'decline'; readonly callId: CallId }
  | { readonly command: 'hangUp'; readonly callId: CallId }
  | { readonly command: 'mute'; readonly callId: CallId; readonly muted: boolean }
  /** Taking one talk up again holds the other. */
  | { readonly command: 'hold'; readonly callId: CallId; readonly held: boolean }
  | { readonly command: 'tones'; readonly callId: CallId; readonly tones: string }
  /** To a colleague's extension or any number, without asking there first. */
  | { readonly command: 'transfer'; readonly callId: CallId; readonly number: string }
  /** Asks there first: the talk is held and another call placed beside it. */
  | { readonly command: 'consult'; readonly number: string }
  /** Puts the two far ends together. */
  | { readonly command: 'connect'; readonly callId: CallId; readonly otherId: CallId }
  | { readonly command: 'call'; readonly number: string }
  /** What is found comes with the picture. */
  | { readonly command: 'findColleagues'; readonly find: string }
  /** Of several cards with the caller's number; it comes back with the picture. */
  | ({ readonly command: 'chooseOwner' } & ChooseOwner)
  /** Whether he wants to be rung; it comes back with the picture. */
  | { readonly command: 'chooseStatus'; readonly status: AgentStatus }
  /** For the journal: this tab shows the card, on this page. */
  | { readonly command: 'cardShown'; readonly callId: CallId; readonly page: string }
  | { readonly command: 'saveResult'; readonly callId: CallId; readonly result: CallResult }
  | { readonly command: 'closeResult'; readonly callId: CallId }
  | { readonly command: 'saveDraft'; readonly callId: CallId; readonly draft: ResultDraft }
  /** Try the phone again after a fault, e.g. when the microphone was allowed. */
  | { readonly command: 'retryPhone' };
