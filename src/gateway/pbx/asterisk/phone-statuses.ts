import type { AgentStatus } from '../../../call/agent-status';
import type { Extension } from '../../../call/ids';
import type { Log } from '../../log';
import type { Trouble } from '../../trouble';
import type { AmiAnswer, AmiFields } from './ami-client';

export interface PhoneStatusParts {
  readonly send: (fields: AmiFields) => Promise<AmiAnswer>;
  /** `PJSIP/{extension}` */
  readonly channel: string;
  /** The interface of a queue's member, `Local/{extension}@from-queue/n`. */
  readonly member: string;
  readonly log: Log;
}

const MAY_NOT_PAUSE: Trouble = {
  fault: 'pbx-may-not-pause',
  words:
    'Asterisk does not let this user pause members of queues, so they ring agents who are not to be disturbed: add "agent" to "write" of this user in manager.conf, then "manager reload"',
};

/**
 * Which agents are not to be rung, told to Asterisk: members of queues are paused, and for ring groups the global
 * variable `LINIA_STATUS_<endpoint>` stands, which linia-status.conf asks. Asterisk forgets such variables when it
 * stops, so after every connect all is told again.
 */
export class PhoneStatuses {
  private wanted: ReadonlyMap<Extension, AgentStatus> = new Map();
  private readonly told = new Map<Extension, AgentStatus>();
  private isTelling = false;
  private isUp = false;
  private mayPause = true;

  constructor(private readonly parts: PhoneStatusParts) {}

  get trouble(): Trouble | undefined {
    return this.mayPause ? undefined : MAY_NOT_PAUSE;
  }

  /** All that ever differed from `ready`. */
  set(wanted: ReadonlyMap<Extension, AgentStatus>): void {
    this.wanted = wanted;
    void this.tell();
  }

  connected(): void {
    this.told.clear();
    [this.isUp, this.mayPause] = [true, true];
    void this.tell();
  }

  lost(): void {
    this.isUp = false;
  }

  /** One after the other, the newest wish each time. */
  private async tell(): Promise<void> {
    if (this.isTelling) return;
    this.isTelling = true;
    for (let next = this.next(); next; next = this.next()) {
      const [extension, status] = next;
      this.told.set(extension, status);
      await this.tellOne(extension, status);
    }
    this.isTelling = false;
  }

  private next(): readonly [Extension, AgentStatus] | undefined {
    if (!this.isUp) return undefined;
    const goneOnes = [...this.told].filter(
      ([extension, status]) => status !== 'ready' && !this.wanted.has(extension),
    );
    const [gone] = goneOnes;
    if (gone) return [gone[0], 'ready'];
    return [...this.wanted].find(([extension, status]) => this.told.get(extension) !== status);
  }

  private async tellOne(extension: Extension, status: AgentStatus): Promise<void> {
    const { channel, member, send } = this.parts;
    const isReady = status === 'ready';
    const endpoint = channel.replaceAll('{extension}', extension).split('/').at(1) ?? extension;
    await send([
      ['Action', 'Setvar'],
      ['Variable', `LINIA_STATUS_${endpoint}`],
      ['Value', isReady ? '' : status],
    ]);
    const paused = await send([
      ['Action', 'QueuePause'],
      ['Interface', member.replaceAll('{extension}', extension)],
      ['Paused', String(!isReady)],
      ['Reason', isReady ? '' : status],
    ]);
    // "Interface not found" = he is in no queue; without app_queue there is no such action.
    if (paused.answer === 'error' && /permission/i.test(paused.message)) this.mayNotPause();
  }

  private mayNotPause(): void {
    if (this.mayPause) this.parts.log.error(MAY_NOT_PAUSE.words);
    this.mayPause = false;
  }
}
