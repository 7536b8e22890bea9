import type { Clock } from '../../lib/clock';

/** `live` = somebody waits in front of a screen; `record` = must arrive, may wait; `background` = whenever nobody else asks. */
export type Urgency = (typeof URGENCIES)[number];

const URGENCIES = ['live', 'record', 'background'] as const;

interface Waiting {
  readonly urgency: Urgency;
  readonly go: () => void;
}

const WINDOW_MS = 1000;

/** At most `perSecond` requests in any second of one account, the urgent ones first (amoCRM: 7, shared by all we do). */
export class RequestLimiter {
  private readonly started: number[] = [];
  private waiting: readonly Waiting[] = [];
  private undoTimer: (() => void) | undefined;

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

  stop(): void {
    this.undoTimer?.();
    this.undoTimer = undefined;
    this.waiting = [];
  }

  private admit(): void {
    const now = this.clock.now();
    while (this.started[0] !== undefined && this.started[0] <= now - WINDOW_MS) this.started.shift();
    while (this.waiting.length > 0 && this.started.length < this.perSecond) {
      const [next, ...rest] = this.waiting;
      this.waiting = rest;
      this.started.push(now);
      next?.go();
    }
    const [oldest] = this.started;
    if (this.waiting.length === 0 || oldest === undefined || this.undoTimer) return;
    this.undoTimer = this.clock.after(Math.max(1, oldest + WINDOW_MS - now), () => {
      this.undoTimer = undefined;
      this.admit();
    });
  }
}
