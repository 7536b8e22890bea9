import type { Extension, LegId } from '../../../call/ids';
import type { Clock } from '../../../lib/clock';
import type { Log } from '../../log';
import { AgentPages, type PageName } from './agent-pages';
import type { AmiAnswer, AmiFields } from './ami-client';
import { field, type AmiFrame } from './ami-frame';
import { extensionOf, partyOf, type ChannelNames } from './channel-party';
import { isStillHeard, variableOf } from './is-still-heard';

export interface LostPhonesParts {
  readonly send: (fields: AmiFields) => Promise<AmiAnswer>;
  readonly names: ChannelNames;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
}

/** A cut socket is no dead page while its sound goes on (decided.md 15); the last packets of a dead one are through. */
const LOOK_AFTER_MS = 1_500;
/** Who talks on without a socket, or has put the customer on hold and is not heard for that reason, has so long to return. */
const PAGE_MAY_RETURN_MS = 10_000;
/** Q.850, "temporary failure": anything but 31, by which the dialplan knows a hang-up on purpose. */
const LOST_CAUSE = '41';
const ON_PURPOSE_CAUSE = '31';

interface TalkingLeg {
  readonly channel: string;
  readonly extension: Extension;
  /** Where it is heard; `undefined` = we came later than it did. */
  page: PageName | undefined;
  /** It has been in a bridge: only a talk is worth saving. */
  talked: boolean;
  held: boolean;
  keep: () => void;
}

interface Waiting {
  readonly channel: string;
  readonly extension: Extension;
  /** The page that is being rung for him. */
  rung: PageName | undefined;
}

/**
 * Browser phones that die in a talk, on a PBX with docs/asterisk/linia-extensions.conf: the dialplan keeps the customer
 * when the agent's leg ends, and this ends legs whose page is gone, and hurries the ring to a page that is new. Where
 * the dialplan has no `crm-hold`, and with legs that it does not guard, it does nothing.
 */
export class LostPhones {
  private readonly pages: AgentPages;
  private readonly legs = new Map<LegId, TalkingLeg>();
  /** By the customer's leg. */
  private readonly waiting = new Map<LegId, Waiting>();
  /** Calls that an agent has hung up himself: their customers are held for a moment and then let go. */
  private readonly hungUp = new Set<string>();
  private isGuarded = false;
  private readonly readers: Readonly<Record<string, (frame: AmiFrame) => void>> = {
    Newchannel: (frame) => this.begin(frame, false),
    Rename: (frame) => this.rename(frame),
    Hold: (frame) => this.hold(legOf(frame), true),
    Unhold: (frame) => this.hold(legOf(frame), false),
    BridgeEnter: (frame) => this.heard(legOf(frame)),
    DialBegin: (frame) => this.rings(legOf(frame)),
    HangupRequest: (frame) => this.wished(frame),
    Hangup: (frame) => this.end(frame),
    UserEvent: (frame) => this.told(frame),
    ContactStatus: (frame) => this.pageTold(frame),
    Reload: () => void this.look(),
  };

  constructor(private readonly parts: LostPhonesParts) {
    this.pages = new AgentPages(parts.names);
  }

  /** After a (re)connect: `channels` are those of CoreShowChannels. */
  start(channels: readonly AmiFrame[]): void {
    for (const channel of channels)
      if (!this.legs.has(legOf(channel))) this.begin(channel, field(channel, 'BridgeId') !== '');
    void this.look();
  }

  stop(): void {
    for (const leg of this.legs.values()) leg.keep();
    this.legs.clear();
    this.waiting.clear();
    this.hungUp.clear();
    this.pages.reset();
    this.isGuarded = false;
  }

  take(frame: AmiFrame): void {
    const name = field(frame, 'Event');
    if (Object.hasOwn(this.readers, name)) this.readers[name]?.(frame);
  }

  /** The customer of a call that ends on purpose is in the music for a few milliseconds: nobody is to be shown that. */
  isFarewell(frame: AmiFrame): boolean {
    return field(frame, 'UserEvent') === 'CrmHold' && this.hungUp.has(field(frame, 'Linkedid'));
  }

  /** Whether the administrator has put the dialplan there; asked again when he has reloaded something. */
  private async look(): Promise<void> {
    const answer = await this.parts.send([
      ['Action', 'ShowDialPlan'],
      ['Context', 'crm-hold'],
    ]);
    const before = this.isGuarded;
    this.isGuarded = answer.answer === 'success';
    if (this.isGuarded && !before)
      this.parts.log.info('the dialplan keeps customers whose agent’s browser is lost: dead legs are ended');
  }

  private begin(frame: AmiFrame, talked: boolean): void {
    const channel = field(frame, 'Channel');
    const party = partyOf(channel, this.parts.names);
    if (party.party !== 'agent') return;
    const { extension } = party;
    this.legs.set(legOf(frame), {
      ...{ channel, extension, talked, held: false, page: this.pages.newest(extension) },
      keep: () => undefined,
    });
  }

  private hold(legId: LegId, held: boolean): void {
    const leg = this.legs.get(legId);
    if (leg) leg.held = held;
  }

  private rename(frame: AmiFrame): void {
    const leg = this.legs.get(legOf(frame));
    if (leg) this.legs.set(legOf(frame), { ...leg, channel: field(frame, 'Newname') });
  }

  private heard(legId: LegId): void {
    const leg = this.legs.get(legId);
    if (leg) leg.talked = true;
    this.waiting.delete(legId);
  }

  private rings(legId: LegId): void {
    const waiting = this.waiting.get(legId);
    if (waiting) waiting.rung = this.pages.newest(waiting.extension);
  }

  private wished(frame: AmiFrame): void {
    if (this.legs.has(legOf(frame)) && field(frame, 'Cause') === ON_PURPOSE_CAUSE)
      this.hungUp.add(field(frame, 'Linkedid'));
  }

  private end(frame: AmiFrame): void {
    const legId = legOf(frame);
    if (this.legs.get(legId)) this.hungUp.delete(field(frame, 'Linkedid'));
    this.legs.get(legId)?.keep();
    this.legs.delete(legId);
    this.waiting.delete(legId);
  }

  private told(frame: AmiFrame): void {
    const name = field(frame, 'UserEvent');
    const extension = extensionOf(field(frame, 'Agent'), this.parts.names);
    if (name === 'CrmFallback') this.waiting.delete(legOf(frame));
    if (name === 'CrmHold' && extension !== undefined && !this.isFarewell(frame))
      this.waiting.set(legOf(frame), { channel: field(frame, 'Channel'), extension, rung: undefined });
  }

  private pageTold(frame: AmiFrame): void {
    const told = this.pages.take(frame);
    if (!told) return;
    const { extension, page, is } = told;
    const legs = [...this.legs.values()].filter((leg) => leg.extension === extension && leg.talked);
    // The first word of a page after we came: it is the one that talks.
    for (const leg of legs) leg.page ??= page;
    const own = legs.filter((leg) => leg.page === page);
    if (is === 'gone') own.forEach((leg) => this.waitFor(leg, leg.held ? PAGE_MAY_RETURN_MS : LOOK_AFTER_MS));
    else if (is === 'replaced') own.forEach((leg) => void this.endIfLost(leg));
    else own.forEach((leg) => leg.keep());
    if (is === 'new') this.newPage(extension, page, legs);
  }

  private newPage(extension: Extension, page: PageName, legs: readonly TalkingLeg[]): void {
    for (const leg of legs)
      if (leg.page !== undefined && !this.pages.isHere(extension, leg.page)) void this.endIfLost(leg);
    for (const waiting of this.waiting.values())
      if (waiting.extension === extension && waiting.rung !== page) void this.ringNow(waiting, page);
  }

  private waitFor(leg: TalkingLeg, ms: number): void {
    leg.keep();
    leg.keep = this.parts.clock.after(ms, () => void this.endIfLost(leg));
  }

  /**
   * A leg that is still heard is not lost: only its socket is cut, or the same agent has opened a second browser, which
   * takes the first one's place at the registrar. Whether the dialplan keeps the customer is asked leg by leg: on
   * another line he would be lost by it.
   */
  private async endIfLost(leg: TalkingLeg): Promise<void> {
    leg.keep();
    if (!this.isGuarded) return;
    const { channel, extension } = leg;
    const { send, log } = this.parts;
    if ((await variableOf(channel, 'CRM_KEPT', send)) === '') return;
    if (await isStillHeard(channel, this.parts)) return this.waitFor(leg, PAGE_MAY_RETURN_MS);
    log.info({ extension }, 'the leg of a lost browser phone is ended; the customer is kept');
    await send([
      ['Action', 'Hangup'],
      ['Channel', channel],
      ['Cause', LOST_CAUSE],
    ]);
  }

  /** A ring to the page before it may hang for seconds: cut it off. */
  private async ringNow(waiting: Waiting, page: PageName): Promise<void> {
    waiting.rung = page;
    await this.parts.send([
      ['Action', 'Redirect'],
      ['Channel', waiting.channel],
      ['Context', 'crm-back'],
      ['Exten', 's'],
      ['Priority', '1'],
    ]);
  }
}

const legOf = (frame: AmiFrame): LegId => field(frame, 'Uniqueid') as LegId;
