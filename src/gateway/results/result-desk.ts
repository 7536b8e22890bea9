import type { CallResult } from '../../call/call-result';
import type { EndedCall } from '../../call/ended-call';
import type { CallId, Extension, UserId } from '../../call/ids';
import { Emitter } from '../../lib/emitter';
import type { AwaitedResult, ResultDraft } from '../../protocol/call-results';
import type { Outcome } from '../../protocol/messages';
import type { Log } from '../log';
import type { PhoneNumbers } from '../phone-numbers';

export interface ResultDeskParts {
  readonly phones: PhoneNumbers;
  /** Users at an extension now. */
  readonly usersAt: (extension: Extension) => readonly UserId[];
  readonly log: Pick<Log, 'error'>;
}

interface Waiting {
  readonly agents: readonly UserId[];
  readonly awaited: AwaitedResult;
}

const OPENS_FROM_MS = 30_000;
const WRAP_UP_MS = 10 * 60_000;

/** Calls of each agent that wait for what he says of them. */
export class ResultDesk {
  private readonly emitter: Emitter<{ changed: UserId }>;
  private readonly waiting = new Map<CallId, Waiting>();

  constructor(private readonly parts: ResultDeskParts) {
    this.emitter = new Emitter((error) => parts.log.error({ err: error }, 'listener of results failed'));
  }

  /** This agent's list is another one. */
  on(name: 'changed', listener: (userId: UserId) => void): () => void {
    return this.emitter.on(name, listener);
  }

  /** The newest first. */
  async awaitedBy(userId: UserId): Promise<readonly AwaitedResult[]> {
    const own = [...this.waiting.values()].filter(({ agents }) => agents.includes(userId));
    return own.map(({ awaited }) => awaited).reverse();
  }

  ended({ responsible, talkMs, ...call }: EndedCall): void {
    if (responsible === undefined || talkMs === 0) return;
    const awaited = {
      callId: call.id,
      revision: 1,
      direction: call.direction,
      other: this.parts.phones.of(call.number),
      startedAt: call.startedAt,
      endedAt: call.endedAt,
      talkMs,
      opens: talkMs >= OPENS_FROM_MS,
      logsAt: call.endedAt + (talkMs >= OPENS_FROM_MS ? WRAP_UP_MS : 0),
      logged: false,
    };
    this.keep({ agents: this.parts.usersAt(responsible), awaited });
  }

  async save(userId: UserId, callId: CallId, _result: CallResult): Promise<Outcome<null>> {
    const waiting = this.of(userId, callId);
    if (!waiting) return { ok: false, fault: 'unknown-call' };
    this.waiting.delete(callId);
    this.tell(waiting);
    return { ok: true, value: null };
  }

  async close(userId: UserId, callId: CallId): Promise<Outcome<null>> {
    return this.change(userId, callId, { opens: false });
  }

  async saveDraft(userId: UserId, callId: CallId, draft: ResultDraft): Promise<Outcome<null>> {
    return this.change(userId, callId, { draft });
  }

  private change(userId: UserId, callId: CallId, change: Partial<AwaitedResult>): Outcome<null> {
    const waiting = this.of(userId, callId);
    if (!waiting) return { ok: false, fault: 'unknown-call' };
    const { awaited } = waiting;
    this.keep({ ...waiting, awaited: { ...awaited, ...change, revision: awaited.revision + 1 } });
    return { ok: true, value: null };
  }

  private of(userId: UserId, callId: CallId): Waiting | undefined {
    const waiting = this.waiting.get(callId);
    return waiting?.agents.includes(userId) ? waiting : undefined;
  }

  private keep(waiting: Waiting): void {
    this.waiting.set(waiting.awaited.callId, waiting);
    this.tell(waiting);
  }

  private tell({ agents }: Waiting): void {
    for (const userId of agents) this.emitter.emit('changed', userId);
  }
}
