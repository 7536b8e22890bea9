import type { CallResult, ResultTask } from '../../call/call-result';
import type { Disposition } from '../../call/disposition';
import type { EntityRef } from '../../call/entity-rule';
import type { CallId, Extension, UserId } from '../../call/ids';
import type { ResultDraft } from '../../protocol/call-results';

/** An entity of amoCRM as it is addressed; its name is of no use to a request. */
export type Place = Pick<EntityRef, 'type' | 'id'>;

/** What amoCRM is told of a call that ended, whatever comes of it. Times are epoch ms. */
export interface LoggedCall {
  readonly id: CallId;
  readonly direction: 'inbound' | 'outbound';
  /** E.164, or digits that are no number of any country; `''` = withheld. */
  readonly number: string;
  readonly startedAt: number;
  readonly endedAt: number;
  /** All talk with the customer, whoever talked. */
  readonly talkMs: number;
  readonly disposition: Disposition;
  /** Whose call it is; missing = it reached no agent. */
  readonly extension?: Extension;
  /** amoCRM's user at that extension, when the call ended. */
  readonly userId?: UserId;
  /** Names of the others who talked with the customer. */
  readonly others: readonly string[];
}

/** What the agent may say of the call in its note: what differs from what stands there is patched. */
export interface NoteText {
  readonly result: string;
  readonly status: number;
  /** Of the recording; `''` = none. */
  readonly link: string;
}

/** What stands in amoCRM of a call, as far as amoCRM has answered. */
export interface Written {
  /** The one call note. */
  readonly note?: { readonly on: Place; readonly id: number; readonly text: NoteText };
  /** "Incoming leads" has (had) it; `over` = accepted for the agent, or somebody accepted or declined it before. */
  readonly unsorted?: { readonly uid: string; readonly over?: 'accepted' | 'gone' };
  /** The note of an entry that is over was looked for. */
  readonly sought?: true;
  /** Contact and lead that were made for it; a contact alone by the account's rule. */
  readonly made?: { readonly contactId?: number; readonly leadId?: number };
  /** amoCRM has no card with the number. */
  readonly nobody?: true;
  /** Chosen cards that are no more; the rule decides instead. */
  readonly gone?: readonly Place[];
  readonly task?: ResultTask;
  /** A note delivered cannot move: the card chosen later was told of the call. */
  readonly toldOn?: Place;
  /** Names that the agent gave are on what "Incoming leads" had made. */
  readonly named?: true;
}

/** One ended call on its way to amoCRM, as plain data: what is wished, and what stands there. */
export interface CallEntry {
  readonly call: LoggedCall;
  /** When it goes without a result; the call's end = nobody is waited for. */
  readonly logsAt: number;
  /** Of the choice on the card, or of our rule where amoCRM's own would lead elsewhere. */
  readonly entity?: Place;
  readonly result?: CallResult & { readonly by: UserId };
  /** The agent closed the window without saving. */
  readonly closed?: true;
  readonly draft?: ResultDraft & { readonly at: number };
  /** Link to the recording. */
  readonly recording?: string;
  /** Until when a recording that is not there yet is waited for. */
  readonly recordingBy?: number;
  readonly written: Written;
}

export const samePlace = (a: Place | undefined, b: Place | undefined): boolean =>
  a?.type === b?.type && a?.id === b?.id;
