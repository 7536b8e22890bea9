import type { CallResult, CallStatus } from '../../call/call-result';
import type { EntityRef } from '../../call/entity-rule';
import type { AccountId, CallId, Extension, UserId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { Emitter } from '../../lib/emitter';
import type { AwaitedResult, ResultDraft, ResultsNow, TaskType } from '../../protocol/call-results';
import type { CallerOwner } from '../../protocol/callers';
import type { Outcome } from '../../protocol/messages';
import type { Log } from '../log';
import type { CallEntry } from '../outbox/call-entry';
import type { Outbox } from '../outbox/outbox';
import type { OutboxRow, OutboxStore } from '../outbox/outbox-store';
import type { PhoneNumbers } from '../phone-numbers';

export interface ResultDeskParts {
  readonly accountId: AccountId;
  readonly outbox: Pick<Outbox, 'change' | 'on'>;
  readonly store: Pick<OutboxStore, 'awaiting'>;
  readonly phones: PhoneNumbers;
  readonly extensionOf: (userId: UserId) => Extension | undefined;
  /** Users at an extension now. */
  readonly usersAt: (extension: Extension) => readonly UserId[];
  /** Who has the number, as this user may see it; `undefined` = cannot be told. */
  readonly ownersFor: (
    userId: UserId,
    number: string,
    callId?: CallId,
  ) => Promise<readonly CallerOwner[] | undefined>;
  /** An agent linked a result to this entity by his own choice; the owners as he sees them. */
  readonly linked: (number: string, entity: EntityRef, owners: readonly CallerOwner[]) => Promise<void>;
  readonly account: () => { readonly taskTypes: readonly TaskType[]; readonly timezone: string };
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

/** An agent remembers his calls of so long; and so many are shown. */
const AWAITED_MS = 3 * 24 * 60 * 60_000;
const MOST_AWAITED = 20;

/** Calls of each agent that wait for what he says of them. */
export class ResultDesk {
  private readonly emitter: Emitter<{ changed: UserId }>;
  private readonly undo: () => void;

  constructor(private readonly parts: ResultDeskParts) {
    this.emitter = new Emitter((error) => parts.log.error({ err: error }, 'listener of results failed'));
    this.undo = parts.outbox.on('changed', (row) => this.tell(row));
  }

  stop(): void {
    this.undo();
  }

  /** The list of this agent is another one. */
  on(name: 'changed', listener: (userId: UserId) => void): () => void {
    return this.emitter.on(name, listener);
  }

  async awaitedBy(userId: UserId): Promise<ResultsNow> {
    const { store, accountId, clock, extensionOf, account } = this.parts;
    const extension = extensionOf(userId);
    const since = clock.now() - AWAITED_MS;
    const rows = extension ? await store.awaiting(accountId, extension, since, MOST_AWAITED) : [];
    return { ...account(), awaited: await Promise.all(rows.map((row) => this.awaited(userId, row))) };
  }

  /** Sent twice it changes nothing; after another one it is the one that holds. */
  async save(userId: UserId, callId: CallId, result: CallResult): Promise<Outcome<null>> {
    let number = '';
    const outcome = await this.change(userId, callId, (entry) => {
      ({ number } = entry.call);
      return {
        entry: { ...withoutDraft(entry), result: { ...result, by: userId } },
        awaitsResult: false,
      };
    });
    if (outcome.ok && result.link.link === 'entity')
      await this.keepChoice(userId, number, result.link.entity);
    return outcome;
  }

  /** The outcome alone, from wherever the agent says it; what he wrote stays. */
  async mark(userId: UserId, callId: CallId, status: CallStatus): Promise<void> {
    await this.parts.outbox.change(callId, ({ entry }) => {
      const { result } = entry;
      if (result?.status === status) return undefined;
      const rest = result ?? ({ note: '', link: { link: 'rule' }, by: userId } as const);
      return { entry: { ...entry, result: { ...rest, status } } };
    });
  }

  async close(userId: UserId, callId: CallId): Promise<Outcome<null>> {
    return this.change(userId, callId, (entry) => ({ entry: { ...entry, closed: true } }));
  }

  async saveDraft(userId: UserId, callId: CallId, draft: ResultDraft): Promise<Outcome<null>> {
    const at = this.parts.clock.now();
    return this.change(userId, callId, (entry) => ({ entry: { ...entry, draft: { ...draft, at } } }));
  }

  /** The result is safe already; a lost choice costs the agent one click. */
  private async keepChoice(userId: UserId, number: string, entity: EntityRef): Promise<void> {
    try {
      const owners = await this.parts.ownersFor(userId, number);
      if (owners) await this.parts.linked(number, entity, owners);
    } catch (error) {
      this.parts.log.error({ err: error, userId }, 'the card that an agent chose could not be kept');
    }
  }

  private async change(
    userId: UserId,
    callId: CallId,
    change: (entry: CallEntry) => Partial<Pick<OutboxRow, 'entry' | 'awaitsResult'>>,
  ): Promise<Outcome<null>> {
    const { outbox, extensionOf, log } = this.parts;
    const extension = extensionOf(userId);
    let isHis = false;
    try {
      await outbox.change(callId, ({ entry, awaitsResult }) => {
        // What was saved is changed by whoever saved it, and by nobody else.
        isHis = awaitsResult ? entry.call.extension === extension : entry.result?.by === userId;
        return isHis ? change(entry) : undefined;
      });
    } catch (error) {
      log.error({ err: error, callId, userId }, 'a call result could not be kept');
      return { ok: false, fault: 'not-saved' };
    }
    return isHis ? { ok: true, value: null } : { ok: false, fault: 'unknown-call' };
  }

  private async awaited(userId: UserId, { entry, revision }: OutboxRow): Promise<AwaitedResult> {
    const { call, logsAt, closed, draft, recording } = entry;
    const owners = await this.parts.ownersFor(userId, call.number, call.id);
    return {
      callId: call.id,
      revision,
      direction: call.direction,
      other: this.parts.phones.of(call.number),
      startedAt: call.startedAt,
      endedAt: call.endedAt,
      talkMs: call.talkMs,
      opens: logsAt > call.endedAt && !closed && this.parts.clock.now() < logsAt,
      logsAt,
      stands: standsIn(entry),
      ...(draft && { draft }),
      ...(owners && { owners }),
      ...(recording !== undefined && { recordingUrl: recording }),
    };
  }

  private tell({ entry: { call }, awaitsResult }: OutboxRow): void {
    if (!call.extension || (!awaitsResult && call.disposition !== 'answered')) return;
    for (const userId of this.parts.usersAt(call.extension)) this.emitter.emit('changed', userId);
  }
}

function withoutDraft(entry: CallEntry): CallEntry {
  const rest: { -readonly [Key in keyof CallEntry]: CallEntry[Key] } = { ...entry };
  delete rest.draft;
  return rest;
}

function standsIn({ written }: CallEntry): AwaitedResult['stands'] {
  if (written.note) return 'note';
  return written.unsorted && !written.unsorted.over ? 'unsorted' : 'nowhere';
}
