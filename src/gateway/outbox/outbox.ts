import type { AccountId, CallId } from '../../call/ids';
import { nextDelayMs } from '../../lib/backoff';
import type { Clock } from '../../lib/clock';
import type { Delivery } from '../crm/call-delivery';
import type { Log } from '../log';
import type { OutboxEntry, OutboxStore } from './outbox-store';

/** How an entry reaches amoCRM; the outbox knows no HTTP. */
export interface Courier {
  deliver(body: unknown, signal: AbortSignal): Promise<Delivery>;
  /** `absent` = it was not written; `undefined` = could not look. */
  find(body: unknown, signal: AbortSignal): Promise<Delivery | 'absent' | undefined>;
}

const RETRY = { firstMs: 2_000, maxMs: 10 * 60_000 };
/** A server that asks for more (`Retry-After`) is asked again all the same. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** A try that runs may end by itself so long when the gateway stops, and then so long once more to be broken off. */
const STOP_GRACE_MS = 1_000;
/** The store does not write: the disk is full, or read-only. */
const SAVE_AGAIN_MS = 5_000;

/**
 * Delivers the calls of one account, one after another in the order they are due; whatever fails waits and is tried
 * again, for as long as it takes. Entries are on the disk before `add` returns and leave `waiting` only by an answer of
 * amoCRM. While the disk takes none they are kept here, and `trouble` says so.
 */
export class Outbox {
  private undoTimer: (() => void) | undefined;
  private readonly stopping = new AbortController();
  private readonly unsaved = new Map<CallId, unknown>();
  private undoSaving = (): void => {};
  private working: Promise<void> = Promise.resolve();
  private busy = false;
  private stopped = true;
  /** amoCRM as a whole does not take anything before (epoch ms): away, token, limit. */
  private closedUntil = 0;

  constructor(
    private readonly accountId: AccountId,
    private readonly store: OutboxStore,
    private readonly courier: Courier,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  start(): void {
    this.stopped = false;
    this.wake();
  }

  /** Within two seconds; a try that is broken off is looked for at the next start. For good: it does not start again. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.undoTimer?.();
    this.undoTimer = undefined;
    this.saveAll();
    this.undoSaving();
    await this.lastTry();
  }

  /** What somebody has to mend, in words. */
  get trouble(): string | undefined {
    if (this.unsaved.size === 0) return undefined;
    return `The disk takes no more: calls that ended and would be lost by a restart: ${this.unsaved.size}. Free some space, or make the store writable`;
  }

  /** Durable when it returns, if the disk takes anything. */
  add(callId: CallId, body: unknown): void {
    if (!this.unsaved.has(callId)) this.unsaved.set(callId, body);
    this.saveAll();
  }

  /** Access to amoCRM has just come (back): no reason to wait any longer. */
  hurry(): void {
    this.closedUntil = 0;
    this.wake();
  }

  private async lastTry(): Promise<void> {
    let undo = this.clock.after(STOP_GRACE_MS, () => this.stopping.abort());
    const patience = new Promise<void>((over) => {
      this.stopping.signal.addEventListener('abort', () => {
        undo = this.clock.after(STOP_GRACE_MS, over);
      });
    });
    await Promise.race([this.working, patience]);
    undo();
  }

  private saveAll(): void {
    this.undoSaving();
    try {
      for (const [callId, body] of this.unsaved) {
        const isNew = this.store.add(this.accountId, callId, body, this.clock.now());
        this.unsaved.delete(callId);
        if (isNew) this.log.info({ callId }, 'call recorded for amoCRM');
      }
    } catch (error) {
      this.log.error({ err: error, calls: [...this.unsaved.keys()] }, this.trouble);
      this.undoSaving = this.clock.after(SAVE_AGAIN_MS, () => this.saveAll());
    }
    this.wake();
  }

  private wake(): void {
    if (this.stopped || this.busy) return;
    this.undoTimer?.();
    this.undoTimer = undefined;
    const next = this.next();
    if (next === undefined) return;
    const waitMs = next.at - this.clock.now();
    if (waitMs > 0 || !next.entry) this.undoTimer = this.clock.after(waitMs, () => this.wake());
    else this.work(next.entry);
  }

  /** What is to be done next, and when (epoch ms); no entry = the store could not be read, look again. */
  private next(): { readonly at: number; readonly entry?: OutboxEntry } | undefined {
    try {
      const entry = this.store.first(this.accountId);
      return entry && { at: Math.max(entry.dueAt, this.closedUntil), entry };
    } catch (error) {
      this.log.error({ err: error }, 'the outbox cannot be read, trying again');
      return { at: this.clock.now() + SAVE_AGAIN_MS };
    }
  }

  private work(entry: OutboxEntry): void {
    this.busy = true;
    this.working = this.attempt(entry)
      .catch((error: unknown) => {
        this.log.error({ err: error, callId: entry.callId }, 'outbox failed, trying again');
        this.closedUntil = this.clock.now() + RETRY.firstMs;
      })
      .then(() => {
        this.busy = false;
        this.wake();
      });
  }

  private async attempt(entry: OutboxEntry): Promise<void> {
    const { callId, body } = entry;
    const { signal } = this.stopping;
    const found = entry.maybeWritten ? await this.courier.find(body, signal) : 'absent';
    if (found === undefined)
      return this.conclude(entry, { kind: 'retry', why: 'could not look', maybeWritten: true });
    if (found !== 'absent') return this.conclude(entry, found);
    this.store.begin(this.accountId, callId);
    this.conclude(entry, await this.courier.deliver(body, signal));
  }

  private conclude(entry: OutboxEntry, delivery: Delivery): void {
    const { callId } = entry;
    switch (delivery.kind) {
      case 'delivered':
        this.store.settle(this.accountId, callId, 'delivered', delivery.entity);
        return this.log.info({ callId, entity: delivery.entity }, 'call logged in amoCRM');
      case 'no-entity':
        this.store.settle(this.accountId, callId, 'no-entity', '');
        return this.log.info({ callId }, 'call kept: its number is in no card');
      case 'refused':
        this.store.settle(this.accountId, callId, 'refused', delivery.why);
        return this.log.error({ callId, why: delivery.why }, 'amoCRM refuses the call, kept');
      case 'retry':
        return this.postpone(entry, delivery);
    }
  }

  private postpone(
    entry: OutboxEntry,
    { why, afterMs, maybeWritten }: Extract<Delivery, { kind: 'retry' }>,
  ): void {
    const { callId, attempts } = entry;
    const askedMs = Math.min(afterMs ?? 0, LONGEST_WAIT_MS);
    const delayMs = Math.max(askedMs, nextDelayMs(RETRY, attempts, Math.random()));
    const again = this.clock.now() + delayMs;
    // A 5xx may be about this call alone, so the others pass it. Everything else is about amoCRM or us: nobody knocks
    // before, and the order stays.
    const isOwnFault = /^http-5/.test(why);
    this.store.postpone(this.accountId, callId, isOwnFault ? again : entry.dueAt, why, maybeWritten);
    if (!isOwnFault) this.closedUntil = again;
    this.log.warn({ callId, why, delayMs, attempts }, 'call not logged yet, trying again');
  }
}
