import type { Clock } from '../../lib/clock';
import type { AccountFault } from '../../protocol/faults';
import type { StandingFault } from '../../protocol/standing-faults';

export interface StandingFaultsParts {
  /** What is wrong now. */
  readonly now: () => readonly AccountFault[];
  /** What administrators are told of is another. */
  readonly changed: () => void;
  readonly clock: Clock;
}

const LOOK_EVERY_MS = 5_000;
/** What passes by itself within this time is told to nobody, and what comes back within it has not ended. */
const STANDS_MS = 30_000;

/** The faults of one account and since when they stand, so that each is told once, and its end. */
export class StandingFaults {
  private readonly known = new Map<AccountFault, { readonly since: number; readonly seenAt: number }>();
  private toldBefore = '';
  private undo = (): void => {};

  constructor(private readonly parts: StandingFaultsParts) {}

  start(): void {
    this.look();
    this.undo = this.parts.clock.after(LOOK_EVERY_MS, () => this.start());
  }

  stop(): void {
    this.undo();
  }

  /** Those that last, the oldest first. */
  get told(): readonly AccountFault[] {
    const now = this.parts.clock.now();
    return this.oldestFirst().flatMap(([fault, { since }]) => (now - since >= STANDS_MS ? [fault] : []));
  }

  /** All of this moment, the oldest first. */
  list(): readonly StandingFault[] {
    const now = this.look();
    return this.oldestFirst().flatMap(([fault, { since, seenAt }]) =>
      seenAt === now ? [{ fault, since }] : [],
    );
  }

  private look(): number {
    const now = this.parts.clock.now();
    for (const fault of this.parts.now())
      this.known.set(fault, { since: this.known.get(fault)?.since ?? now, seenAt: now });
    for (const [fault, { seenAt }] of this.known) if (now - seenAt >= STANDS_MS) this.known.delete(fault);
    const told = this.told.join();
    if (told !== this.toldBefore) this.parts.changed();
    this.toldBefore = told;
    return now;
  }

  private oldestFirst() {
    return [...this.known].sort(([, a], [, b]) => a.since - b.since);
  }
}
