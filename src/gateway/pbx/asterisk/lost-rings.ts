import type { Extension, LegId } from '../../../call/ids';
import type { Clock } from '../../../lib/clock';
import type { Log } from '../../log';
import { AgentPages, type PageName } from './agent-pages';
import type { AmiAnswer, AmiFields } from './ami-client';
import { field, type AmiFrame } from './ami-frame';
import { partyOf, type ChannelNames } from './channel-party';
import { variableOf } from './is-still-heard';

export interface LostRingsParts {
  readonly send: (fields: AmiFields) => Promise<AmiAnswer>;
  readonly names: ChannelNames;
  readonly clock: Clock;
  readonly log: Pick<Log, 'info'>;
  /** Takes what was kept back. */
  readonly tell: (frame: AmiFrame) => void;
}

/** The new page rings within some hundred ms; if it does not, the old ring is over after all. */
const KEPT_BACK_MS = 2_000;

/** Who dials, and the step of the dialplan in which he does. */
interface Dialler {
  readonly channel: string;
  readonly context: string;
  readonly exten: string;
  readonly priority: string;
}

interface Ring {
  readonly extension: Extension;
  /** Where the INVITE went. */
  readonly page: PageName;
  readonly callId: string;
  dialler: Dialler | undefined;
  /** The end of this leg, kept back; `undefined` = it rings where it always did. */
  keptBack: AmiFrame[] | undefined;
}

/**
 * A call that rings at a page that goes away (reload, closed or frozen tab): the INVITE is lost with it, and the page that
 * comes next would never hear of the call. So whoever dials is sent to the same step of the dialplan once more: Dial rings
 * the new page. The end of the old leg is told only when the new one rings, for nobody has missed anything.
 *
 * Not where the dialplan rings others as well (they may answer at this very moment, and the customer is not lost), nor
 * from Queue, which rings its members again by itself, nor inside a Macro, whose arguments such a jump loses.
 */
export class LostRings {
  private readonly pages: AgentPages;
  private readonly rings = new Map<LegId, Ring>();

  constructor(private readonly parts: LostRingsParts) {
    this.pages = new AgentPages(parts.names);
  }

  stop(): void {
    this.rings.clear();
    this.pages.reset();
  }

  /** Whether the frame is kept back, and told later. */
  take(frame: AmiFrame): boolean {
    switch (field(frame, 'Event')) {
      case 'Newchannel':
        this.begin(frame);
        return false;
      case 'DialBegin':
        this.dialled(frame);
        return false;
      case 'BridgeEnter':
        this.rings.delete(legOf(frame));
        return false;
      case 'Newstate':
        this.turned(frame);
        return false;
      case 'ContactStatus':
        this.pageTold(frame);
        return false;
      case 'DialEnd':
        return this.keepBack(field(frame, 'DestUniqueid') as LegId, frame);
      case 'Hangup':
        return this.ended(frame);
      default:
        return false;
    }
  }

  private begin(frame: AmiFrame): void {
    const party = partyOf(field(frame, 'Channel'), this.parts.names);
    if (party.party !== 'agent') return;
    const page = this.pages.newest(party.extension);
    if (page === undefined) return;
    const callId = field(frame, 'Linkedid');
    const { extension } = party;
    this.rings.set(legOf(frame), { extension, page, callId, dialler: undefined, keptBack: undefined });
  }

  private dialled(frame: AmiFrame): void {
    const ring = this.rings.get(field(frame, 'DestUniqueid') as LegId);
    if (!ring || field(frame, 'Channel') === '') return;
    ring.dialler = {
      channel: field(frame, 'Channel'),
      context: field(frame, 'Context'),
      exten: field(frame, 'Exten'),
      priority: field(frame, 'Priority'),
    };
  }

  private turned(frame: AmiFrame): void {
    const ring = this.rings.get(legOf(frame));
    const state = field(frame, 'ChannelStateDesc');
    if (ring && state === 'Ringing') this.release((old) => old !== ring && old.callId === ring.callId);
    if (state === 'Up') this.rings.delete(legOf(frame));
  }

  private pageTold(frame: AmiFrame): void {
    const told = this.pages.take(frame);
    if (!told || this.pages.newest(told.extension) === undefined) return;
    for (const [legId, ring] of this.rings)
      if (ring.extension === told.extension && !this.pages.isHere(ring.extension, ring.page))
        void this.ringAnew(legId, ring);
  }

  private async ringAnew(legId: LegId, ring: Ring): Promise<void> {
    const { dialler, keptBack, extension } = ring;
    const { send, log, clock } = this.parts;
    if (!dialler || keptBack || dialler.context.startsWith('macro-') || !this.ringsAlone(dialler)) return;
    if ((await variableOf(dialler.channel, 'CHANNEL(appname)', send)) !== 'Dial') return;
    // Answered, ended or sent already while we asked.
    if (this.rings.get(legId) !== ring || ring.keptBack) return;
    ring.keptBack = [];
    clock.after(KEPT_BACK_MS, () => this.release((old) => old === ring));
    log.info({ extension }, 'the page that rang is gone; its call rings at the new one');
    const { channel, context, exten, priority } = dialler;
    const answer = await send([
      ['Action', 'Redirect'],
      ['Channel', channel],
      ['Context', context],
      ['Exten', exten],
      ['Priority', priority],
    ]);
    if (answer.answer !== 'success') this.release((old) => old === ring);
  }

  private ringsAlone({ channel }: Dialler): boolean {
    const living = [...this.rings.values()].filter(({ keptBack }) => !keptBack);
    return living.filter(({ dialler }) => dialler?.channel === channel).length === 1;
  }

  private ended(frame: AmiFrame): boolean {
    const legId = legOf(frame);
    if (this.keepBack(legId, frame)) return true;
    const callId = field(frame, 'Linkedid');
    this.rings.delete(legId);
    this.release((old) => old.callId === callId);
    return false;
  }

  private keepBack(legId: LegId, frame: AmiFrame): boolean {
    const frames = this.rings.get(legId)?.keptBack;
    frames?.push(frame);
    return frames !== undefined;
  }

  private release(which: (old: Ring) => boolean): void {
    for (const [legId, ring] of this.rings) {
      if (!ring.keptBack || !which(ring)) continue;
      this.rings.delete(legId);
      ring.keptBack.forEach(this.parts.tell);
    }
  }
}

const legOf = (frame: AmiFrame): LegId => field(frame, 'Uniqueid') as LegId;
