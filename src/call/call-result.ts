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
  /** A new lead (`POST /api/v4/leads/complex`), of `contact` when there is one, else with a contact made for the number. Names `''` = by the gateway. */
  | {
      readonly link: 'new';
      readonly contactName: string;
      readonly leadName: string;
      readonly contact?: EntityRef & { readonly type: 'contact' | 'company' };
    };

/** What the agent says of a call after the talk. */
export interface CallResult {
  readonly status: CallStatus;
  /** `''` = none. */
  readonly note: string;
  readonly task?: ResultTask;
  readonly link: ResultLink;
}
