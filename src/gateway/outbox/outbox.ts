import { setMaxListeners } from 'node:events';
import type { AccountId, CallId } from '../../call/ids';
import { nextDelayMs } from '../../lib/backoff';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type { Log } from '../log';
import type { Trouble } from '../trouble';
import { afterStep, type StepAnswer } from './after-step';
import type { CallEntry } from './call-entry';
import { groupsOf, MOST_AT_ONCE, type Group, type Job } from './groups';
import type { Next } from './next-step';
import type { OutboxRow, OutboxState, OutboxStore } from './outbox-store';

/** How steps reach amoCRM; the outbox knows no HTTP. One answer for each job, in their order. Never rejects. */
export interface Courier {
  /** Jobs of one group. */
  carryOut(jobs: readonly Job[], signal: AbortSignal): Promise<readonly StepAnswer[]>;
  /** Whether steps whose answers were lost were carried out. `undefined` = amoCRM did not let us look. */
  look(jobs: readonly Job[], signal: AbortSignal): Promise<readonly (StepAnswer | 'absent' | undefined)[]>;
}

export interface OutboxParts {
  readonly accountId: AccountId;
  readonly store: OutboxStore;
  readonly courier: Courier;
  /** What is to be done next for an entry, by the account's rules. */
  readonly nextStep: (entry: CallEntry) => Next;
  readonly clock: Clock;
  readonly log: Log;
}

const RETRY = { firstMs: 2_000, maxMs: 10 * 60_000 };
/** While amoCRM as a whole takes nothing, one try a minute finds out that it is back. */
const RETRY_ALL = { firstMs: 2_000, maxMs: 60_000 };
/** A server that asks for more (`Retry-After`) is asked again all the same. */
const LONGEST_WAIT_MS = 60 * 60_000;
/** Longer than a look through all notes of a busy account takes; whoever died in between is passed after it. */
const LEASE_MS = 10 * 60_000;
/** One that amoCRM lets hang must not hold up the others. */
const MOST_GROUPS = 8;
/** What may be about one call alone is about amoCRM when so many fail in a row. */
const SICK_AFTER = 3;
/** A try that runs may end by itself so long when the gateway stops, and then so long once more to be broken off. */
const STOP_GRACE_MS = 1_000;
/** At once; the rest at the next time. */
const MOST_RESENT = 10_000;
/** The store does not write: the disk is full, or read-only. */
const SAVE_AGAIN_MS = 5_000;

export type OutboxCounts = Readonly<Record<OutboxState, number>>;

/**
 * Brings what is wished of each ended call of one account to amoCRM, step by step; whatever fails waits and is tried
 * again, for as long as it takes. Entries are on the disk when `add` returns and leave `waiting` only by an answer of
 * amoCRM. While the disk takes none they are kept here, and `troubles` say so.
 */
export class Outbox {
  private readonly emitter: Emitter<{ changed: OutboxRow }>;
  private readonly stopping = new AbortController();
  private readonly unsaved = new Map<CallId, OutboxRow>();
  private readonly running = new Set<Promise<void>>();
  private undoTimer = (): void => {};
  private undoSaving = (): void => {};
  private stopped = true;
  private isClaiming = false;
  private isWokenAgain = false;
  /** amoCRM as a whole does not take anything before (epoch ms): away, token, limit. */
  private closedUntil = 0;
  /** Failures in a row, whatever call they are of. */
  private failures = 0;
  private failingSince: number | undefined;
  /** Missing until the store has been counted, which takes in what comes before. */
  private counted: Record<OutboxState, number> | undefined;
  private saving: Promise<void> = Promise.resolve();

  constructor(private readonly parts: OutboxParts) {
    this.emitter = new Emitter((error) => parts.log.error({ err: error }, 'listener of the outbox failed'));
  }

  /** Something about an entry is new; also once it is added. */
  on(name: 'changed', listener: (row: OutboxRow) => void): () => void {
    return this.emitter.on(name, listener);
  }

  start(): void {
    const { store, accountId } = this.parts;
    this.stopped = false;
    // Every request under way listens to it.
    setMaxListeners(0, this.stopping.signal);
    void (async () => {
      await store.releaseAll(accountId);
      const counts = await store.counts(accountId);
      this.counted = { ...counts };
    })()
      .catch((error: unknown) => this.parts.log.error({ err: error }, 'the outbox cannot be read'))
      .then(() => this.wake());
  }

  /** Within two seconds; a try that is broken off is looked for at the next start. For good: it does not start again. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.undoTimer();
    await this.saveAll();
    this.undoSaving();
    await this.lastTries();
  }

  /** What somebody has to mend. */
  get troubles(): readonly Trouble[] {
    const troubles: Trouble[] = [];
    if (this.unsaved.size > 0) troubles.push(storeFull(this.unsaved.size));
    const { refused } = this.counts;
    if (refused > 0) troubles.push(callsRefused(refused));
    return troubles;
  }

  /** Since when amoCRM has taken nothing of what was sent (epoch ms); `undefined` = it takes, or nothing is sent. */
  get silentSince(): number | undefined {
    return this.failingSince;
  }

  /** Of this account; what was delivered is counted for as long as it is kept. */
  get counts(): OutboxCounts {
    const counted = this.counted ?? NONE;
    return { ...counted, waiting: counted.waiting + this.unsaved.size };
  }

  /** On the disk as soon as it takes anything: until then `isUnsaved`. A second entry for the same call is ignored. */
  add(entry: CallEntry, awaitsResult: boolean): void {
    const { id } = entry.call;
    if (this.unsaved.has(id)) return;
    this.unsaved.set(id, this.firstRow(entry, awaitsResult));
    this.saving = this.save(id);
  }

  isUnsaved(callId: CallId): boolean {
    return this.unsaved.has(callId);
  }

  /**
   * Changes what is wished of a call; durable when it resolves. `change` gets the entry as it is and may be called again;
   * `undefined` of it = leave it. Resolves to the row, `undefined` = there is no such call. Rejects while the disk takes
   * nothing.
   */
  async change(
    callId: CallId,
    change: (row: OutboxRow) => Partial<Pick<OutboxRow, 'entry' | 'awaitsResult'>> | undefined,
  ): Promise<OutboxRow | undefined> {
    const { store, accountId } = this.parts;
    if (this.unsaved.has(callId)) await this.saving;
    if (this.unsaved.has(callId)) throw new Error(`Call ${callId} is not on the disk yet`);
    for (;;) {
      const row = await store.read(accountId, callId);
      const changed = row && change(row);
      if (!row || !changed) return row;
      const next = this.planned({ ...row, ...changed, revision: row.revision + 1, why: '' });
      const lost = await store.write(accountId, [next], 'other');
      if (lost.length > 0) continue;
      this.tellChanged(next, row);
      this.wake();
      return next;
    }
  }

  /** What amoCRM refused, or had no card for, is tried anew; resolves with how many. */
  async resend(): Promise<number> {
    const { store, accountId } = this.parts;
    const rows = await store.undelivered(accountId, { kind: 'held', limit: MOST_RESENT });
    for (const { entry } of rows) await this.askAnew(entry.call.id);
    this.hurry();
    return rows.length;
  }

  /** The same of one call; one that waits for its next try is tried at once. `false` = nothing of it is to be sent. */
  async resendOne(callId: CallId): Promise<boolean> {
    const row = await this.askAnew(callId);
    this.hurry();
    return row !== undefined && row.state !== 'delivered';
  }

  /** Access to amoCRM has just come (back): no reason to wait any longer. */
  hurry(): void {
    this.closedUntil = 0;
    this.wake();
  }

  private askAnew(callId: CallId): Promise<OutboxRow | undefined> {
    return this.change(callId, (row) =>
      row.state === 'delivered' ? undefined : { entry: askedAnew(row.entry) },
    );
  }

  private firstRow(entry: CallEntry, awaitsResult: boolean): OutboxRow {
    const addedAt = this.parts.clock.now();
    const row = { entry, awaitsResult, addedAt, revision: 1, attempts: 0, why: '' };
    return this.planned({ ...row, state: 'waiting', dueAt: 0 });
  }

  /** The row with state and time as they follow from its entry. */
  private planned(row: OutboxRow): OutboxRow {
    if (row.begun) return { ...row, state: 'waiting' };
    const next = this.parts.nextStep(row.entry);
    switch (next.next) {
      case 'step':
        return { ...row, state: 'waiting', dueAt: Math.max(next.at, row.addedAt) };
      case 'nothing':
        return { ...row, state: 'delivered' };
      case 'kept':
        return { ...row, state: 'no-entity' };
    }
  }

  private async lastTries(): Promise<void> {
    let undo = this.parts.clock.after(STOP_GRACE_MS, () => this.stopping.abort());
    const patience = new Promise<void>((over) => {
      this.stopping.signal.addEventListener('abort', () => {
        undo = this.parts.clock.after(STOP_GRACE_MS, over);
      });
    });
    await Promise.race([Promise.all(this.running), patience]);
    undo();
  }

  private async saveAll(): Promise<void> {
    for (const callId of [...this.unsaved.keys()]) await this.save(callId);
  }

  /** Never rejects: what the disk does not take is tried again. */
  private async save(callId: CallId): Promise<void> {
    const { store, accountId, log } = this.parts;
    const row = this.unsaved.get(callId);
    if (!row) return;
    try {
      const isNew = await store.add(accountId, row);
      if (!this.unsaved.delete(callId) || !isNew) return;
      log.info({ callId }, 'call recorded for amoCRM');
      this.tellChanged(row, undefined);
      this.wake();
    } catch (error) {
      log.error({ err: error, callId }, 'a call that ended is not on the disk yet, trying again');
      this.undoSaving();
      this.undoSaving = this.parts.clock.after(SAVE_AGAIN_MS, () => void this.saveAll());
    }
  }

  private tellChanged(row: OutboxRow, before: OutboxRow | undefined): void {
    if (this.counted && before) this.counted[before.state]--;
    if (this.counted) this.counted[row.state]++;
    this.emitter.emit('changed', row);
  }

  private wake(): void {
    if (this.stopped) return;
    if (this.isClaiming) this.isWokenAgain = true;
    else void this.claimAll();
  }

  private async claimAll(): Promise<void> {
    this.isClaiming = true;
    this.isWokenAgain = false;
    this.undoTimer();
    const nextAt = await this.claimDue().catch((error: unknown) => {
      this.parts.log.error({ err: error }, 'the outbox cannot be read, trying again');
      return this.parts.clock.now() + SAVE_AGAIN_MS;
    });
    this.isClaiming = false;
    if (this.isWokenAgain) return this.wake();
    if (nextAt === undefined || this.stopped) return;
    const waitMs = Math.max(1, nextAt - this.parts.clock.now());
    this.undoTimer = this.parts.clock.after(waitMs, () => this.wake());
  }

  /** Begins what is due and has room; returns when to look again (epoch ms), `undefined` = when something changes. */
  private async claimDue(): Promise<number | undefined> {
    const { store, accountId, clock } = this.parts;
    while (!this.stopped && this.running.size < MOST_GROUPS) {
      const now = clock.now();
      if (now < this.closedUntil) {
        const due = await store.nextDue(accountId);
        return due === undefined ? undefined : Math.max(due, this.closedUntil);
      }
      // One try at a time while amoCRM fails: it shows whether the rest may follow.
      if (this.failures > 0 && this.running.size > 0) return undefined;
      const limit = this.failures > 0 ? 1 : MOST_AT_ONCE;
      const rows = await store.claim(accountId, now, now + LEASE_MS, limit);
      if (rows.length === 0) return store.nextDue(accountId);
      for (const group of groupsOf(rows, this.parts.nextStep)) this.run(group);
    }
    return undefined;
  }

  private run(group: Group): void {
    const { log } = this.parts;
    const work: Promise<void> = this.workOn(group)
      .catch((error: unknown) => {
        // Its lease ends by itself; meanwhile the others go on.
        log.error({ err: error, calls: group.rows.map(({ entry }) => entry.call.id) }, 'outbox failed');
        this.closedUntil = this.parts.clock.now() + SAVE_AGAIN_MS;
      })
      .then(() => {
        this.running.delete(work);
        this.wake();
      });
    this.running.add(work);
  }

  private async workOn(group: Group): Promise<void> {
    const { store, accountId, courier } = this.parts;
    const { signal } = this.stopping;
    switch (group.kind) {
      case 'nothing':
        return this.conclude(group.rows, (row) => this.planned({ ...row, why: '' }));
      case 'look': {
        const found = await courier.look(group.jobs, signal);
        return this.concludeAll(group, (index) => {
          const answer = found[index];
          return answer ?? { kind: 'retry', why: 'could not look', maybeWritten: true };
        });
      }
      case 'carry-out': {
        if (group.isLookedFor)
          await store.begin(
            accountId,
            group.jobs.map(({ entry, step }) => ({ callId: entry.call.id, step })),
          );
        const answers = await courier.carryOut(group.jobs, signal);
        return this.concludeAll(group, (index) => answers[index] ?? NO_ANSWER);
      }
    }
  }

  private async concludeAll(
    { rows, jobs }: Extract<Group, { jobs: unknown }>,
    answerTo: (index: number) => StepAnswer | 'absent',
  ): Promise<void> {
    const answers = rows.map((_, index) => answerTo(index));
    this.judge(answers);
    const byCall = new Map(rows.map(({ entry }, index) => [entry.call.id, index]));
    await this.conclude(rows, (row) => {
      const index = byCall.get(row.entry.call.id) ?? 0;
      const job = jobs[index];
      return job ? this.concluded(row, job, answers[index] ?? NO_ANSWER) : row;
    });
  }

  /** Writes how a try ended, over whatever the agent has changed meanwhile. */
  private async conclude(
    claimed: readonly OutboxRow[],
    ending: (row: OutboxRow) => OutboxRow,
  ): Promise<void> {
    const { store, accountId } = this.parts;
    let rows = claimed;
    while (rows.length > 0) {
      const before = new Map(rows.map((row) => [row.entry.call.id, row]));
      const ended = rows.map((row) => ({ ...ending(row), revision: row.revision + 1 }));
      const lost = await store.write(accountId, ended, 'claimer');
      for (const row of ended)
        if (!lost.includes(row.entry.call.id)) this.tellChanged(row, before.get(row.entry.call.id));
      const again = await Promise.all(lost.map((callId) => store.read(accountId, callId)));
      rows = again.filter((row) => row !== undefined);
    }
  }

  private concluded(row: OutboxRow, { step }: Job, answer: StepAnswer | 'absent'): OutboxRow {
    const { log, clock } = this.parts;
    const callId = row.entry.call.id;
    const settled = withoutBegun(row);
    if (answer === 'absent') return this.planned({ ...settled, attempts: 0 });
    switch (answer.kind) {
      case 'done':
      case 'nobody':
      case 'gone':
        log.info({ callId, step: step.do, answer: answer.kind }, 'call told to amoCRM');
        return this.planned({ ...settled, entry: afterStep(row.entry, step, answer), attempts: 0, why: '' });
      case 'refused':
        log.error({ callId, step: step.do, why: answer.why }, 'amoCRM refuses the call, kept');
        return { ...settled, state: 'refused', why: `${step.do}: ${answer.why}` };
      case 'retry': {
        const delayMs = delayFor(RETRY, answer, row.attempts);
        log.warn({ callId, step: step.do, why: answer.why, delayMs }, 'call not told yet, trying again');
        const tried = { ...settled, attempts: row.attempts + 1, why: answer.why, state: 'waiting' } as const;
        const dueAt = isOwnFault(answer) ? clock.now() + delayMs : row.dueAt;
        return answer.maybeWritten ? { ...tried, dueAt, begun: step } : { ...tried, dueAt };
      }
    }
  }

  /** Whether amoCRM as a whole is to be left in peace for a while. */
  private judge(answers: readonly (StepAnswer | 'absent')[]): void {
    const retries = answers.flatMap((answer) =>
      answer !== 'absent' && answer.kind === 'retry' ? answer : [],
    );
    if (retries.length < answers.length) {
      this.failures = 0;
      this.failingSince = undefined;
      return;
    }
    const [worst] = retries;
    if (!worst) return;
    const delayMs = Math.max(...retries.map((answer) => delayFor(RETRY_ALL, answer, this.failures)));
    this.failures++;
    this.failingSince ??= this.parts.clock.now();
    if (!isOwnFault(worst) || this.failures >= SICK_AFTER)
      this.closedUntil = this.parts.clock.now() + delayMs;
  }
}

/** As long as amoCRM says, or by the back-off; ms. */
function delayFor(
  backoff: typeof RETRY,
  { afterMs = 0 }: { readonly afterMs?: number },
  attempt: number,
): number {
  return Math.max(Math.min(afterMs, LONGEST_WAIT_MS), nextDelayMs(backoff, attempt, Math.random()));
}

const storeFull = (calls: number): Trouble => ({
  fault: 'store-full',
  words: `The disk takes no more: calls that ended and would be lost by a restart: ${calls}. Free some space, or make the store writable`,
});

const callsRefused = (calls: number): Trouble => ({
  fault: 'calls-refused',
  words: `amoCRM does not take some calls as they are, they are kept: ${calls}. The log says why; when that is mended, send them again on the widget's page in amoCRM's settings, or start the gateway once with --resend`,
});

/** Somebody may have made the card meanwhile. */
function askedAnew(entry: CallEntry): CallEntry {
  const written: { -readonly [Key in keyof CallEntry['written']]: CallEntry['written'][Key] } = {
    ...entry.written,
  };
  delete written.nobody;
  return { ...entry, written };
}

function withoutBegun(row: OutboxRow): OutboxRow {
  const settled: { -readonly [Key in keyof OutboxRow]: OutboxRow[Key] } = { ...row };
  delete settled.begun;
  return settled;
}

const NONE: OutboxCounts = { waiting: 0, delivered: 0, 'no-entity': 0, refused: 0 };
const NO_ANSWER: StepAnswer = { kind: 'retry', why: 'no answer', maybeWritten: true };

/**
 * A 5xx or a lacking right may be about this call alone, so the others pass it. Everything else is about amoCRM or us: nobody knocks before,
 * and the order stays.
 */
const isOwnFault = ({ why }: { readonly why: string }): boolean => /^http-(5|403)/.test(why);
