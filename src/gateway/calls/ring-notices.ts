import type { CallView } from '../../call/call-view';
import type { CallId, UserId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { AmoClient } from '../crm/amo-client';
import type { Log } from '../log';

export interface RingNoticesParts {
  readonly amo: Pick<AmoClient, 'request'>;
  /** `/api/v2/events`; no source shows a body of v4. */
  readonly path: string;
  /** Asked at each ring: the administrator may change it at any time. */
  readonly isWanted: () => boolean;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn'>;
}

/** The phones of a ring group begin within milliseconds of each other; one request names all. */
const TOGETHER_MS = 50;

interface Ring {
  readonly number: string;
  readonly told: Set<UserId>;
  readonly waiting: Set<UserId>;
  undo: () => void;
}

/**
 * amoCRM's own notice of an incoming call, by the server (decided.md 9, mode "server"; amoCRM: "call_event"): told once per
 * user and call, to those only whose phone rings. One that fails is not sent again: late it would be of a call that is over.
 */
export class RingNotices {
  private readonly rings = new Map<CallId, Ring>();
  private readonly since: number;

  constructor(private readonly parts: RingNoticesParts) {
    this.since = parts.clock.now();
  }

  /** Every view of a call that an agent gets; what does not ring is passed over. */
  follow(userId: UserId, { id, direction, other, phase, startedAt }: CallView): void {
    if (phase.phase !== 'ringing' || direction !== 'inbound' || !other.number.startsWith('+')) return;
    // Before a restart somebody may have been told.
    if (startedAt < this.since || !this.parts.isWanted()) return;
    const ring = this.rings.get(id) ?? this.open(id, other.number);
    if (ring.told.has(userId)) return;
    ring.told.add(userId);
    ring.waiting.add(userId);
    if (ring.waiting.size > 1) return;
    ring.undo = this.parts.clock.after(TOGETHER_MS, () => this.send(id, ring));
  }

  forget(callId: CallId): void {
    this.rings.get(callId)?.undo();
    this.rings.delete(callId);
  }

  stop(): void {
    for (const callId of [...this.rings.keys()]) this.forget(callId);
  }

  private open(callId: CallId, number: string): Ring {
    const ring: Ring = { number, told: new Set(), waiting: new Set(), undo: () => undefined };
    this.rings.set(callId, ring);
    return ring;
  }

  private send(callId: CallId, ring: Ring): void {
    const users = [...ring.waiting];
    ring.waiting.clear();
    const { amo, path, log } = this.parts;
    const body = { add: [{ type: 'phone_call', phone_number: ring.number, users }] };
    void amo.request({ method: 'POST', path, body, urgency: 'live' }).then((answer) => {
      const status = answer.kind === 'answered' ? answer.status : 0;
      if (status < 200 || status >= 300)
        log.warn({ callId, status, users }, 'amoCRM gave no notice of a call');
    });
  }
}
