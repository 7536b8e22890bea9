import { play } from '../media/audio-port';
import { RINGBACK } from '../media/sounds';
import { Bridge } from './bridge';
import type { CallRecord } from './call-record';
import type { CallReporter } from './call-reporter';
import type { Channel, ChannelRegister, NewChannel } from './channel';
import {
  dialData,
  dialString,
  routeOf,
  type DialPlanSettings,
  type DialTarget,
  type Route,
} from './dialplan';
import type { Leg } from './leg';
import { DIAL_STATUS_BY_CAUSE, causeOfStatus } from './causes';
import { KeptCustomer } from './kept-customer';
import { QueueCall } from './queue';

/** A Dial() that rings: who dials, who still rings, and what stops with it. */
export interface Dial {
  readonly caller: Channel;
  readonly callees: Map<Channel, DialTarget>;
  readonly record: CallRecord;
  stop(): void;
}

/** Phones and the trunk, as the call flow sees them. */
export interface Endpoints {
  /** A new leg to ring; undefined: nobody is reachable there. */
  legTo(target: DialTarget): Leg | undefined;
  nameOf(endpoint: string): string | undefined;
}

/** `onPurpose`: how the widget's button ends a call. */
const CAUSE = { noRoute: 3, normal: 16, noAnswer: 19, elsewhere: 26, onPurpose: 31, cancelled: 127 } as const;

/**
 * The life of calls, step by step as Asterisk's Dial() and its bridge go through it; the order of the reported events
 * is that of the recorded traces (test/fixtures/ami-traces). Everything here happens in one go: no waiting inside.
 */
export class CallFlow {
  constructor(
    readonly report: CallReporter,
    readonly channels: ChannelRegister,
    private readonly endpoints: Endpoints,
    private readonly plan: DialPlanSettings,
    readonly now: () => number,
    /** Called for every new channel before anything happens on it: connects its leg. */
    private readonly opened: (channel: Channel) => void,
  ) {}

  routeOf(context: string, exten: string): Route | undefined {
    return routeOf(this.plan, context, exten);
  }

  /** A party that calls in: a customer on a line or an agent who dials. Undefined: nobody has that number. */
  callsIn(wanted: Omit<NewChannel, 'state'>): Channel | undefined {
    if (!this.routeOf(wanted.context, wanted.exten)) return undefined;
    const channel = this.open({ ...wanted, state: 4 });
    this.run(channel);
    return channel;
  }

  open(wanted: NewChannel): Channel {
    const channel = this.channels.add(wanted);
    this.opened(channel);
    this.report.newChannel(channel);
    return channel;
  }

  /** Runs the dialplan of a channel's context and extension, from the first step on. */
  run(channel: Channel): void {
    channel.runsPlan = true;
    channel.activity = { kind: 'idle' };
    const route = this.routeOf(channel.context, channel.exten);
    if (!route) return this.giveUp(channel, 'CHANUNAVAIL', CAUSE.noRoute);
    if (route.isEcho) return this.echo(channel);
    if (route.queue !== undefined) return this.queue(channel, route, route.queue);
    if (route.showAs !== undefined) this.announceOutbound(channel, route.showAs);
    this.report.newExten(channel, 'Dial', dialData(route));
    this.dial(channel, route);
  }

  /**
   * Takes a channel to another extension; who was with it is hung up. `leaver` is the first to leave the talk.
   * Asterisk tells the new place at once, with the application that ran until now.
   */
  move(channel: Channel, context: string, exten: string, leaver: Channel): void {
    const other = leaver === channel ? undefined : leaver;
    const { activity } = channel;
    if (other && activity.kind === 'talking') activity.bridge.leave(other);
    channel.context = context;
    channel.exten = exten;
    channel.priority = 1;
    for (const record of channel.records) Object.assign(record, { context, exten });
    this.report.newExten(channel, channel.application.name, channel.application.data);
    this.release(channel, other);
    this.run(channel);
  }

  /** Until the caller hangs up. */
  private echo(channel: Channel): void {
    this.report.newExten(channel, 'Answer', '');
    if (channel.state !== 6) this.answer(channel);
    channel.priority += 1;
    this.report.newExten(channel, 'Echo', '');
    const { audio } = channel.leg;
    audio.onFrame((frame) => audio.send(frame));
  }

  private queue(channel: Channel, route: Route, name: string): void {
    this.report.newExten(channel, 'Answer', '');
    if (channel.state !== 6) this.answer(channel);
    channel.priority += 1;
    const data = `${name},t,,,${route.timeoutSec}`;
    this.report.newExten(channel, 'Queue', data);
    new QueueCall(this, this.endpoints, channel, route, data).start();
  }

  private announceOutbound(channel: Channel, showAs: string): void {
    this.report.newExten(channel, 'NoOp', `outbound ${channel.exten}`);
    channel.priority += 1;
    this.report.newExten(channel, 'Set', `CALLERID(num)=${showAs}`);
    channel.caller = { ...channel.caller, number: showAs };
    this.report.newCallerId(channel);
    channel.priority += 1;
  }

  private dial(caller: Channel, route: Route): void {
    const callees = new Map(route.targets.flatMap((target) => this.openCallee(caller, target)));
    const [first] = callees.keys();
    const record = this.openRecord(caller, first?.name ?? '', 'Dial', dialData(route));
    if (!first) {
      record.disposition = 'FAILED';
      record.endedAt = this.now();
      return this.giveUp(caller, 'CHANUNAVAIL', CAUSE.noRoute, 480);
    }
    const dial = this.startDial(caller, callees, record, route.timeoutSec);
    for (const [callee, target] of callees) this.ringCallee(dial, callee, target);
    if (callees.size === 1) this.report.connectedTo(caller, first.caller);
  }

  private openCallee(caller: Channel, target: DialTarget): [Channel, DialTarget][] {
    const leg = this.endpoints.legTo(target);
    if (!leg) return [];
    const inside = target.number === undefined;
    const context = inside ? 'agents' : 'from-trunk';
    const name = this.endpoints.nameOf(target.endpoint);
    const self = inside ? { number: target.endpoint, ...(name === undefined ? {} : { name }) } : {};
    const opening = { endpoint: target.endpoint, leg, state: 0, context, exten: 's', caller: self } as const;
    const callee = this.open({ ...opening, linkedId: caller.linkedId });
    callee.exten = caller.exten;
    this.introduce(caller, callee, target);
    return [[callee, target]];
  }

  /** AppDial's line: the callee learns who calls; a number behind the trunk gets the dialled number as its own. */
  private introduce(caller: Channel, callee: Channel, target: DialTarget): void {
    const connected = callee.connected;
    if (target.number !== undefined) callee.caller = { ...caller.connected, number: target.number };
    callee.connected = caller.caller;
    this.report.newExten(callee, 'AppDial', '(Outgoing Line)');
    if (target.number !== undefined) this.report.newCallerId(callee);
    callee.connected = connected;
    this.report.connectedTo(callee, caller.caller);
  }

  private startDial(
    caller: Channel,
    callees: Map<Channel, DialTarget>,
    record: CallRecord,
    timeoutSec: number,
  ): Dial {
    const stopRingback =
      caller.state === 6 ? play(RINGBACK, (frame) => caller.leg.audio.send(frame)) : (): void => undefined;
    const timer = setTimeout(() => this.nobodyAnswered(dial), timeoutSec * 1000);
    const stop = (): void => {
      clearTimeout(timer);
      stopRingback();
    };
    const dial: Dial = { caller, callees, record, stop };
    caller.activity = { kind: 'dialing', dial };
    return dial;
  }

  private ringCallee(dial: Dial, callee: Channel, target: DialTarget): void {
    callee.activity = { kind: 'ringing', dial };
    this.report.dialBegin(dial.caller, callee, dialString(target));
    const { number = 'anonymous', name } = dial.caller.caller;
    callee.leg.invite({
      callerNumber: number,
      ...(name === undefined ? {} : { callerName: name }),
      headers: [],
    });
  }

  rings(dial: Dial, callee: Channel): void {
    if (callee.state !== 0) return;
    callee.state = 5;
    this.report.newState(callee);
    this.report.dialState(dial.caller, callee);
    if (dial.caller.state !== 6) dial.caller.leg.ring();
  }

  refuses(dial: Dial, callee: Channel, status: number): void {
    const cause = causeOfStatus(status);
    const dialStatus = DIAL_STATUS_BY_CAUSE[cause] ?? 'NOANSWER';
    this.report.dialEnd(dial.caller, callee, dialStatus);
    dial.callees.delete(callee);
    this.close(callee, cause, status);
    if (dial.callees.size > 0) return;
    dial.stop();
    this.closeRecord(dial.record, dialStatus === 'BUSY' ? 'BUSY' : 'NO ANSWER');
    this.giveUp(dial.caller, dialStatus, cause, status);
  }

  answers(dial: Dial, callee: Channel): void {
    dial.stop();
    callee.state = 6;
    this.report.newState(callee);
    callee.exten = '';
    this.report.dialEnd(dial.caller, callee, 'ANSWER');
    dial.callees.delete(callee);
    this.answeredElsewhere(dial);
    if (dial.caller.state !== 6) this.answer(dial.caller);
    dial.record.answeredAt = this.now();
    dial.record.disposition = 'ANSWERED';
    const bridge = new Bridge(this.report);
    this.report.newExten(callee, 'AppDial', '(Outgoing Line)');
    bridge.enter(callee);
    bridge.enter(dial.caller);
    // A ring group's caller learns only now with whom he talks.
    this.report.connectedTo(dial.caller, callee.caller);
  }

  private answeredElsewhere(dial: Dial): void {
    for (const loser of dial.callees.keys()) this.report.dialEnd(dial.caller, loser, 'CANCEL');
    for (const loser of dial.callees.keys()) this.close(loser, CAUSE.elsewhere);
    dial.callees.clear();
  }

  private answer(caller: Channel): void {
    caller.leg.answer();
    caller.state = 6;
    this.report.newState(caller);
  }

  private nobodyAnswered(dial: Dial): void {
    dial.stop();
    for (const callee of dial.callees.keys()) this.report.dialEnd(dial.caller, callee, 'NOANSWER');
    this.closeRecord(dial.record, 'NO ANSWER');
    this.giveUp(dial.caller, 'NOANSWER', CAUSE.normal, 480, [...dial.callees.keys()]);
  }

  /** The Dial() came back without a talk: the next step of the plan is Hangup(). */
  giveUp(
    channel: Channel,
    dialStatus: string,
    cause: number,
    status = 404,
    unanswered: readonly Channel[] = [],
  ): void {
    channel.priority += 1;
    this.report.newExten(channel, 'Hangup', '');
    if (dialStatus !== 'CHANUNAVAIL') {
      const record = this.openRecord(channel, '', 'Hangup', '');
      this.closeRecord(record, 'FAILED');
    }
    this.endPlan(channel, dialStatus);
    for (const callee of unanswered) this.close(callee, 0);
    this.reportRecords(channel);
    this.close(channel, cause, cause === CAUSE.noRoute ? 404 : undefined, status);
  }

  /** The caller leaves while it still rings at the others. */
  private cancelDial(dial: Dial, cause: number): void {
    dial.stop();
    for (const callee of dial.callees.keys()) this.report.dialEnd(dial.caller, callee, 'CANCEL');
    this.closeRecord(dial.record, 'NO ANSWER');
    for (const callee of dial.callees.keys())
      this.close(callee, cause, cause === CAUSE.cancelled ? 500 : undefined);
    dial.callees.clear();
  }

  /** A party ended its leg. `requested`: by its phone; else by the office (AMI Hangup), which Asterisk does not announce. */
  hangUp(channel: Channel, cause: number, tech?: number, requested = true): void {
    if (requested) this.report.hangupRequest(channel, cause, tech);
    const { activity } = channel;
    switch (activity.kind) {
      case 'talking':
        return this.leaveTalk(channel, activity.bridge, cause, tech);
      case 'dialing':
        this.cancelDial(activity.dial, cause);
        return this.endParty(channel, cause, tech);
      case 'ringing':
        return this.refuses(activity.dial, channel, 480);
      case 'waiting':
        activity.queue.leave();
        return this.endParty(channel, cause, tech);
      case 'called':
        return activity.queue.refuses(channel, 480);
      case 'originated':
        return activity.failed('NOANSWER', cause, 1);
      case 'idle':
        return this.endParty(channel, cause, tech);
      case 'over':
        return;
    }
  }

  private leaveTalk(channel: Channel, bridge: Bridge, cause: number, tech?: number): void {
    const other = bridge.other(channel);
    if (other && cause !== CAUSE.onPurpose && this.isKept(channel, other))
      return this.keep(channel, other, bridge, cause);
    bridge.leave(channel);
    if (other) this.endTalkOf(other);
    if (other && !channel.runsPlan) bridge.leave(other);
    if (channel.runsPlan) this.endPlan(channel, 'ANSWER');
    if (other && channel.runsPlan) bridge.leave(other);
    bridge.destroy();
    this.endTalkOf(channel);
    if (other && other.runsPlan && !channel.runsPlan) this.endParty(other, CAUSE.normal, undefined);
    else if (other) this.close(other, CAUSE.normal);
    this.reportRecords(channel);
    this.close(channel, cause, tech);
  }

  /** Whether the end of the agent's leg is no end for the customer. */
  isKept(agent: Channel, customer: Channel): boolean {
    return customer.endpoint === 'trunk' && this.plan.kept?.extensions.has(agent.endpoint) === true;
  }

  /** The order of the recorded traces: both leave, the customer is in the music, the leg of the agent ends. */
  private keep(lost: Channel, customer: Channel, bridge: Bridge, cause: number): void {
    bridge.leave(lost);
    bridge.leave(customer);
    bridge.destroy();
    this.endTalkOf(customer);
    this.endTalkOf(lost);
    new KeptCustomer(this, this.endpoints, customer, lost.endpoint, this.plan.kept?.forMs ?? 0).start();
    if (lost.runsPlan) this.endPlan(lost, 'ANSWER');
    this.reportRecords(lost);
    this.close(lost, cause);
  }

  private endTalkOf(channel: Channel): void {
    for (const record of channel.records) record.endedAt ??= this.now();
  }

  /** Ends a channel that is in no talk and no dial any more. */
  endParty(channel: Channel, cause: number, tech?: number): void {
    this.endTalkOf(channel);
    if (channel.runsPlan) this.endPlan(channel, channel.state === 6 ? 'ANSWER' : 'CANCEL', tech);
    this.reportRecords(channel);
    this.close(channel, cause, tech);
  }

  /** The `h` extension runs. */
  private endPlan(channel: Channel, dialStatus: string, tech?: number): void {
    this.report.softHangupRequest(channel, CAUSE.normal, tech);
    channel.exten = 'h';
    channel.priority = 1;
    this.report.newExten(channel, 'NoOp', `hangup ${dialStatus}`);
    channel.priority = 2;
  }

  private release(channel: Channel, leftAlready?: Channel): void {
    const { activity } = channel;
    if (activity.kind === 'dialing') this.cancelDial(activity.dial, CAUSE.normal);
    if (activity.kind === 'waiting') activity.queue.leave();
    if (activity.kind === 'talking') this.releaseFromTalk(channel, activity.bridge, leftAlready);
  }

  private releaseFromTalk(channel: Channel, bridge: Bridge, leftAlready: Channel | undefined): void {
    const other = leftAlready ?? bridge.other(channel);
    bridge.leave(channel);
    if (other && !leftAlready) bridge.leave(other);
    bridge.destroy();
    this.endTalkOf(channel);
    if (other) this.endParty(other, CAUSE.normal);
  }

  /** The last step of every channel. `status` refuses a caller who was not answered. */
  close(channel: Channel, cause: number, tech?: number, status?: number): void {
    if (channel.activity.kind === 'over') return;
    channel.activity = { kind: 'over' };
    channel.leg.hangUp({ cause, ...(status === undefined ? {} : { status }) });
    this.channels.remove(channel);
    this.report.hangup(channel, cause, tech);
  }

  openRecord(
    channel: Channel,
    destinationChannel: string,
    lastApplication: string,
    lastData: string,
  ): CallRecord {
    const startedAt = this.now();
    const { exten, context } = channel;
    const what = { destinationChannel, lastApplication, lastData, exten, context };
    const record: CallRecord = { ...what, startedAt, disposition: 'NO ANSWER' };
    channel.records.push(record);
    return record;
  }

  private closeRecord(record: CallRecord, disposition: CallRecord['disposition']): void {
    record.disposition = disposition;
    record.endedAt = this.now();
  }

  private reportRecords(channel: Channel): void {
    for (const record of channel.records.splice(0)) this.report.cdr(channel, record);
  }
}
