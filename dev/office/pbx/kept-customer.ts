import { play } from '../media/audio-port';
import { HOLD_MUSIC } from '../media/sounds';
import { Bridge } from './bridge';
import type { CallFlow, Endpoints } from './call-flow';
import { DIAL_STATUS_BY_CAUSE, causeOfStatus } from './causes';
import type { Channel, WaitingRoom } from './channel';

const CAUSE = { normal: 16 } as const;
/** The loop of the dialplan, and how long one page is rung. */
const LOOK_MS = 200;
const RING_MS = 5000;

/**
 * A customer whose agent's page was lost in the talk, as docs/asterisk/linia-extensions.conf keeps him: he hears music,
 * the agent's phone is rung as soon as it is there again, and after a while comes the fallback, which here is the end.
 */
export class KeptCustomer implements WaitingRoom {
  private rung: Channel | undefined;
  private stopMusic = (): void => undefined;
  private timers: NodeJS.Timeout[] = [];
  private patience: NodeJS.Timeout | undefined;

  constructor(
    private readonly flow: CallFlow,
    private readonly endpoints: Endpoints,
    private readonly customer: Channel,
    private readonly agent: string,
    private readonly forMs: number,
  ) {}

  start(): void {
    const { customer, agent, forMs, flow } = this;
    Object.assign(customer, { context: 'crm-hold', exten: 's', priority: 1, runsPlan: true });
    customer.activity = { kind: 'waiting', queue: this };
    flow.report.userEvent(customer, 'CrmHold', [
      ['Agent', agent],
      ['Chan', customer.name],
      ['Linked', customer.linkedId],
      ['Left', Math.round(forMs / 1000)],
    ]);
    this.stopMusic = play(HOLD_MUSIC, (frame) => customer.leg.audio.send(frame));
    this.timers = [setInterval(() => this.look(), LOOK_MS), setTimeout(() => this.fallBack(), forMs)];
  }

  /** A new page is there: a ring to the one before it may hang. */
  ringNow(): void {
    this.cancelRing('CANCEL');
    this.look();
  }

  rings(agent: Channel): void {
    if (agent.state !== 0) return;
    agent.state = 5;
    this.flow.report.newState(agent);
    this.flow.report.dialState(this.customer, agent);
  }

  answers(agent: Channel): void {
    const { flow, customer } = this;
    this.stop();
    this.rung = undefined;
    agent.state = 6;
    flow.report.newState(agent);
    flow.report.dialEnd(customer, agent, 'ANSWER');
    const bridge = new Bridge(flow.report);
    bridge.enter(agent);
    bridge.enter(customer);
  }

  refuses(agent: Channel, status: number): void {
    const cause = causeOfStatus(status);
    this.cancelRing(DIAL_STATUS_BY_CAUSE[cause] ?? 'NOANSWER', cause, agent);
  }

  leave(): void {
    this.stop();
    this.cancelRing('CANCEL');
  }

  private get isWaiting(): boolean {
    const { activity } = this.customer;
    return activity.kind === 'waiting' && activity.queue === this;
  }

  private look(): void {
    if (this.rung || !this.isWaiting) return;
    const { flow, customer, agent, endpoints } = this;
    const leg = endpoints.legTo({ endpoint: agent });
    if (!leg) return;
    const name = endpoints.nameOf(agent);
    const self = { number: agent, ...(name === undefined ? {} : { name }) };
    customer.context = 'crm-back';
    const channel = flow.open({
      ...{ endpoint: agent, leg, state: 0, context: 'agents', exten: 's', caller: self },
      linkedId: customer.linkedId,
    });
    this.rung = channel;
    channel.activity = { kind: 'called', queue: this };
    flow.report.dialBegin(customer, channel, agent);
    this.patience = setTimeout(() => this.cancelRing('NOANSWER'), RING_MS);
    leg.invite({
      callerNumber: customer.caller.number ?? 'anonymous',
      headers: [['X-CRM-Reconnect', customer.linkedId]],
    });
  }

  private cancelRing(status: string, cause: number = CAUSE.normal, rung = this.rung): void {
    clearTimeout(this.patience);
    this.rung = undefined;
    if (!rung) return;
    this.flow.report.dialEnd(this.customer, rung, status);
    this.flow.close(rung, cause);
  }

  private fallBack(): void {
    this.leave();
    this.customer.context = 'crm-fallback';
    this.flow.report.userEvent(this.customer, 'CrmFallback', [
      ['Chan', this.customer.name],
      ['Linked', this.customer.linkedId],
    ]);
    this.flow.endParty(this.customer, CAUSE.normal);
  }

  private stop(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    clearTimeout(this.patience);
    this.stopMusic();
  }
}
