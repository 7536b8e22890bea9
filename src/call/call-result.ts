import type { EntityRef } from './entity-rule';

/** amoCRM's `call_status` (calls API): 1 left a message, 2 call back later, 3 not there, 4 talked, 5 wrong number, 6 no answer, 7 busy. */
export type CallStatus = 1 | 2 | 3 | 4 | 5 | 6 | 7;

export interface ResultTask {
  /** Of the account's task types. */
  readonly typeId: number;
  readonly text: string;
  /** Epoch ms. */
  readonly dueAt: number;
}

/** Which card the call belongs to, as the agent leaves it. */
export type ResultLink =
  /** He chose nothing: the entity rule decides. */
  | { readonly link: 'rule' }
  | { readonly link: 'entity'; readonly entity: EntityRef }
  /** Nobody has the number: a contact and a lead are made (`POST /api/v4/leads/complex`). `leadName` `''` = by the gateway. */
  | { readonly link: 'new'; readonly contactName: string; readonly leadName: string };

/** What the agent says of a call after the talk. */
export interface CallResult {
  readonly status: CallStatus;
  /** `''` = none. */
  readonly note: string;
  readonly task?: ResultTask;
  readonly link: ResultLink;
}
