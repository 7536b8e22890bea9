import type { AgentStatus } from '../../call/agent-status';
import type { AccountId, Extension, UserId } from '../../call/ids';
import { Emitter } from '../../lib/emitter';
import type { Log } from '../log';
import { CommandQueue } from './command-queue';
import type { Directory } from './directory';
import type { StatusStore } from './status-store';

export interface StatusParts {
  readonly accountId: AccountId;
  readonly store: Pick<StatusStore, 'save'>;
  /** As they were chosen before. */
  readonly chosen: ReadonlyMap<UserId, AgentStatus>;
  readonly directory: Pick<Directory, 'user' | 'usersAt'>;
  readonly log: Log;
}

/** What the agents of one account have chosen, and what follows from it for their phones. Kept over a restart. */
export class AgentStatuses {
  private readonly emitter: Emitter<{ changed: UserId }>;
  private readonly chosen: Map<UserId, AgentStatus>;
  private readonly atWork = new Set<UserId>();
  private readonly queue = new CommandQueue();

  constructor(private readonly parts: StatusParts) {
    this.emitter = new Emitter((error) =>
      parts.log.error({ err: error }, 'listener of the agents’ statuses failed'),
    );
    this.chosen = new Map(parts.chosen);
  }

  /** An agent has chosen, or his phone counts otherwise now. */
  on(name: 'changed', listener: (userId: UserId) => void): () => void {
    return this.emitter.on(name, listener);
  }

  of(userId: UserId): AgentStatus {
    return this.chosen.get(userId) ?? 'ready';
  }

  /** False = it is so already. Rejects when the disk takes nothing. */
  choose(userId: UserId, status: AgentStatus): Promise<boolean> {
    return this.queue.run(String(userId), async () => {
      if (this.of(userId) === status) return false;
      await this.parts.store.save(this.parts.accountId, userId, status);
      this.chosen.set(userId, status);
      this.emitter.emit('changed', userId);
      return true;
    });
  }

  /** His first browser came, or his last one went. */
  present(userId: UserId, isThere: boolean): void {
    if (isThere) this.atWork.add(userId);
    else this.atWork.delete(userId);
    if (this.isShared(userId)) this.emitter.emit('changed', userId);
  }

  /** Of a phone that several share (shifts) those count who are at work; it is ready for whoever of them is. */
  at(extension: Extension): AgentStatus {
    const users = this.parts.directory.usersAt(extension).map(({ userId }) => userId);
    const there = users.filter((userId) => this.atWork.has(userId));
    const statuses = (there.length > 0 ? there : users).map((userId) => this.of(userId));
    return statuses.find((status) => status === 'ready') ?? statuses[0] ?? 'ready';
  }

  /** Phones of everybody who has ever chosen; the PBX is told no other. */
  byExtension(): ReadonlyMap<Extension, AgentStatus> {
    const extensions = [...this.chosen.keys()].map((userId) => this.parts.directory.user(userId)?.extension);
    const known = extensions.filter((extension) => extension !== undefined);
    return new Map(known.map((extension) => [extension, this.at(extension)]));
  }

  private isShared(userId: UserId): boolean {
    const extension = this.parts.directory.user(userId)?.extension;
    return extension !== undefined && this.parts.directory.usersAt(extension).length > 1;
  }
}
