import type { CallFlow } from './call-flow';
import type { Channel, ChannelRegister } from './channel';
import type { LegEvent, TransferTarget } from './leg';
import { originatedRefuses, originatedRings } from './originate';
import { transferAttended, transferBlind } from './transfer';

/** What a leg says becomes what its channel does. Every leg that gets a channel is connected here. */
export function hearLeg(flow: CallFlow, channels: ChannelRegister, channel: Channel): void {
  channel.leg.listen((event) => {
    if (channel.activity.kind !== 'over') hear(flow, channels, channel, event);
  });
}

function hear(flow: CallFlow, channels: ChannelRegister, channel: Channel, event: LegEvent): void {
  switch (event.type) {
    case 'ringing':
      return rings(flow, channel);
    case 'answered':
      return answers(flow, channel);
    case 'refused':
      return refuses(flow, channel, event.status);
    case 'hung-up':
      return flow.hangUp(channel, event.cause, event.techCause);
    case 'held':
      return hold(flow, channel);
    case 'resumed':
      return resume(flow, channel);
    case 'digit':
      return flow.report.digit(channel, event.digit);
    case 'transfer':
      return event.settle(transfer(flow, channels, channel, event.target));
  }
}

function rings(flow: CallFlow, channel: Channel): void {
  const { activity } = channel;
  if (activity.kind === 'ringing') flow.rings(activity.dial, channel);
  if (activity.kind === 'called') activity.queue.rings(channel);
  if (activity.kind === 'originated') originatedRings(flow, channel);
}

function answers(flow: CallFlow, channel: Channel): void {
  const { activity } = channel;
  if (activity.kind === 'ringing') flow.answers(activity.dial, channel);
  if (activity.kind === 'called') activity.queue.answers(channel);
  if (activity.kind === 'originated') activity.answered();
}

function refuses(flow: CallFlow, channel: Channel, status: number): void {
  const { activity } = channel;
  if (activity.kind === 'ringing') flow.refuses(activity.dial, channel, status);
  if (activity.kind === 'called') activity.queue.refuses(channel, status);
  if (activity.kind === 'originated') originatedRefuses(channel, status);
}

function hold(flow: CallFlow, channel: Channel): void {
  flow.report.hold(channel);
  if (channel.activity.kind === 'talking') channel.activity.bridge.hold(channel);
}

function resume(flow: CallFlow, channel: Channel): void {
  flow.report.unhold(channel);
  if (channel.activity.kind === 'talking') channel.activity.bridge.resume(channel);
}

function transfer(
  flow: CallFlow,
  channels: ChannelRegister,
  channel: Channel,
  target: TransferTarget,
): number {
  if (target.kind === 'blind') return transferBlind(flow, channel, target.exten);
  const consult = channels.ofLeg(target.consult);
  return consult ? transferAttended(flow, channel, consult) : 481;
}
