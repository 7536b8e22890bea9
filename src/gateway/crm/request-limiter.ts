import type { Clock } from '../../lib/clock';

/** `live` = somebody waits in front of a screen; `record` = must arrive, may wait; `background` = whenever nobody else asks. */
export type Urgency = (typeof URGENCIES)[number];

const URGENCIES = ['live', 'record', 'background'] as const;

/** How much of what amoCRM allows is taken. */
export interface RequestLoad {
  /** Since the start. */
  readonly sent: number;
  /** In the last second. */
  readonly used: number;
  readonly perSecond: number;
  readonly waiting: number;
}

interface Waiting {
  readonly urgency: Urgency;
  readonly go: () => void;
}

/** amoCRM counts by arrival: what left a second apart may arrive a little closer. */
const WINDOW_MS = 1040;
/** amoCRM counts the requests of the agents' own browsers as well: who is in no hurry leaves room for them. */
const BACKGROUND_PER_SECOND = 3;

/** At most `perSecond` requests in any second of one account, the urgent ones first (amoCRM: 7, shared by all we do). */
export class RequestLimiter {
  private readonly started: number[] = [];
  private waiting: readonly Waiting[] = [];
  private undoTimer: (() => void) | undefined;
  private sent = 0;

  constructor(
    private readonly clock: Clock,
    private readonly perSecond = 7,
  ) {}

  /** Resolves when a request may start. */
  turn(urgency: Urgency): Promise<void> {
    return new Promise((go) => {
      const rank = URGENCIES.indexOf(urgency);
      const before = this.waiting.filter((other) => URGENCIES.indexOf(other.urgency) <= rank);
      const after = this.waiting.filter((other) => !before.includes(other));
      this.waiting = [...before, { urgency, go }, ...after];
      this.admit();
    });
  }

  get load(): RequestLoad {
    this.dropOld(this.clock.now());
    return {
      sent: this.sent,
      used: this.started.length,
      perSecond: this.perSecond,
      waiting: this.waiting.length,
    };
  }

  stop(): void {
    this.undoTimer?.();
    this.undoTimer = undefined;
    this.waiting = [];
  }

  private admit(): void {
    const now = this.clock.now();
    this.dropOld(now);
    for (let [next] = this.waiting; next && this.started.length < this.roomFor(next); [next] = this.waiting) {
      this.waiting = this.waiting.slice(1);
      this.started.push(now);
      this.sent++;
      next.go();
    }
    this.undoTimer?.();
    this.undoTimer = undefined;
    const [first] = this.waiting;
    if (!first) return;
    // When this one is older than the window there is room.
    const awaited = this.started.at(-this.roomFor(first)) ?? now;
    this.undoTimer = this.clock.after(Math.max(1, awaited + WINDOW_MS - now), () => {
      this.undoTimer = undefined;
      this.admit();
    });
  }

  private dropOld(now: number): void {
    while (this.started[0] !== undefined && this.started[0] <= now - WINDOW_MS) this.started.shift();
  }

  private roomFor({ urgency }: Waiting): number {
    return urgency === 'background' ? Math.min(BACKGROUND_PER_SECOND, this.perSecond) : this.perSecond;
  }
}
