import type { CallFlow, Endpoints } from './call-flow';
import type { Channel, Party } from './channel';
import { DIAL_STATUS_BY_CAUSE, causeOfStatus } from './causes';

export interface Originate {
  readonly endpoint: string;
  readonly context: string;
  readonly exten: string;
  readonly timeoutMs: number;
  readonly caller: Party;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly channelId?: string;
  readonly actionId?: string;
}

/** AST_CONTROL_* as OriginateResponse's Reason. */
const REASON = { failed: 0, refused: 1, noAnswer: 3, answered: 4, busy: 5 } as const;

/** Click to call: rings the agent's own phone, then runs the dialplan for him (AMI Originate, Async). */
export function originate(flow: CallFlow, endpoints: Endpoints, wanted: Originate): void {
  const leg = endpoints.legTo({ endpoint: wanted.endpoint });
  if (!leg) return respond(flow, wanted, undefined, REASON.failed);
  const channel = openOriginated(flow, endpoints, wanted, leg);
  flow.report.dialBegin(undefined, channel, wanted.endpoint);
  const timer = setTimeout(() => fail('NOANSWER', 19, REASON.noAnswer), wanted.timeoutMs);
  const fail = (dialStatus: string, cause: number, reason: number): void => {
    clearTimeout(timer);
    flow.report.dialEnd(undefined, channel, dialStatus);
    flow.close(channel, cause);
    respond(flow, wanted, channel, reason);
  };
  const answered = (): void => {
    clearTimeout(timer);
    startPlan(flow, wanted, channel);
  };
  channel.activity = { kind: 'originated', answered, failed: fail };
  const { number = wanted.endpoint, name } = wanted.caller;
  leg.invite({
    callerNumber: number,
    ...(name === undefined ? {} : { callerName: name }),
    headers: wanted.headers,
  });
}

function openOriginated(
  flow: CallFlow,
  endpoints: Endpoints,
  wanted: Originate,
  leg: Channel['leg'],
): Channel {
  const name = endpoints.nameOf(wanted.endpoint);
  const channel = flow.open({
    endpoint: wanted.endpoint,
    leg,
    state: 0,
    caller: { number: wanted.endpoint, ...(name === undefined ? {} : { name }) },
    context: wanted.context,
    exten: 's',
    ...(wanted.channelId === undefined ? {} : { uniqueId: wanted.channelId }),
  });
  flow.report.newExten(channel, 'AppDial2', '(Outgoing Line)');
  if (wanted.caller.number !== undefined) {
    channel.caller = wanted.caller;
    flow.report.newCallerId(channel);
    flow.report.connectedTo(channel, wanted.caller);
  }
  return channel;
}

export function originatedRings(flow: CallFlow, channel: Channel): void {
  if (channel.state !== 0) return;
  channel.state = 5;
  flow.report.newState(channel);
  flow.report.dialState(undefined, channel);
}

export function originatedRefuses(channel: Channel, status: number): void {
  if (channel.activity.kind !== 'originated') return;
  const cause = causeOfStatus(status);
  const reason = cause === 17 ? REASON.busy : REASON.refused;
  channel.activity.failed(DIAL_STATUS_BY_CAUSE[cause] ?? 'NOANSWER', cause, reason);
}

function startPlan(flow: CallFlow, wanted: Originate, channel: Channel): void {
  channel.state = 6;
  flow.report.newState(channel);
  flow.report.dialEnd(undefined, channel, 'ANSWER');
  channel.exten = wanted.exten;
  respond(flow, wanted, channel, REASON.answered);
  flow.run(channel);
}

function respond(flow: CallFlow, wanted: Originate, channel: Channel | undefined, reason: number): void {
  const { actionId, context, exten, caller } = wanted;
  const channelName = channel?.name ?? `PJSIP/${wanted.endpoint}`;
  const uniqueId = channel?.uniqueId ?? '<null>';
  flow.report.originateResponse({ actionId, channelName, context, exten, reason, uniqueId, caller });
}
