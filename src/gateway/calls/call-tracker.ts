import type { Call } from '../../call/call';
import type { CallEvent, CallsJoined } from '../../call/call-event';
import type { CallId, LegId } from '../../call/ids';
import { isLive } from '../../call/leg';
import { merge } from '../../call/merge';
import { openCall, transition } from '../../call/transition';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type { Log } from '../log';
import type { LegsListed } from '../pbx/pbx';

export interface TrackerEvents {
  /** Anything about the call is new. */
  changed: Call;
  /** After the last `changed` of a call. */
  ended: Call;
  /** It ended a while ago and is dropped; nothing comes of it any more. */
  forgotten: Call;
}

/** How long an ended call is kept for those who connect late; the card of a missed call stands 20 s. */
const KEEP_ENDED_MS = 30_000;

/** The calls of one PBX as they are now: takes what it reports, keeps the truth, tells what changed. */
export class CallTracker {
  private readonly emitter: Emitter<TrackerEvents>;
  private readonly callsById = new Map<CallId, Call>();
  private readonly callOfLeg = new Map<LegId, CallId>();
  /** Ids of calls that were joined into another one. */
  private readonly joinedInto = new Map<CallId, CallId>();
  private readonly undos = new Set<() => void>();
  /** When restored calls were last seen, until the PBX has said which of them go on. Epoch ms. */
  private restoredSeenAt = Infinity;

  constructor(
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.emitter = new Emitter((error) => log.error({ err: error }, 'listener of the call tracker failed'));
  }

  on<Name extends keyof TrackerEvents>(
    name: Name,
    listener: (call: TrackerEvents[Name]) => void,
  ): () => void {
    return this.emitter.on(name, listener);
  }

  /** Live calls and those that have just ended. */
  calls(): readonly Call[] {
    return [...this.callsById.values()];
  }

  call(callId: CallId): Call | undefined {
    return this.callsById.get(callId);
  }

  take(event: CallEvent): void {
    if ('legId' in event) this.followLeg(event.legId, event.callId, event.at);
    const callId = this.homeOf(event);
    const before = this.callsById.get(callId);
    const after = before ? transition(before, event) : openCall(event);
    if (after && after !== before) this.keep({ ...after, id: callId }, before);
  }

  join({ into, from, at }: CallsJoined): void {
    const first = this.callsById.get(this.resolve(into));
    const second = this.callsById.get(this.resolve(from));
    if (!first || !second || first.id === second.id) return;
    const { kept, gone } = merge(first, second, at);
    this.joinedInto.set(gone.id, kept.id);
    const before = kept.id === first.id ? [first, second] : [second, first];
    this.keep(kept, before[0]);
    this.keep(gone, before[1]);
    for (const leg of kept.legs) this.callOfLeg.set(leg.id, kept.id);
    this.log.info({ callId: kept.id, joined: gone.id }, 'call joined by another one');
  }

  /** What the PBX no longer has ended while nobody watched; when, is not known better than "not before the loss". */
  listed({ legIds, ...listed }: LegsListed): void {
    const lostAt = Math.min(listed.lostAt, this.restoredSeenAt);
    this.restoredSeenAt = Infinity;
    for (const call of this.calls()) {
      if (call.now.state === 'ended') continue;
      if (call.legs.length === 0)
        this.take({ event: 'placing-failed', callId: call.id, at: lostAt, result: 'unreachable' });
      for (const leg of call.legs)
        if (isLive(leg) && !legIds.has(leg.id))
          this.take({ event: 'leg-ended', callId: call.id, legId: leg.id, at: lostAt });
    }
  }

  /** Calls that were live when the gateway stopped, at `seenAt`; the PBX's list then says which still are. */
  restore(calls: readonly Call[], seenAt: number): void {
    if (calls.length > 0) this.restoredSeenAt = seenAt;
    for (const call of calls) this.keep(call, undefined);
  }

  stop(): void {
    for (const undo of this.undos) undo();
    this.undos.clear();
  }

  /** A leg that is reported under another call's id than before: the PBX has joined the two. */
  private followLeg(legId: LegId, callId: CallId, at: number): void {
    const known = this.callOfLeg.get(legId);
    if (known !== undefined && this.resolve(callId) !== known && this.callsById.has(this.resolve(callId)))
      this.join({ event: 'calls-joined', at, into: callId, from: known });
  }

  private homeOf(event: CallEvent): CallId {
    return ('legId' in event && this.callOfLeg.get(event.legId)) || this.resolve(event.callId);
  }

  private resolve(callId: CallId): CallId {
    const into = this.joinedInto.get(callId);
    return into === undefined ? callId : this.resolve(into);
  }

  private keep(call: Call, before: Call | undefined): void {
    if (call === before) return;
    this.callsById.set(call.id, call);
    for (const leg of call.legs) if (!this.callOfLeg.has(leg.id)) this.callOfLeg.set(leg.id, call.id);
    this.emitter.emit('changed', call);
    if (call.now.state !== 'ended' || before?.now.state === 'ended') return;
    this.log.info({ callId: call.id, origin: call.origin, disposition: call.now.disposition }, 'call ended');
    this.emitter.emit('ended', call);
    this.forgetLater(call);
  }

  private forgetLater(call: Call): void {
    const undo = this.clock.after(KEEP_ENDED_MS, () => {
      this.undos.delete(undo);
      this.callsById.delete(call.id);
      for (const leg of call.legs) if (this.callOfLeg.get(leg.id) === call.id) this.callOfLeg.delete(leg.id);
      for (const [gone, kept] of this.joinedInto) if (kept === call.id) this.joinedInto.delete(gone);
      this.emitter.emit('forgotten', call);
    });
    this.undos.add(undo);
  }
}
