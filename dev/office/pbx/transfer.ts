import type { Bridge } from './bridge';
import type { CallFlow } from './call-flow';
import type { Channel } from './channel';

/** Sends a channel to an extension (AMI Redirect); who was with it is hung up. False: no such extension. */
export function redirect(flow: CallFlow, channel: Channel, context: string, exten: string): boolean {
  if (!flow.routeOf(context, exten)) return false;
  flow.move(channel, context, exten, channel);
  return true;
}

/** REFER to a number. Answers with a SIP status; nothing happens unless it is 200. */
export function transferBlind(flow: CallFlow, transferer: Channel, exten: string): number {
  const bridge = bridgeOf(transferer);
  const transferee = bridge?.other(transferer);
  if (!bridge || !transferee) return 481;
  if (!flow.routeOf('agents', exten)) return 404;
  flow.report.unhold(transferer);
  flow.report.blindTransfer(bridge, transferer, transferee, 'agents', exten);
  flow.move(transferee, 'agents', exten, transferer);
  return 200;
}

/** REFER with Replaces: the transferer's two calls become one and he is out of both. Answers with a SIP status. */
export function transferAttended(flow: CallFlow, first: Channel, second: Channel): number {
  const [firstBridge, secondBridge] = [bridgeOf(first), bridgeOf(second)];
  const transferee = firstBridge?.other(first);
  // The other colleague still rings: the customer waits there himself.
  if (second.activity.kind === 'dialing') return transferWhileRinging(flow, first, second);
  const target = secondBridge?.other(second);
  if (!firstBridge || !secondBridge || !transferee || !target) return 481;
  join(
    flow,
    { channel: first, bridge: firstBridge },
    { channel: second, bridge: secondBridge },
    transferee,
    target,
  );
  return 200;
}

function transferWhileRinging(flow: CallFlow, first: Channel, second: Channel): number {
  const { exten } = second;
  flow.hangUp(second, 16, undefined, false);
  return transferBlind(flow, first, exten);
}

interface Side {
  readonly channel: Channel;
  readonly bridge: Bridge;
}

function join(flow: CallFlow, first: Side, second: Side, transferee: Channel, target: Channel): void {
  const { report } = flow;
  report.unhold(first.channel);
  report.unhold(second.channel);
  const tellTransfer = report.attendedTransfer({ first, second, transferee, target });
  first.bridge.leave(transferee);
  second.bridge.leave(second.channel);
  second.channel.activity = { kind: 'idle' };
  second.bridge.enter(transferee, second.channel);
  target.linkedId = transferee.linkedId;
  report.connectedTo(target, transferee.caller);
  report.softHangupRequest(second.channel, 1);
  tellTransfer();
  first.bridge.leave(first.channel);
  first.channel.activity = { kind: 'idle' };
  report.connectedTo(transferee, target.caller);
  first.bridge.destroy();
  moveRecord(flow, first.channel, transferee, target);
  flow.endParty(second.channel, 16);
  flow.endParty(first.channel, 16);
}

/** The talk with the transferer ends and the one with the target begins, in the records of who stays. */
function moveRecord(flow: CallFlow, transferer: Channel, transferee: Channel, target: Channel): void {
  const keeper = transferee.runsPlan ? transferee : target;
  const last = transferee.runsPlan ? transferee.records.at(-1) : transferer.records.at(-1);
  if (last) last.endedAt ??= flow.now();
  const record = flow.openRecord(
    keeper,
    keeper === transferee ? target.name : transferee.name,
    'Dial',
    last?.lastData ?? '',
  );
  record.answeredAt = record.startedAt;
  record.disposition = 'ANSWERED';
}

function bridgeOf(channel: Channel): Bridge | undefined {
  return channel.activity.kind === 'talking' ? channel.activity.bridge : undefined;
}
