import { play } from '../media/audio-port';
import { HOLD_MUSIC } from '../media/sounds';
import { Bridge } from './bridge';
import type { CallFlow, Endpoints } from './call-flow';
import type { CallRecord } from './call-record';
import { DIAL_STATUS_BY_CAUSE, causeOfStatus } from './causes';
import type { Channel, WaitingRoom } from './channel';
import type { DialTarget, Route } from './dialplan';

/** Who refused or could not be rung is tried again after so long (`retry` of queues.conf). */
const RETRY_MS = 5000;
const CAUSE = { normal: 16, elsewhere: 26 } as const;

/**
 * A caller in a queue that rings all its members, in the order of events of app_queue: he is answered and hears music
 * before anybody is rung. Events of the class `agent` (QueueCallerJoin and the like) are not told: calls are read from
 * their channels.
 */
export class QueueCall implements WaitingRoom {
  private readonly rung = new Map<Channel, CallRecord>();
  private stopMusic = (): void => undefined;
  private patience: NodeJS.Timeout | undefined;
  private retry: NodeJS.Timeout | undefined;

  /** `caller` runs the dialplan and is up. */
  constructor(
    private readonly flow: CallFlow,
    private readonly endpoints: Endpoints,
    private readonly caller: Channel,
    private readonly route: Route,
    private readonly data: string,
  ) {}

  start(): void {
    const { caller, route } = this;
    caller.activity = { kind: 'waiting', queue: this };
    this.stopMusic = play(HOLD_MUSIC, (frame) => caller.leg.audio.send(frame));
    this.patience = setTimeout(() => this.nobodyCame(), route.timeoutSec * 1000);
    this.ringAll();
  }

  rings(member: Channel): void {
    if (member.state !== 0) return;
    const { flow, caller } = this;
    member.connected = caller.caller;
    member.exten = caller.exten;
    flow.report.dialState(caller, member);
    member.state = 5;
    flow.report.newState(member);
    flow.report.newExten(member, 'AppQueue', '(Outgoing Line)');
    flow.report.newConnectedLine(member);
  }

  answers(member: Channel): void {
    const { flow, caller } = this;
    const record = this.rung.get(member);
    this.stop();
    this.rung.delete(member);
    member.state = 6;
    flow.report.newState(member);
    flow.report.dialEnd(caller, member, 'ANSWER');
    this.tellOthers('CANCEL');
    flow.report.connectedTo(caller, member.caller);
    // Asterisk 22 tells it twice.
    this.tellOthers('CANCEL');
    if (record) Object.assign(record, { answeredAt: flow.now(), disposition: 'ANSWERED' });
    const bridge = new Bridge(flow.report);
    bridge.enter(member);
    bridge.enter(caller);
    this.closeOthers(CAUSE.elsewhere);
  }

  refuses(member: Channel, status: number): void {
    const cause = causeOfStatus(status);
    this.flow.report.dialEnd(this.caller, member, DIAL_STATUS_BY_CAUSE[cause] ?? 'NOANSWER');
    this.end(member, cause);
    if (this.rung.size === 0) this.retryLater();
  }

  /** The caller hung up or was taken elsewhere. */
  leave(): void {
    this.stop();
    this.tellOthers('CANCEL');
    this.closeOthers(CAUSE.normal);
  }

  private ringAll(): void {
    this.route.targets.forEach((target) => this.ring(target));
    if (this.rung.size === 0) this.retryLater();
  }

  private retryLater(): void {
    this.retry = setTimeout(() => this.ringAll(), RETRY_MS);
  }

  private ring(target: DialTarget): void {
    const { flow, caller } = this;
    const leg = this.endpoints.legTo(target);
    if (!leg) return;
    const { endpoint } = target;
    const name = this.endpoints.nameOf(endpoint);
    const self = { number: endpoint, ...(name === undefined ? {} : { name }) };
    const opening = { endpoint, leg, state: 0, context: 'agents', exten: 's', caller: self } as const;
    const member = flow.open({ ...opening, linkedId: caller.linkedId });
    this.rung.set(member, flow.openRecord(caller, member.name, 'Queue', this.data));
    member.activity = { kind: 'called', queue: this };
    flow.report.dialBegin(caller, member, `PJSIP/${endpoint}`);
    const { number = 'anonymous', name: callerName } = caller.caller;
    leg.invite({
      callerNumber: number,
      ...(callerName === undefined ? {} : { callerName }),
      headers: [],
    });
  }

  private nobodyCame(): void {
    this.stop();
    this.tellOthers('NOANSWER');
    this.closeOthers(CAUSE.normal);
    this.flow.giveUp(this.caller, 'NOANSWER', CAUSE.normal);
  }

  private stop(): void {
    clearTimeout(this.patience);
    clearTimeout(this.retry);
    this.stopMusic();
  }

  private tellOthers(dialStatus: string): void {
    for (const member of this.rung.keys()) this.flow.report.dialEnd(this.caller, member, dialStatus);
  }

  private closeOthers(cause: number): void {
    for (const member of this.rung.keys()) this.end(member, cause);
  }

  private end(member: Channel, cause: number): void {
    const record = this.rung.get(member);
    if (record) record.endedAt = this.flow.now();
    this.rung.delete(member);
    this.flow.close(member, cause);
  }
}
