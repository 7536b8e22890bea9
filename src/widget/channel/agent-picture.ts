import type { CallView } from '../../call/call-view';
import type { EntityRef } from '../../call/entity-rule';
import type { CallId } from '../../call/ids';
import type { ColleagueNow } from '../../protocol/colleagues';
import type { AuthFault } from '../../protocol/faults';
import type { AgentIdentity } from '../../protocol/messages';
import type { PhoneState } from '../softphone/softphone';

/** The tie to the gateway. `polling` = WebSocket is blocked on the way, the same events come by long polling. */
export type GatewayLink =
  | { readonly link: 'connecting' }
  | { readonly link: 'up'; readonly transport: 'websocket' | 'polling' }
  | { readonly link: 'lost' }
  | { readonly link: 'refused'; readonly fault: AuthFault };

export interface LinkedEntity extends EntityRef {
  /** Path inside amoCRM, e.g. `/leads/detail/17`. */
  readonly url: string;
  /** What stands under the name, ready to read: stage and sum of a lead, … ; `''` = nothing. */
  readonly details: string;
}

/** Who is on the other side, as amoCRM knows it with this agent's rights. */
export type Caller =
  | { readonly caller: 'searching' }
  /** amoCRM has no card with this number. */
  | { readonly caller: 'unknown' }
  /** amoCRM did not answer in time: the number stands alone, nothing is claimed. */
  | { readonly caller: 'unavailable' }
  | {
      readonly caller: 'found';
      readonly who: LinkedEntity;
      /** Name of the contact's company; `''` = none. */
      readonly company: string;
      /** Where the call belongs by the entity rule; the same as `who` when it is the contact or company itself. */
      readonly entity: LinkedEntity;
      /** Leads and customers of `who` of which the call may be about one; empty = there is no doubt. */
      readonly topics: readonly LinkedEntity[];
      /** Other cards with this number. */
      readonly others: readonly LinkedEntity[];
    };

export interface FoundColleagues {
  readonly find: string;
  readonly list: readonly ColleagueNow[];
}

/**
 * Everything a tab needs to draw card and panel. The leader tab makes it and broadcasts it whole; followers draw it.
 * `clockSkewMs` = gateway's clock minus this computer's.
 */
export interface AgentPicture {
  readonly link: GatewayLink;
  /** Missing until the gateway's first snapshot. */
  readonly agent?: AgentIdentity;
  readonly pbx: 'up' | 'away';
  readonly clockSkewMs: number;
  /** Of the account's country, without `+`; `''` = not known yet. */
  readonly callingCode: string;
  readonly calls: readonly CallView[];
  readonly callers: Readonly<Record<CallId, Caller>>;
  readonly phone: PhoneState;
  /** What the gateway wants him to know until it ends, by names that may be newer than we. */
  readonly faults: readonly string[];
  /** Calls that wait for a result, as the gateway sent them; read by the room of call results. */
  readonly results?: unknown;
  /** The agent's dial lists, as the gateway sent them; read by the room of dial lists. */
  readonly dialling?: unknown;
  /** The last answer to `findColleagues`. */
  readonly colleagues?: FoundColleagues;
}
