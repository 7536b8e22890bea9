import type { CallId } from '../../call/ids';

/** What is open below the talk in this tab; it ends with the call it was opened for. */
export type TalkPane =
  | { readonly pane: 'none' }
  /** `tones`: what was pressed so far. */
  | { readonly pane: 'keys'; readonly callId: CallId; readonly tones: string }
  /** `selected`: extension or number of the chosen row; `''` = the first. */
  | { readonly pane: 'transfer'; readonly callId: CallId; readonly find: string; readonly selected: string };

export const NO_PANE: TalkPane = { pane: 'none' };

/** The tile of an open pane closes it. */
export function togglePane(pane: TalkPane, wanted: 'keys' | 'transfer', callId: CallId): TalkPane {
  if (pane.pane === wanted && pane.callId === callId) return NO_PANE;
  return wanted === 'keys'
    ? { pane: 'keys', callId, tones: '' }
    : { pane: 'transfer', callId, find: '', selected: '' };
}

/** Another call is in the panel, or none. */
export function paneFor(pane: TalkPane, callId: CallId | undefined): TalkPane {
  return pane.pane === 'none' || pane.callId === callId ? pane : NO_PANE;
}
