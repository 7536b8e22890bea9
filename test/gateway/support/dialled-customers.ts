import type { FakeAmi, Fields } from './fake-ami';

/** What customers do when they are called, by the digits of their number as the PBX dials it. */
export type Reaction = 'answers' | 'busy' | 'no-answer' | 'wrong-number' | 'no-line';

/**
 * The PBX side of calls that the gateway places: the agent's phone answers by itself, the customer does as told. What it
 * counts is what the customers know: how often each of them was called.
 */
export class DialledCustomers {
  readonly calls: { readonly number: string; readonly callId: string; readonly extension: string }[] = [];
  reactions: Readonly<Record<string, Reaction>> = {};
  /** The agents' own phones are not picked up. */
  phonesRingOn = false;
  /** Talks end by themselves at once. */
  talksAreShort = false;
  /** How long a customer's phone rings before he does what he does. */
  ringMs = 0;
  private readonly ringing = new Map<string, { readonly extension: string; readonly number: string }>();
  private readonly live = new Map<string, { readonly extension: string; readonly number: string }>();

  constructor(private readonly ami: FakeAmi) {
    ami.script = (action) => (action['Action'] === 'Originate' ? this.originate(action) : undefined);
  }

  timesCalled(number: string): number {
    return this.calls.filter((call) => call.number === number).length;
  }

  /** Calls that are on, as CoreShowChannels would tell. */
  get talks(): readonly string[] {
    return [...this.live.keys()];
  }

  hangUp(callId: string): void {
    const call = this.live.get(callId);
    if (!call) throw new Error(`No call ${callId}`);
    this.live.delete(callId);
    this.tellChannels();
    this.ami.emit(
      { Event: 'Hangup', Cause: '16', ...customer(callId, call.number) },
      { Event: 'Hangup', Cause: '16', ...agent(callId, call.extension) },
    );
  }

  private tellChannels(): void {
    const talks = [...this.live].flatMap(([callId, { extension, number }]) => {
      const up = { ChannelStateDesc: 'Up', Duration: '00:00:05', BridgeId: `bridge-${callId}` };
      return [
        { ...agent(callId, extension), ...up, Application: 'AppDial2' },
        { ...customer(callId, number), ...up, Application: 'AppDial' },
      ];
    });
    const rings = [...this.ringing].flatMap(([callId, { extension, number }]) => [
      { ...agent(callId, extension), ChannelStateDesc: 'Up', Duration: '00:00:02', Application: 'AppDial2' },
      {
        ...customer(callId, number),
        ChannelStateDesc: 'Ringing',
        Duration: '00:00:01',
        Application: 'AppDial',
      },
    ]);
    this.ami.channels = [...talks, ...rings];
  }

  private originate({
    Channel = '',
    ChannelId: callId = '',
    Exten: number = '',
    ActionID = '',
  }: Fields): readonly Fields[] {
    const extension = Channel.replace('PJSIP/', '');
    setImmediate(() => this.run(callId, extension, number, ActionID));
    return [{ Response: 'Success', Message: 'Originate successfully queued' }];
  }

  private run(callId: string, extension: string, number: string, actionId: string): void {
    const own = agent(callId, extension);
    this.ami.emit(
      { Event: 'Newchannel', ChannelStateDesc: 'Down', ...own },
      { Event: 'Newstate', ChannelStateDesc: 'Ringing', ...own },
    );
    if (this.phonesRingOn)
      return this.ami.emit(
        { Event: 'Hangup', Cause: '19', ...own },
        { Event: 'OriginateResponse', Response: 'Failure', Reason: '3', ActionID: actionId },
      );
    this.calls.push({ number, callId, extension });
    const far = customer(callId, number);
    this.ami.emit(
      { Event: 'Newstate', ChannelStateDesc: 'Up', ...own },
      { Event: 'Newchannel', ChannelStateDesc: 'Down', ...far },
    );
    this.ringing.set(callId, { extension, number });
    this.tellChannels();
    setTimeout(() => this.react(callId, extension, number), this.ringMs);
  }

  private react(callId: string, extension: string, number: string): void {
    this.ringing.delete(callId);
    this.tellChannels();
    const reaction = this.reactions[number] ?? 'answers';
    if (reaction === 'answers') return this.answer(callId, extension, number);
    const [status, cause] = ENDS[reaction];
    this.ami.emit(
      { Event: 'DialEnd', DialStatus: status, DestUniqueid: `${callId}.c`, DestLinkedid: callId },
      { Event: 'Hangup', Cause: cause, ...customer(callId, number) },
      { Event: 'Hangup', Cause: '16', ...agent(callId, extension) },
    );
  }

  private answer(callId: string, extension: string, number: string): void {
    this.live.set(callId, { extension, number });
    this.tellChannels();
    const bridge = { Event: 'BridgeEnter', BridgeUniqueid: `bridge-${callId}` };
    this.ami.emit(
      { Event: 'Newstate', ChannelStateDesc: 'Up', ...customer(callId, number) },
      { ...bridge, ...customer(callId, number) },
      { ...bridge, ...agent(callId, extension) },
    );
    if (this.talksAreShort) this.hangUp(callId);
  }
}

const ENDS = {
  busy: ['BUSY', '17'],
  'no-answer': ['NOANSWER', '19'],
  'wrong-number': ['NOANSWER', '1'],
  'no-line': ['CONGESTION', '34'],
} as const;

const agent = (callId: string, extension: string): Fields => ({
  Channel: `PJSIP/${extension}-${channelOf(callId)}`,
  Uniqueid: callId,
  Linkedid: callId,
  CallerIDNum: extension,
  Exten: 's',
});

const customer = (callId: string, number: string): Fields => ({
  Channel: `PJSIP/trunk-${channelOf(callId)}`,
  Uniqueid: `${callId}.c`,
  Linkedid: callId,
  CallerIDNum: number,
  Exten: '',
});

/** As Asterisk numbers its channels. */
const channelOf = (callId: string): string => callId.slice(-8);
