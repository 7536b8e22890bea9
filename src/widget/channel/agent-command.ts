import type { CallId } from '../../call/ids';

/** What the agent asks for in any tab; the leader carries it out, with the browser's phone or through the gateway. */
export type AgentCommand =
  /** `callId` of the PBX; the leader finds the phone's own call for it. */
  | { readonly command: 'answer'; readonly callId: CallId }
  | { readonly command: 'decline'; readonly callId: CallId }
  | { readonly command: 'hangUp'; readonly callId: CallId }
  | { readonly command: 'mute'; readonly callId: CallId; readonly muted: boolean }
  | { readonly command: 'call'; readonly number: string }
  /** Try the phone again after a fault, e.g. when the microphone was allowed. */
  | { readonly command: 'retryPhone' };
