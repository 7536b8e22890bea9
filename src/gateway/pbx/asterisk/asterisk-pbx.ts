import type { AgentStatus } from '../../../call/agent-status';
import type { Extension, LegId } from '../../../call/ids';
import type { Clock } from '../../../lib/clock';
import { Emitter } from '../../../lib/emitter';
import type { Log } from '../../log';
import type { Trouble } from '../../trouble';
import type { Pbx, PbxAnswer, PbxEvents, PbxState, Placing } from '../pbx';
import { AmiClient, type AmiAddress, type AmiAnswer, type AmiFields } from './ami-client';
import { field, type AmiFrame } from './ami-frame';
import { callEventsOf } from './call-events-of';
import type { ChannelNames } from './channel-party';
import { legsInProgress } from './channel-list';
import { HearingTest, type Hearing } from './hearing-test';
import { LostPhones } from './lost-phones';
import { LostRings } from './lost-rings';
import { originateFields, type OriginateSettings } from './originate';
import { PbxTime } from './pbx-time';
import { PhoneStatuses } from './phone-statuses';
import { ReachablePhones } from './reachable-phones';

export interface AsteriskSettings extends AmiAddress, ChannelNames {
  readonly originate: OriginateSettings;
  /** An agent as a member of a queue, `{extension}` stands for his extension; default: the channel of `originate`. */
  readonly queueMember?: string | undefined;
}

/** How long a list of channels may take before the connection counts as away again. */
const LIST_TIMEOUT_MS = 10_000;

/** What an administrator has to mend, by what the hearing test found. */
export const TROUBLE_BY_HEARING: Readonly<Record<Hearing, Trouble | undefined>> = {
  unknown: undefined,
  hears: undefined,
  deaf: {
    fault: 'pbx-tells-nothing',
    words:
      'Asterisk lets us in and tells nothing of calls: add "call" to "read" of this user in manager.conf, look for "eventfilter" lines, then "manager reload"',
  },
  'may-not-dial': {
    fault: 'pbx-may-not-dial',
    words:
      'Asterisk does not let this user dial: add "originate" to "write" of this user in manager.conf, then "manager reload"',
  },
};

export const LOGIN_REFUSED: Trouble = {
  fault: 'pbx-login-refused',
  words: 'Asterisk refuses the login: check user, secret and permit in manager.conf',
};

/** Asterisk behind the port `Pbx`: AMI frames become facts of telephony here and nowhere else. */
export class AsteriskPbx implements Pbx {
  state: PbxState = 'away';
  private readonly client: AmiClient;
  private readonly hearing: HearingTest;
  private readonly emitter: Emitter<PbxEvents>;
  private readonly time = new PbxTime();
  private readonly phones: ReachablePhones;
  private readonly lostPhones: LostPhones;
  private readonly lostRings: LostRings;
  private readonly statuses: PhoneStatuses;
  /** Names of the live channels: commands want the name, reports carry the id. */
  private readonly channels = new Map<LegId, string>();
  private listing:
    { readonly actionId: string; readonly frames: AmiFrame[]; readonly since: Set<LegId> } | undefined;
  private lists = 0;
  private lostAt: number;
  private undoListing = (): void => {};

  constructor(
    private readonly settings: AsteriskSettings,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.lostAt = clock.now();
    this.phones = new ReachablePhones(settings);
    this.emitter = new Emitter((error) => log.error({ err: error }, 'listener of the PBX failed'));
    this.client = new AmiClient(settings, clock, log);
    const send = (fields: AmiFields): Promise<AmiAnswer> => this.client.send(fields);
    this.hearing = new HearingTest({
      send,
      clock,
      turned: (hearing) => this.tellHearing(hearing),
    });
    this.lostPhones = new LostPhones({ send, names: settings, clock, log });
    this.lostRings = new LostRings({ send, names: settings, clock, log, tell: (frame) => this.tell(frame) });
    this.statuses = new PhoneStatuses({
      send,
      channel: settings.originate.channel,
      member: settings.queueMember ?? settings.originate.channel,
      log,
    });
    this.client.on('up', ({ frame }) => void this.resync(frame));
    this.client.on('down', ({ why }) => this.lost(why));
    this.client.on('refused', ({ message }) => this.refused(message));
    this.client.on('event', (frame) => this.take(frame));
  }

  on<Name extends keyof PbxEvents>(name: Name, listener: (payload: PbxEvents[Name]) => void): () => void {
    return this.emitter.on(name, listener);
  }

  get trouble(): Trouble | undefined {
    if (this.state === 'refused') return LOGIN_REFUSED;
    if (this.state !== 'up') return undefined;
    return TROUBLE_BY_HEARING[this.hearing.result] ?? this.statuses.trouble;
  }

  get reachable(): ReadonlySet<Extension> | undefined {
    return this.phones.now;
  }

  leaveOut(statuses: ReadonlyMap<Extension, AgentStatus>): void {
    this.statuses.set(statuses);
  }

  start(): void {
    this.client.start();
  }

  async stop(): Promise<void> {
    this.undoListing();
    this.hearing.stop();
    this.lostPhones.stop();
    this.lostRings.stop();
    this.client.stop();
  }

  async place(placing: Placing): Promise<PbxAnswer> {
    return pbxAnswer(await this.client.send(originateFields(placing, this.settings.originate)));
  }

  /** A leg that is gone already is hung up. */
  async hangUp(legId: LegId): Promise<PbxAnswer> {
    const channel = this.channels.get(legId);
    if (channel === undefined) return this.state === 'up' ? 'done' : 'away';
    const answer = await this.client.send([
      ['Action', 'Hangup'],
      ['Channel', channel],
      ['Cause', '16'],
    ]);
    return answer.answer === 'error' && /no such channel/i.test(answer.message) ? 'done' : pbxAnswer(answer);
  }

  /** Asks what is going on now. Reports that come meanwhile are taken as they come; both may tell the same. */
  private async resync(login: AmiFrame): Promise<void> {
    this.time.reset();
    this.time.anchor(login, this.clock.now());
    const actionId = `list-${++this.lists}`;
    this.listing = { actionId, frames: [], since: new Set() };
    this.undoListing = this.clock.after(LIST_TIMEOUT_MS, () => this.client.reconnect('no list of channels'));
    const answer = await this.client.send([
      ['Action', 'CoreShowChannels'],
      ['ActionID', actionId],
    ]);
    // No channels: Asterisk says so by a response, without a list.
    if (answer.answer === 'error') this.listed();
  }

  private listed(): void {
    const { listing, clock } = this;
    this.undoListing();
    this.listing = undefined;
    if (!listing) return;
    const legIds = new Set(listing.since);
    for (const frame of listing.frames) {
      const legId = field(frame, 'Uniqueid') as LegId;
      this.channels.set(legId, field(frame, 'Channel'));
      legIds.add(legId);
    }
    for (const event of legsInProgress(listing.frames, clock.now(), this.settings))
      this.emitter.emit('call', event);
    this.emitter.emit('listed', { legIds, lostAt: this.lostAt });
    this.log.info({ channels: legIds.size }, 'PBX connected');
    this.turn('up');
    void this.hearing.run();
    this.lostPhones.start(listing.frames);
    this.statuses.connected();
    this.phones.reset();
    void this.client.send([['Action', 'DeviceStateList']]);
  }

  private tellHearing(hearing: Hearing): void {
    const why = TROUBLE_BY_HEARING[hearing]?.words;
    if (why !== undefined) this.log.error({ where: this.where, user: this.settings.user }, why);
  }

  private take(frame: AmiFrame): void {
    const name = field(frame, 'Event');
    if (this.hearing.isOwn(frame)) return;
    if (this.listing && field(frame, 'ActionID') === this.listing.actionId) {
      if (name === 'CoreShowChannel') this.listing.frames.push(frame);
      if (name === 'CoreShowChannelsComplete') this.listed();
      return;
    }
    if (name === 'PeerStatus') this.phones.told(frame);
    if (name === 'DeviceStateChange') this.phones.listed(frame);
    if (name === 'DeviceStateListComplete') this.phones.complete();
    this.keepName(name, frame);
    this.lostPhones.take(frame);
    if (!this.lostRings.take(frame) && !this.lostPhones.isFarewell(frame)) this.tell(frame);
  }

  private tell(frame: AmiFrame): void {
    const at = this.time.at(frame, this.clock.now());
    for (const event of callEventsOf(frame, at, this.settings)) {
      if (event.event === 'calls-joined') this.emitter.emit('joined', event);
      else this.emitter.emit('call', event);
    }
  }

  private keepName(name: string, frame: AmiFrame): void {
    const legId = field(frame, 'Uniqueid') as LegId;
    if (name === 'Newchannel') {
      this.channels.set(legId, field(frame, 'Channel'));
      this.listing?.since.add(legId);
    } else if (name === 'Rename') this.channels.set(legId, field(frame, 'Newname'));
    else if (name === 'Hangup') {
      this.channels.delete(legId);
      if (this.listing) this.forgetListed(legId);
    }
  }

  /** Hung up after the list was made and before it was complete: it must not come back. */
  private forgetListed(legId: LegId): void {
    const { frames = [], since } = this.listing ?? {};
    since?.delete(legId);
    const index = frames.findIndex((frame) => field(frame, 'Uniqueid') === legId);
    if (index >= 0) frames.splice(index, 1);
  }

  private lost(why: string): void {
    this.undoListing();
    this.hearing.stop();
    this.lostPhones.stop();
    this.lostRings.stop();
    this.statuses.lost();
    this.listing = undefined;
    if (this.state === 'up') this.lostAt = this.clock.now();
    this.channels.clear();
    this.phones.reset();
    this.log.warn({ why }, 'PBX away, trying again');
    this.turn('away');
  }

  private refused(message: string): void {
    this.turn('refused');
    this.log.error({ where: this.where, user: this.settings.user, message }, LOGIN_REFUSED.words);
  }

  private get where(): string {
    return `${this.settings.host}:${this.settings.port}`;
  }

  private turn(state: PbxState): void {
    if (state === this.state) return;
    this.state = state;
    this.emitter.emit('state', state);
  }
}

function pbxAnswer({ answer }: AmiAnswer): PbxAnswer {
  if (answer === 'success') return 'done';
  return answer === 'error' ? 'refused' : answer;
}
