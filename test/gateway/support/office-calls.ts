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
