import type { Fields } from './fake-ami';

const trunk = (id: string): Fields => ({
  Channel: `PJSIP/trunk-${id}`,
  Uniqueid: id,
  Linkedid: id,
  CallerIDNum: '79984445566',
  Exten: '74950000101',
});

const agent = (id: string, extension: string): Fields => ({
  Channel: `PJSIP/${extension}-${id}${extension}`,
  Uniqueid: `${id}.${extension}`,
  Linkedid: id,
  CallerIDNum: extension,
  Exten: 's',
});

/** AMI events of a customer's call, as Asterisk tells them. */
export const customerRings = (id: string, ...extensions: readonly string[]): readonly Fields[] => [
  { Event: 'Newchannel', ChannelStateDesc: 'Ring', ...trunk(id) },
  ...extensions.flatMap((extension) => [
    { Event: 'Newchannel', ChannelStateDesc: 'Down', ...agent(id, extension) },
    { Event: 'Newstate', ChannelStateDesc: 'Ringing', ...agent(id, extension) },
  ]),
];

/** An agent dials by hand, or his browser does. */
export const dials = (id: string, extension: string, dialled: string): Fields => ({
  Event: 'Newchannel',
  ChannelStateDesc: 'Ring',
  ...agent(id, extension),
  Uniqueid: id,
  Exten: dialled,
});

export const answers = (id: string, extension: string): readonly Fields[] => [
  { Event: 'Newstate', ChannelStateDesc: 'Up', ...agent(id, extension) },
  { Event: 'BridgeEnter', BridgeUniqueid: `bridge-${id}`, ...agent(id, extension) },
  { Event: 'BridgeEnter', BridgeUniqueid: `bridge-${id}`, ...trunk(id) },
];

export const hangsUp = (id: string, ...extensions: readonly string[]): readonly Fields[] => [
  ...extensions.map((extension) => ({ Event: 'Hangup', Cause: '16', ...agent(id, extension) })),
  { Event: 'Hangup', Cause: '16', ...trunk(id) },
];

/** Lines of CoreShowChannels while 101 and the customer talk. */
export const talkingChannels = (id: string): readonly Fields[] => [
  {
    ...trunk(id),
    ChannelStateDesc: 'Up',
    Application: 'Dial',
    Duration: '00:00:09',
    BridgeId: `bridge-${id}`,
  },
  {
    ...agent(id, '101'),
    ChannelStateDesc: 'Up',
    Application: 'AppDial',
    Duration: '00:00:08',
    BridgeId: `bridge-${id}`,
  },
];

/** An Originate of 101 to 102: his own phone has answered, the colleague's rings. */
export const colleagueRings = (callId: string): readonly Fields[] => [
  { Event: 'Newchannel', ChannelStateDesc: 'Down', ...caller(callId) },
  { Event: 'Newstate', ChannelStateDesc: 'Ringing', ...caller(callId) },
  { Event: 'Newstate', ChannelStateDesc: 'Up', ...caller(callId) },
  { Event: 'Newchannel', ChannelStateDesc: 'Down', ...called(callId) },
  { Event: 'Newstate', ChannelStateDesc: 'Ringing', ...called(callId) },
];

/** Nobody picks up, and the dialplan gives the caller up. */
export const colleagueStaysAway = (callId: string): readonly Fields[] => [
  {
    Event: 'DialEnd',
    DialStatus: 'NOANSWER',
    DestUniqueid: `${callId}.102`,
    DestLinkedid: callId,
  },
  { Event: 'Hangup', Cause: '0', ...called(callId) },
  { Event: 'Hangup', Cause: '16', ...caller(callId) },
];

const caller = (callId: string): Fields => ({
  ...agent(callId, '101'),
  Channel: 'PJSIP/101-0000000a',
  Uniqueid: callId,
});
const called = (callId: string): Fields => ({ ...agent(callId, '102'), Channel: 'PJSIP/102-0000000b' });
