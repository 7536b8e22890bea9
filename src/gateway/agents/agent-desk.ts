import { randomUUID } from 'node:crypto';
import type { AgentStatus } from '../../call/agent-status';
import { extensionsIn, type Call } from '../../call/call';
import type { CallView } from '../../call/call-view';
import { dialledAs, type DialSettings } from '../../call/dial-rule';
import type { CallId, Extension, LegId, UserId } from '../../call/ids';
import { isLive, waitsFor } from '../../call/leg';
import { isOpen } from '../../call/talk';
import { presenceOf } from '../../call/presence';
import { viewFor, type ViewContext } from '../../call/view-for';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type { AgentRole } from '../../protocol/agent-role';
import { PROTOCOL_VERSION, type AgentState, type Outcome, type PhoneAccount } from '../../protocol/messages';
import type { ColleagueNow } from '../../protocol/colleagues';
import type { CommandFault } from '../../protocol/faults';
import type { CallTracker } from '../calls/call-tracker';
import type { SipSettings } from '../config';
import { masked, type Log } from '../log';
import type { Pbx, PbxAnswer } from '../pbx/pbx';
import { CommandQueue } from './command-queue';
import { findColleagues } from './find-colleagues';
import type { AgentStatuses } from './agent-statuses';
import type { Directory } from './directory';
import { relayPasses } from './relay-pass';
import type { PhoneNumbers } from '../phone-numbers';

export interface DeskEvents {
  /** This agent's picture of a call is new. */
  view: { readonly userId: UserId; readonly view: CallView };
  /** Something but a call is new for every agent. */
  state: undefined;
  /** The same for one of them. */
  stateOf: UserId;
}

export interface DeskParts {
  readonly tracker: CallTracker;
  readonly pbx: Pbx;
  readonly directory: Directory;
  readonly statuses: AgentStatuses;
  readonly phones: PhoneNumbers;
  readonly dial: DialSettings;
  /** How long the PBX rings the agent's own phone for a click to call, ms. */
  readonly ringMs: number;
  /** What the browser's phone needs beside extension and password; none = this PBX has no browser phones. */
  readonly sip?: SipSettings | undefined;
  /** What this user is to be told until it ends, by name. */
  readonly faultsFor: (userId: UserId) => readonly string[];
  /** Why smart forwarding chose a phone. */
  readonly routed: ViewContext['routed'];
  readonly clock: Clock;
  readonly log: Log;
}

/** The PBX's own end of ringing comes later than ours by the way it takes. */
const RING_MARGIN_MS = 5_000;

const refused = (fault: CommandFault): Outcome<never> => ({ ok: false, fault });

/**
 * What the agents of one account see and may do. Who asks is known from his token, which extension is his from the
 * mapping; nothing of that comes from the browser.
 */
export class AgentDesk {
  private readonly emitter: Emitter<DeskEvents>;
  private readonly queue = new CommandQueue();
  private readonly context: ViewContext;
  private readonly undos = new Set<() => void>();
  /** Last view sent per call and extension, without its revision: what looks the same is not sent again. */
  private readonly shown = new Map<CallId, Map<Extension, string>>();

  constructor(private readonly parts: DeskParts) {
    const { directory, phones, tracker, pbx, routed, log } = parts;
    this.emitter = new Emitter((error) => log.error({ err: error }, 'listener of the agents’ desk failed'));
    this.context = {
      colleague: (extension) => directory.colleague(extension),
      phone: (raw) => phones.of(raw),
      routed,
    };
    tracker.on('changed', (call) => this.show(call));
    tracker.on('forgotten', (call) => this.shown.delete(call.id));
    pbx.on('state', () => this.emitter.emit('state', undefined));
    parts.statuses.on('changed', (userId) => this.emitter.emit('stateOf', userId));
  }

  on<Name extends keyof DeskEvents>(name: Name, listener: (payload: DeskEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  stop(): void {
    for (const undo of this.undos) undo();
    this.undos.clear();
  }

  /** The mapping is new: everybody gets his state again, with the calls of the extension that is his now. */
  mappingChanged(): void {
    this.shown.clear();
    this.emitter.emit('state', undefined);
  }

  /** Of one agent, or of all. */
  faultsChanged(userId?: UserId): void {
    if (userId === undefined) this.emitter.emit('state', undefined);
    else this.emitter.emit('stateOf', userId);
  }

  stateFor(userId: UserId): AgentState {
    const { directory, tracker, clock, phones, pbx, dial } = this.parts;
    const faults = this.parts.faultsFor(userId);
    const agent = { ...directory.identity(userId), status: this.parts.statuses.of(userId) };
    const { extension } = agent;
    const views =
      extension === '' ? [] : tracker.calls().map((call) => viewFor(call, extension, this.context));
    return {
      version: PROTOCOL_VERSION,
      serverTime: clock.now(),
      agent,
      pbx: pbx.state === 'up' ? 'up' : 'away',
      callingCode: phones.callingCode,
      dial,
      ...(faults.length > 0 && { faults }),
      calls: views.filter((view) => view !== undefined),
    };
  }

  roleOf(userId: UserId): AgentRole {
    return this.parts.directory.identity(userId).role;
  }

  /** Rings the agent's phone, then dials. `callId` = the id that the call is going to have. Two clicks of one agent run one after the other. */
  placeCall(
    userId: UserId,
    typed: string,
    callId = `linia-${randomUUID()}` as CallId,
  ): Promise<Outcome<CallId>> {
    return this.queue.run(`user ${userId}`, () => this.place(userId, typed, callId));
  }

  hangUp(userId: UserId, callId: CallId): Promise<Outcome<null>> {
    return this.queue.run(`call ${callId}`, () => this.hangUpNow(userId, callId));
  }

  async chooseStatus(userId: UserId, status: AgentStatus): Promise<Outcome<null>> {
    if (this.parts.directory.user(userId)?.extension === undefined) return refused('no-extension');
    if (await this.parts.statuses.choose(userId, status))
      this.parts.log.info({ userId, status }, 'status chosen');
    return { ok: true, value: null };
  }

  /** To whom this agent can hand a call over. */
  colleagues(asker: UserId, find: string): readonly ColleagueNow[] {
    const { directory, tracker, pbx, statuses } = this.parts;
    const calls = tracker.calls();
    return findColleagues(directory.users(), { asker, find }, (extension) =>
      presenceOf(extension, calls, pbx.reachable, statuses.at(extension)),
    );
  }

  phoneAccount(userId: UserId): Outcome<PhoneAccount> {
    const user = this.parts.directory.user(userId);
    const { sip, clock } = this.parts;
    if (
      !sip ||
      user?.extension === undefined ||
      user.device !== 'browser' ||
      user.phonePassword === undefined
    )
      return refused('no-extension');
    const { relay, iceServers, ...server } = sip;
    const passes = relay ? relayPasses(relay, user.extension, clock.now()) : [];
    return {
      ok: true,
      value: {
        ...server,
        iceServers: [...iceServers, ...passes],
        extension: user.extension,
        password: user.phonePassword,
      },
    };
  }

  private async place(userId: UserId, typed: string, callId: CallId): Promise<Outcome<CallId>> {
    const { directory, phones, pbx, tracker, clock, dial, ringMs, log } = this.parts;
    const extension = directory.user(userId)?.extension;
    if (extension === undefined) return refused('no-extension');
    const number = phones.dialable(typed);
    if (number === undefined) return refused('invalid-number');
    if (pbx.state !== 'up') return refused('pbx-away');
    const colleague = directory.usersAt(number as Extension).length > 0;
    const placed = { event: 'call-placed', callId, extension, number } as const;
    log.info({ callId, extension, number: masked(number) }, 'call placed');
    tracker.take({ ...placed, at: clock.now(), ...(colleague && { dialledExtension: number as Extension }) });
    const answer = await pbx.place({
      callId,
      extension,
      dialled: dialledAs(number, dial),
      shown: phones.of(number).text,
    });
    if (answer === 'done') return { ok: true, value: callId };
    const fail = (): void =>
      tracker.take({ event: 'placing-failed', callId, at: clock.now(), result: 'unreachable' });
    // After a timeout it may ring all the same; then its legs tell, and the end of the placing changes nothing.
    if (answer === 'timeout') this.later(ringMs + RING_MARGIN_MS, fail);
    else fail();
    return refused(faultOf(answer));
  }

  private later(ms: number, callback: () => void): void {
    const undo = this.parts.clock.after(ms, () => {
      this.undos.delete(undo);
      callback();
    });
    this.undos.add(undo);
  }

  private async hangUpNow(userId: UserId, callId: CallId): Promise<Outcome<null>> {
    const { directory, tracker, pbx } = this.parts;
    const extension = directory.user(userId)?.extension;
    const call = tracker.call(callId);
    const legId = extension !== undefined && call ? legToHangUp(call, extension) : undefined;
    if (legId === undefined) return refused('unknown-call');
    const answer = await pbx.hangUp(legId);
    return answer === 'done' ? { ok: true, value: null } : refused(faultOf(answer));
  }

  private show(call: Call): void {
    for (const extension of extensionsIn(call)) {
      const view = viewFor(call, extension, this.context);
      if (!view || !this.isNews(view, extension)) continue;
      for (const { userId } of this.parts.directory.usersAt(extension))
        this.emitter.emit('view', { userId, view });
    }
  }

  private isNews(view: CallView, extension: Extension): boolean {
    const shown = this.shown.get(view.id) ?? new Map<Extension, string>();
    const look = JSON.stringify({ ...view, revision: 0 });
    if (shown.get(extension) === look) return false;
    this.shown.set(view.id, shown.set(extension, look));
    return true;
  }
}

/**
 * Which leg ends this agent's part. While he alone talks to the outside, or the customer waits for his lost phone, it is
 * the customer's: a PBX that saves callers from lost agents would take the end of the agent's leg for an accident. In
 * every other case it is his own.
 */
export function legToHangUp(call: Call, extension: Extension): LegId | undefined {
  const live = call.legs.filter(isLive);
  const waiting = live.find((leg) => waitsFor(leg) === extension);
  if (waiting) return waiting.id;
  const own = live.find(({ party }) => party.party === 'agent' && party.extension === extension);
  const outside = live.find(({ party }) => party.party === 'outside');
  const talking = call.talks.filter(isOpen).map((talk) => talk.extension);
  const isAlone = talking.length === 1 && talking[0] === extension;
  return isAlone && outside ? outside.id : own?.id;
}

function faultOf(answer: Exclude<PbxAnswer, 'done'>): CommandFault {
  return ({ away: 'pbx-away', refused: 'pbx-refused', timeout: 'timeout' } as const)[answer];
}
