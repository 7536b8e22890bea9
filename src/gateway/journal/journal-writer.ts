import { outsideNumber, type Call } from '../../call/call';
import type { Colleague } from '../../call/call-view';
import type { AccountId, CallId, Extension, UserId } from '../../call/ids';
import { responsibleOf } from '../../call/responsible';
import type { RouteDecision } from '../../call/routing';
import { talkMs } from '../../call/talk';
import type { Clock } from '../../lib/clock';
import type { TalkQuality } from '../../protocol/talk-quality';
import type { JournalStep } from '../../protocol/journal';
import type { Log } from '../log';
import type { OutboxRow } from '../outbox/outbox-store';
import type { PhoneNumbers } from '../phone-numbers';
import type { Trouble } from '../trouble';
import type { JournalStore, KeptCall, KeptStep } from './journal-store';
import { stepsOf } from './steps-of';

export interface JournalWriterParts {
  readonly accountId: AccountId;
  readonly store: Pick<JournalStore, 'write'>;
  readonly colleague: (extension: Extension) => Colleague;
  readonly nameOf: (userId: UserId) => string;
  readonly phones: PhoneNumbers;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** A call's path does not wait for the disk; so much of the time line a crash may take, of the call nothing. */
const WRITE_AFTER_MS = 1_000;
/** The store does not write: the disk is full, or read-only. */
const RETRY_MS = 5_000;
/** Meanwhile; what is more is dropped, the oldest first. */
const MOST_UNWRITTEN = 20_000;
const NOT_WRITTEN =
  'the journal of calls cannot be written: free some space on the disk, or make the store writable';
/** Calls whose last delivery is remembered, so that the same is not told twice. */
const MOST_REMEMBERED = 10_000;

/** Writes down what happens to the calls of one account, in portions. */
export class JournalWriter {
  private readonly calls = new Map<CallId, Call>();
  private steps: KeptStep[] = [];
  private readonly told = new Map<CallId, { readonly delivery: string; readonly result: string }>();
  private undoTimer: (() => void) | undefined;
  /** The last portion did not reach the disk. */
  private isStuck = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(private readonly parts: JournalWriterParts) {}

  get troubles(): readonly Trouble[] {
    return this.isStuck ? [{ fault: 'store-full', words: NOT_WRITTEN }] : [];
  }

  changed(call: Call): void {
    this.calls.set(call.id, call);
    const [oldest] = this.calls.keys();
    if (this.calls.size > MOST_UNWRITTEN && oldest !== undefined) this.calls.delete(oldest);
    this.writeLater(WRITE_AFTER_MS);
  }

  routed(callId: CallId, { extensions, steps, isClosed }: RouteDecision): void {
    const { colleague } = this.parts;
    const passedOver = steps.flatMap(({ to, extension, outcome }) =>
      outcome === 'taken' ? [] : { to, why: outcome, ...(extension && { who: colleague(extension) }) },
    );
    this.add(callId, {
      at: this.afterAll(callId),
      what: 'routed',
      rings: extensions.map(colleague),
      passedOver,
      isClosed,
    });
  }

  /** This agent's browser shows the card of a call, on this page of amoCRM. */
  cardShown(callId: CallId, userId: UserId, page: string): void {
    this.add(callId, { at: this.afterAll(callId), what: 'card', who: this.parts.nameOf(userId), page });
  }

  /** How the talk sounded in this agent's browser. */
  quality(callId: CallId, userId: UserId, quality: TalkQuality): void {
    this.add(callId, { at: this.afterAll(callId), what: 'quality', who: this.parts.nameOf(userId), quality });
  }

  /** Something of its entry in the outbox is new, which need not be anything of the journal's. */
  delivered({ entry, state, attempts, why, revision }: OutboxRow): void {
    const { id } = entry.call;
    const delivery = JSON.stringify([state, attempts, why]);
    const result = JSON.stringify(entry.result ?? null);
    // Of an entry that was there before the gateway started it is not known when its result came.
    const before = this.told.get(id) ?? { delivery: '', result: revision > 1 ? result : 'null' };
    this.told.delete(id);
    this.told.set(id, { delivery, result });
    const [oldest] = this.told.keys();
    if (this.told.size > MOST_REMEMBERED && oldest !== undefined) this.told.delete(oldest);
    const at = this.afterAll(id, entry.call.endedAt);
    if (entry.result && result !== before.result) {
      const { by, status } = entry.result;
      this.add(id, { at, what: 'result', who: this.parts.nameOf(by), status });
    }
    if (delivery !== before.delivery) this.add(id, { at, what: 'delivery', state, tries: attempts, why });
  }

  /** What is known by now is on the disk afterwards, if it takes anything. Never rejects. */
  flush(): Promise<void> {
    this.undoTimer?.();
    this.undoTimer = undefined;
    return (this.writing = this.writing.then(() => this.write()));
  }

  private add(callId: CallId, step: JournalStep): void {
    this.steps.push({ callId, step });
    if (this.steps.length > MOST_UNWRITTEN) this.steps.shift();
    this.writeLater(WRITE_AFTER_MS);
  }

  private writeLater(ms: number): void {
    this.undoTimer ??= this.parts.clock.after(ms, () => void this.flush());
  }

  private async write(): Promise<void> {
    const { store, accountId, log } = this.parts;
    const calls = new Map(this.calls);
    const { steps } = this;
    if (calls.size + steps.length === 0) return;
    this.calls.clear();
    this.steps = [];
    try {
      await store.write(
        accountId,
        [...calls.values()].map((call) => this.kept(call)),
        steps,
      );
      this.isStuck = false;
    } catch (error) {
      this.isStuck = true;
      log.error({ err: error, accountId }, NOT_WRITTEN);
      this.steps = [...steps, ...this.steps].slice(-MOST_UNWRITTEN);
      for (const [id, call] of calls) if (!this.calls.has(id)) this.calls.set(id, call);
      this.writeLater(RETRY_MS);
    }
  }

  private kept(call: Call): KeptCall {
    const { colleague, phones } = this.parts;
    const responsible = responsibleOf(call);
    const endedAt = call.now.state === 'ended' ? call.now.endedAt : this.now();
    return {
      callId: call.id,
      at: call.startedAt,
      direction: call.origin,
      number: phones.of(outsideNumber(call)).number,
      ...(responsible && { who: colleague(responsible) }),
      ...(call.now.state === 'ended' && { disposition: call.now.disposition }),
      talkMs: talkMs(call.talks, endedAt),
      steps: stepsOf(call, colleague),
    };
  }

  /**
   * The time of what the gateway itself sees or does: not before what the PBX has told of the call, whose clock is held to
   * ours to some tenths of a second only. A call may be shorter than that.
   */
  private afterAll(callId: CallId, toldAt = 0): number {
    const call = this.calls.get(callId);
    const [last] = call ? stepsOf(call, this.parts.colleague).slice(-1) : [];
    return Math.max(this.now(), toldAt, last?.at ?? 0);
  }

  private now(): number {
    return this.parts.clock.now();
  }
}
