import type { CallEvent, CallsJoined, DialResult, LegEvent } from '../../../call/call-event';
import type { BridgeId, CallId, LegId } from '../../../call/ids';
import { field, type AmiFrame } from './ami-frame';
import { extensionOf, partyOf, type ChannelNames } from './channel-party';

/** app_dial's DialStatus. */
const DIAL_RESULTS: Readonly<Record<string, DialResult>> = {
  ANSWER: 'answered',
  BUSY: 'busy',
  NOANSWER: 'no-answer',
  CANCEL: 'cancelled',
  ABORT: 'cancelled',
  CONGESTION: 'unreachable',
  CHANUNAVAIL: 'unreachable',
};

/** Q.850 causes of Hangup that say why nobody answered; the rest say nothing that DialEnd does not say better. */
const RESULTS_BY_CAUSE: Readonly<Record<string, DialResult>> = {
  1: 'wrong-number',
  3: 'unreachable',
  17: 'busy',
  18: 'no-answer',
  19: 'no-answer',
  20: 'unreachable',
  21: 'busy',
  27: 'unreachable',
  22: 'wrong-number',
  28: 'wrong-number',
  34: 'unreachable',
  38: 'unreachable',
};

/** OriginateResponse.Reason (ast_channel_reason): 3 = rang and was not answered, 5 = busy. */
const RESULTS_BY_ORIGINATE_REASON: Readonly<Record<string, DialResult>> = { 3: 'no-answer', 5: 'busy' };

type Reader = (frame: AmiFrame, at: number, names: ChannelNames) => readonly (CallEvent | CallsJoined)[];

/** A report about the leg of the frame's own channel. */
const leg = (frame: AmiFrame, at: number): Pick<LegEvent, 'legId' | 'callId' | 'at'> => ({
  legId: field(frame, 'Uniqueid') as LegId,
  callId: field(frame, 'Linkedid') as CallId,
  at,
});

/** A report about the leg that is being dialled. */
const dialledLeg = (frame: AmiFrame, at: number): Pick<LegEvent, 'legId' | 'callId' | 'at'> => ({
  legId: field(frame, 'DestUniqueid') as LegId,
  callId: (field(frame, 'DestLinkedid') || field(frame, 'Linkedid')) as CallId,
  at,
});

/** Asterisk's words, all of them that we read, and what they mean. */
const READERS: Readonly<Record<string, Reader>> = {
  Newchannel: (frame, at, names) => [
    legStarted(frame, at, names, field(frame, 'ChannelStateDesc') !== 'Down'),
  ],
  Newstate: (frame, at) => {
    const state = field(frame, 'ChannelStateDesc');
    if (state === 'Ringing') return [{ ...leg(frame, at), event: 'leg-rang' }];
    return state === 'Up' ? [{ ...leg(frame, at), event: 'leg-answered' }] : [];
  },
  DialBegin: (frame, at) => [
    { ...dialledLeg(frame, at), event: 'leg-named', number: field(frame, 'DestCallerIDNum') },
  ],
  DialState: (frame, at) =>
    ['RINGING', 'PROGRESS'].includes(field(frame, 'DialStatus'))
      ? [{ ...dialledLeg(frame, at), event: 'leg-rang' }]
      : [],
  DialEnd: (frame, at) => {
    const result = DIAL_RESULTS[field(frame, 'DialStatus')];
    return result ? [{ ...dialledLeg(frame, at), event: 'dial-ended', result }] : [];
  },
  BridgeEnter: (frame, at) => [
    { ...leg(frame, at), event: 'bridge-entered', bridgeId: field(frame, 'BridgeUniqueid') as BridgeId },
  ],
  BridgeLeave: (frame, at) => [
    { ...leg(frame, at), event: 'bridge-left', bridgeId: field(frame, 'BridgeUniqueid') as BridgeId },
  ],
  Hold: (frame, at) => [{ ...leg(frame, at), event: 'leg-held' }],
  Unhold: (frame, at) => [{ ...leg(frame, at), event: 'leg-resumed' }],
  /** Of docs/asterisk/linia-extensions.conf, told by the customer's channel. */
  UserEvent: (frame, at, names) => {
    const name = field(frame, 'UserEvent');
    const extension = extensionOf(field(frame, 'Agent'), names);
    if (name === 'CrmFallback') return [{ ...leg(frame, at), event: 'wait-ended' }];
    return name === 'CrmHold' && extension ? [{ ...leg(frame, at), event: 'wait-began', extension }] : [];
  },
  Hangup: (frame, at) => {
    const result = RESULTS_BY_CAUSE[field(frame, 'Cause')];
    return [{ ...leg(frame, at), event: 'leg-ended', ...(result && { result }) }];
  },
  AttendedTransfer: (frame, at) => {
    const into = field(frame, 'OrigTransfererLinkedid') as CallId;
    const from = field(frame, 'SecondTransfererLinkedid') as CallId;
    const joined = field(frame, 'Result') === 'Success' && into !== '' && from !== '' && into !== from;
    return joined ? [{ event: 'calls-joined', at, into, from }] : [];
  },
  /** A failed Originate has no channel, so the call is known by the ActionID that we gave: the call's id. */
  OriginateResponse: (frame, at) => {
    const callId = field(frame, 'ActionID') as CallId;
    if (field(frame, 'Response') !== 'Failure' || callId === '') return [];
    const result = RESULTS_BY_ORIGINATE_REASON[field(frame, 'Reason')] ?? 'unreachable';
    return [{ event: 'placing-failed', at, callId, result }];
  },
};

/** The facts of telephony in one AMI event; none in most. An event without its ids is no fact. */
export function callEventsOf(
  frame: AmiFrame,
  at: number,
  names: ChannelNames,
): readonly (CallEvent | CallsJoined)[] {
  const name = field(frame, 'Event');
  const reader = Object.hasOwn(READERS, name) ? READERS[name] : undefined;
  return (reader?.(frame, at, names) ?? []).filter(isComplete);
}

/** The leg of a channel as Newchannel and CoreShowChannel describe it. */
export function legStarted(frame: AmiFrame, at: number, names: ChannelNames, isCaller: boolean): LegEvent {
  const party = partyOf(field(frame, 'Channel'), names);
  const dialled = isCaller ? dialledOf(frame) : '';
  const dialledExtension = extensionOf(dialled, names);
  return {
    ...leg(frame, at),
    event: 'leg-started',
    party,
    role: isCaller ? 'caller' : 'callee',
    number: party.party === 'outside' && !isCaller ? '' : field(frame, 'CallerIDNum'),
    dialled,
    ...(dialledExtension && { dialledExtension }),
  };
}

/** `s`, `h`, `i`, `t` and the like are names of the dialplan, not numbers. */
function dialledOf(frame: AmiFrame): string {
  const exten = field(frame, 'Exten');
  return /\d/.test(exten) ? exten : '';
}

function isComplete(event: CallEvent | CallsJoined): boolean {
  if ('legId' in event && event.legId === '') return false;
  return !('callId' in event) || event.callId !== '';
}
