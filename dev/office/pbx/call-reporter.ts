import type { CallRecord } from './call-record';
import type { Bridge } from './bridge';
import type { Channel, Party } from './channel';

/** The classes of the AMI's event masks that the office uses. */
export type EventClass = 'call' | 'system' | 'dialplan' | 'cdr' | 'dtmf' | 'user';
export type Field = readonly [name: string, value: string | number];
export type TellEvent = (event: string, eventClass: EventClass, fields: readonly Field[]) => void;

const STATE_WORDS = { 0: 'Down', 4: 'Ring', 5: 'Ringing', 6: 'Up' } as const;
const UNKNOWN = '<unknown>';

/** ast_cause2str of the causes that the office uses. */
const CAUSE_WORDS: Readonly<Record<number, string>> = {
  0: 'Unknown',
  1: 'Unallocated (unassigned) number',
  3: 'No route to destination',
  16: 'Normal Clearing',
  17: 'User busy',
  19: 'User alerting, no answer',
  21: 'Call Rejected',
  26: 'Answered elsewhere',
  31: 'Normal, unspecified',
  41: 'Temporary failure',
  44: 'Requested channel not available',
  127: 'Interworking, unspecified',
};

export function channelFields(channel: Channel, prefix = ''): readonly Field[] {
  return [
    [`${prefix}Channel`, channel.name],
    [`${prefix}ChannelState`, channel.state],
    [`${prefix}ChannelStateDesc`, STATE_WORDS[channel.state]],
    [`${prefix}CallerIDNum`, channel.caller.number ?? UNKNOWN],
    [`${prefix}CallerIDName`, channel.caller.name ?? UNKNOWN],
    [`${prefix}ConnectedLineNum`, channel.connected.number ?? UNKNOWN],
    [`${prefix}ConnectedLineName`, channel.connected.name ?? UNKNOWN],
    [`${prefix}Language`, 'en'],
    [`${prefix}AccountCode`, ''],
    [`${prefix}Context`, channel.context],
    [`${prefix}Exten`, channel.exten],
    [`${prefix}Priority`, channel.priority],
    [`${prefix}Uniqueid`, channel.uniqueId],
    [`${prefix}Linkedid`, channel.linkedId],
  ];
}

export function bridgeFields(bridge: Bridge, prefix = ''): readonly Field[] {
  return [
    [`${prefix}BridgeUniqueid`, bridge.id],
    [`${prefix}BridgeType`, 'basic'],
    [`${prefix}BridgeTechnology`, 'simple_bridge'],
    [`${prefix}BridgeCreator`, UNKNOWN],
    [`${prefix}BridgeName`, UNKNOWN],
    [`${prefix}BridgeNumChannels`, bridge.size],
    [`${prefix}BridgeVideoSourceMode`, 'none'],
  ];
}

const techCause = (cause: number | undefined): readonly Field[] =>
  cause === undefined ? [] : [['TechCause', cause]];

/** Local time as Asterisk writes it into a Cdr: `2026-11-22 10:04:18`, empty when it did not happen. */
function cdrTime(at: number | undefined): string {
  if (at === undefined) return '';
  const date = new Date(at);
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** Seconds between two moments as Asterisk counts them, on whole clock seconds. */
const wholeSeconds = (from: number, to: number): number =>
  Math.max(0, Math.floor(to / 1000) - Math.floor(from / 1000));

/** What happens to calls, in Asterisk's words (chan_pjsip, Asterisk 22): one method per AMI event. */
export class CallReporter {
  constructor(private readonly tell: TellEvent) {}

  newChannel(channel: Channel): void {
    this.tell('Newchannel', 'call', channelFields(channel));
  }

  newState(channel: Channel): void {
    this.tell('Newstate', 'call', channelFields(channel));
  }

  newExten(channel: Channel, application: string, data: string): void {
    channel.application = { name: application, data };
    const step: Field[] = [
      ['Extension', channel.exten],
      ['Application', application],
      ['AppData', data],
    ];
    this.tell('Newexten', 'dialplan', [...channelFields(channel), ...step]);
  }

  newCallerId(channel: Channel): void {
    const presentation: Field = ['CID-CallingPres', '0 (Presentation Allowed, Not Screened)'];
    this.tell('NewCallerid', 'call', [...channelFields(channel), presentation]);
  }

  newConnectedLine(channel: Channel): void {
    this.tell('NewConnectedLine', 'call', channelFields(channel));
  }

  /** Silent when nothing changes, as Asterisk is. */
  connectedTo(channel: Channel, party: Party): void {
    if (channel.connected.number === party.number && channel.connected.name === party.name) return;
    channel.connected = party;
    this.newConnectedLine(channel);
  }

  /** An originated channel is dialled by nobody: then only the Dest fields are there. */
  dialBegin(caller: Channel | undefined, dest: Channel, dialString: string): void {
    this.tell('DialBegin', 'call', [...this.dialFields(caller, dest), ['DialString', dialString]]);
  }

  dialState(caller: Channel | undefined, dest: Channel): void {
    this.tell('DialState', 'call', [...this.dialFields(caller, dest), ['DialStatus', 'RINGING']]);
  }

  dialEnd(caller: Channel | undefined, dest: Channel, dialStatus: string): void {
    this.tell('DialEnd', 'call', [...this.dialFields(caller, dest), ['DialStatus', dialStatus]]);
  }

  bridge(event: 'BridgeCreate' | 'BridgeDestroy', bridge: Bridge): void {
    this.tell(event, 'call', bridgeFields(bridge));
  }

  bridgeMember(
    event: 'BridgeEnter' | 'BridgeLeave',
    bridge: Bridge,
    channel: Channel,
    swaps?: Channel,
  ): void {
    const swap: readonly Field[] = swaps ? [['SwapUniqueid', swaps.uniqueId]] : [];
    this.tell(event, 'call', [...bridgeFields(bridge), ...channelFields(channel), ...swap]);
  }

  hangupRequest(channel: Channel, cause: number, tech?: number): void {
    this.tell('HangupRequest', 'call', [...channelFields(channel), ['Cause', cause], ...techCause(tech)]);
  }

  softHangupRequest(channel: Channel, cause = 16, tech?: number): void {
    this.tell('SoftHangupRequest', 'call', [...channelFields(channel), ['Cause', cause], ...techCause(tech)]);
  }

  hangup(channel: Channel, cause: number, tech?: number): void {
    const why: Field[] = [
      ['Cause', cause],
      ['Cause-txt', CAUSE_WORDS[cause] ?? 'Unknown'],
    ];
    this.tell('Hangup', 'call', [...channelFields(channel), ...why, ...techCause(tech)]);
  }

  userEvent(channel: Channel, name: string, fields: readonly Field[]): void {
    this.tell('UserEvent', 'user', [...channelFields(channel), ['UserEvent', name], ...fields]);
  }

  hold(channel: Channel): void {
    this.tell('Hold', 'call', [...channelFields(channel), ['MusicClass', 'default']]);
  }

  unhold(channel: Channel): void {
    this.tell('Unhold', 'call', channelFields(channel));
  }

  digit(channel: Channel, digit: string): void {
    const key: Field[] = [...channelFields(channel), ['Digit', digit]];
    this.tell('DTMFBegin', 'dtmf', [...key, ['Direction', 'Received']]);
    this.tell('DTMFEnd', 'dtmf', [...key, ['DurationMs', 100], ['Direction', 'Received']]);
  }

  blindTransfer(
    bridge: Bridge,
    transferer: Channel,
    transferee: Channel,
    context: string,
    exten: string,
  ): void {
    this.tell('BlindTransfer', 'call', [
      ['Result', 'Success'],
      ...channelFields(transferer, 'Transferer'),
      ...channelFields(transferee, 'Transferee'),
      ...bridgeFields(bridge),
      ['IsExternal', 'Yes'],
      ['Context', context],
      ['Extension', exten],
    ]);
  }

  /** Asterisk tells a transfer late, as everything stood before it: call the result when its turn has come. */
  attendedTransfer(transfer: {
    readonly first: { readonly channel: Channel; readonly bridge: Bridge };
    readonly second: { readonly channel: Channel; readonly bridge: Bridge };
    readonly transferee: Channel;
    readonly target: Channel;
  }): () => void {
    const fields: readonly Field[] = [
      ['Result', 'Success'],
      ...channelFields(transfer.first.channel, 'OrigTransferer'),
      ...bridgeFields(transfer.first.bridge, 'Orig'),
      ...channelFields(transfer.second.channel, 'SecondTransferer'),
      ...bridgeFields(transfer.second.bridge, 'Second'),
      ...channelFields(transfer.transferee, 'Transferee'),
      ...channelFields(transfer.target, 'TransferTarget'),
      ['IsExternal', 'No'],
      ['DestType', 'Bridge'],
      ['DestBridgeUniqueid', transfer.second.bridge.id],
    ];
    return () => this.tell('AttendedTransfer', 'call', fields);
  }

  /** Reasons are AST_CONTROL_*: 4 answered, 3 no answer, 5 busy, 1 refused, 0 could not be rung. */
  originateResponse(answer: {
    readonly actionId: string | undefined;
    readonly channelName: string;
    readonly context: string;
    readonly exten: string;
    readonly reason: number;
    readonly uniqueId: string;
    readonly caller: Party;
  }): void {
    this.tell('OriginateResponse', 'call', [
      ...(answer.actionId === undefined ? [] : [['ActionID', answer.actionId] as const]),
      ['Response', answer.reason === 4 ? 'Success' : 'Failure'],
      ['Channel', answer.channelName],
      ['Context', answer.context],
      ['Exten', answer.exten],
      ['Reason', answer.reason],
      ['Uniqueid', answer.uniqueId],
      ['CallerIDNum', answer.caller.number ?? UNKNOWN],
      ['CallerIDName', answer.caller.name ?? UNKNOWN],
    ]);
  }

  cdr(channel: Channel, record: CallRecord): void {
    const endedAt = record.endedAt ?? record.startedAt;
    const { number = '', name = '' } = channel.caller;
    this.tell('Cdr', 'cdr', [
      ['AccountCode', ''],
      ['Source', number],
      ['Destination', record.exten],
      ['DestinationContext', record.context],
      ['CallerID', `"${name}" <${number}>`],
      ['Channel', channel.name],
      ['DestinationChannel', record.destinationChannel],
      ['LastApplication', record.lastApplication],
      ['LastData', record.lastData],
      ['StartTime', cdrTime(record.startedAt)],
      ['AnswerTime', cdrTime(record.answeredAt)],
      ['EndTime', cdrTime(endedAt)],
      ['Duration', wholeSeconds(record.startedAt, endedAt)],
      ['BillableSeconds', record.answeredAt === undefined ? 0 : wholeSeconds(record.answeredAt, endedAt)],
      ['Disposition', record.disposition],
      ['AMAFlags', 'DOCUMENTATION'],
      ['UniqueID', channel.uniqueId],
      ['UserField', ''],
      ['LinkedID', channel.linkedId],
    ]);
  }

  private dialFields(caller: Channel | undefined, dest: Channel): readonly Field[] {
    return [...(caller ? channelFields(caller) : []), ...channelFields(dest, 'Dest')];
  }
}
