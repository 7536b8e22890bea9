import type { AgentStatus } from '../../call/agent-status';
import type { CallEvent, CallsJoined } from '../../call/call-event';
import type { CallId, Extension, LegId } from '../../call/ids';
import type { Trouble } from '../trouble';

/**
 * `up`: reports come. `away`: no connection, trying again. `refused`: the PBX does not take our name or password; tried
 * again slowly, because only an administrator can mend it.
 */
export type PbxState = 'up' | 'away' | 'refused';

/** After a (re)connect: every leg that exists now. What is not in it ended while nobody watched, at `lostAt` or later. */
export interface LegsListed {
  readonly legIds: ReadonlySet<LegId>;
  readonly lostAt: number;
}

export interface PbxEvents {
  call: CallEvent;
  joined: CallsJoined;
  listed: LegsListed;
  state: PbxState;
}

/** What the PBX said to a command. `away` = it was not asked. */
export type PbxAnswer = 'done' | 'refused' | 'away' | 'timeout';

export interface Placing {
  readonly callId: CallId;
  readonly extension: Extension;
  /** As the PBX dials it. */
  readonly dialled: string;
  /** What the agent's phone shows while it rings. */
  readonly shown: string;
}

/** A PBX: the only witness of calls. It reports, and takes commands; what became of them comes as reports. */
export interface Pbx {
  readonly state: PbxState;
  /** What an administrator of the PBX must mend; none = nothing that we know of. */
  readonly trouble: Trouble | undefined;
  /** Extensions with a registered phone; `undefined` = the PBX has not said. */
  readonly reachable: ReadonlySet<Extension> | undefined;
  /**
   * Whom ring groups and queues are to leave out, as far as the PBX lets itself be told: everybody who has ever chosen a
   * status, with the one that holds now. Told again after every connect.
   */
  leaveOut(statuses: ReadonlyMap<Extension, AgentStatus>): void;
  start(): void;
  stop(): Promise<void>;
  on<Name extends keyof PbxEvents>(name: Name, listener: (payload: PbxEvents[Name]) => void): () => void;
  /** Rings the agent's phone, then dials. */
  place(placing: Placing): Promise<PbxAnswer>;
  hangUp(legId: LegId): Promise<PbxAnswer>;
}
