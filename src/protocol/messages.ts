import type { AgentStatus } from '../call/agent-status';
import type { CallView } from '../call/call-view';
import type { DialSettings } from '../call/dial-rule';
import type { CallId, Extension, UserId } from '../call/ids';
import type { AgentRole } from './agent-role';
import type { ChooseOwner } from './callers';
import type { JournalCall } from './journal';
import type { PhoneCheckReport } from './phone-check';
import type { CallQuality } from './talk-quality';
import type { CardShown } from './card-shown';
import type { CallResultCommands, CallResultEvents } from './call-results';
import type { ColleagueNow, FindColleagues } from './colleagues';
import type { CommandFault } from './faults';
import type { DialCommands, DialEvents, DialResults } from './dial-lists';
import type { TeamCommands, TeamResults } from './dial-team';

/** Both sides name the version they speak; the gateway refuses a widget whose major version it does not know. */
export const PROTOCOL_VERSION = 1;

/** Which phone the agent has: in the browser (WebRTC), on the desk, or none. */
export type PhoneDevice = 'browser' | 'desk' | 'none';

export interface AgentIdentity {
  readonly userId: UserId;
  readonly name: string;
  /** `''` when the administrator gave this user no extension. */
  readonly extension: Extension | '';
  readonly device: PhoneDevice;
  /** What the agent may do beyond his own calls; the gateway looks at it again with every command. */
  readonly role: AgentRole;
  /** Chosen by himself, in any of his tabs. */
  readonly status: AgentStatus;
}

/** Everything the widget needs to draw itself after a connect; sent on connect and when anything but a call changes. */
export interface AgentState {
  readonly version: number;
  /** Gateway's clock, epoch ms: timers on the page count from it. */
  readonly serverTime: number;
  readonly agent: AgentIdentity;
  /** `away`: the gateway has no connection to the PBX; what it knows of calls may be old. */
  readonly pbx: 'up' | 'away';
  /** Calling code of the account's country without `+`, e.g. `7`: how national numbers in cards are read. */
  readonly callingCode: string;
  /** How the browser's phone dials outside numbers; missing = E.164 as it stands. */
  readonly dial?: DialSettings;
  /** What is to stay before his eyes, by names of `faults.ts`; missing = nothing. Newer gateways may send newer names. */
  readonly faults?: readonly string[];
  readonly calls: readonly CallView[];
}

/** How the browser's phone registers. Reaches only its own agent, is never stored. */
export interface PhoneAccount {
  readonly serverUrl: string;
  readonly extension: Extension;
  readonly password: string;
  readonly realm?: string;
  /** Whom the self-test calls: the PBX sends back what it hears there. Missing = there is no such extension. */
  readonly echo?: string;
  readonly iceServers: readonly {
    readonly urls: string;
    readonly username?: string;
    readonly credential?: string;
  }[];
}

export type Outcome<Value> =
  { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly fault: CommandFault };

/** Gateway → widget. */
export interface ServerEvents extends CallResultEvents, DialEvents {
  state: (state: unknown) => void;
  call: (call: unknown) => void;
  /** Right after its call, and after `state` for the calls in it. */
  caller: (caller: unknown) => void;
}

/** Widget → gateway; every command is answered by an `Outcome`. */
export interface ClientCommands extends CallResultCommands, DialCommands, TeamCommands {
  /** Ring the agent's own phone, then dial `number`. `value` = the call's id. */
  placeCall: { readonly number: string };
  /** End this agent's part of the call. */
  hangUp: { readonly callId: CallId };
  /** Ask for the account of the browser's phone. */
  phoneAccount: Record<string, never>;
  /** Who can be called or given a call; asked again while the agent looks at the list. */
  colleagues: FindColleagues;
  /** Whether he wants to be rung; `state` comes with it. */
  chooseStatus: { readonly status: AgentStatus };
  cardShown: CardShown;
  callQuality: CallQuality;
  phoneCheck: PhoneCheckReport;
  /** His last calls with customers, the newest first. */
  recentCalls: Record<string, never>;
  chooseOwner: ChooseOwner;
}

export interface CommandResults extends DialResults, TeamResults {
  placeCall: CallId;
  hangUp: null;
  phoneAccount: PhoneAccount;
  colleagues: readonly ColleagueNow[];
  chooseOwner: null;
  chooseStatus: null;
  saveResult: null;
  closeResult: null;
  saveDraft: null;
  cardShown: null;
  callQuality: null;
  phoneCheck: null;
  recentCalls: readonly JournalCall[];
}

/** `POST /v1/ticket`, header `X-Auth-Token` (amoCRM's disposable token) → 200 `TicketAnswer`, or 4xx `{fault}`. */
export interface TicketAnswer {
  readonly ticket: string;
  /** Seconds until it must be used for a new connect; a connection that stands is not cut. */
  readonly expiresInSec: number;
}

/** `auth` of the socket.io connect. */
export interface SocketAuth {
  readonly ticket: string;
  readonly version: number;
}
