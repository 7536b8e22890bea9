import { topicsOf, type CallTopic, type EntityRef, type NumberOwner } from '../../call/entity-rule';
import type { AccountId, CallId, UserId } from '../../call/ids';
import type { Log } from '../log';
import type { OwnerKey, OwnerMemory } from './owner-memory';

/** Of one account: which of several cards with a number is meant, by what agents chose and with whom they talked. */
export class OwnerBook {
  constructor(
    private readonly accountId: AccountId,
    private readonly memory: OwnerMemory,
    private readonly log: Pick<Log, 'error'>,
  ) {}

  /**
   * The owners with what the entity rule wants to know of them, and of this call where there is one; as they came when the
   * store cannot tell. Never rejects.
   */
  async marked<Owner extends NumberOwner>(
    number: string,
    userId: UserId | undefined,
    owners: readonly Owner[],
    callId?: CallId,
  ): Promise<readonly Owner[]> {
    const mayHaveTopic = callId !== undefined && owners.some((owner) => topicsOf(owner).length > 0);
    if (owners.length < 2 && !mayHaveTopic) return owners;
    try {
      const about = mayHaveTopic ? await this.memory.topic(this.accountId, callId) : undefined;
      const { chosen, talks } = await this.memory.recall(this.accountId, number, userId);
      return owners.map((owner) => {
        const lastTalkAt = talks.find((talk) => isSame(talk.owner, owner))?.at;
        return {
          ...owner,
          ...(lastTalkAt !== undefined && { lastTalkAt }),
          ...(chosen && isSame(chosen, owner) && { isChosen: true }),
          ...(about && hasLinked(owner, about) && { about }),
        };
      });
    } catch (error) {
      this.log.error({ err: error }, 'the cards that agents chose could not be read');
      return owners;
    }
  }

  choose(number: string, owner: OwnerKey): Promise<void> {
    return this.memory.choose(this.accountId, number, owner);
  }

  /** An agent said what this call is about, or that it is not clear. `at`: epoch ms. */
  about(callId: CallId, topic: CallTopic | undefined, at: number): Promise<void> {
    return this.memory.setTopic(this.accountId, callId, topic, at);
  }

  /** A result was linked to this entity: its contact or company is chosen, if it is one of these and no doubt is left. */
  async linked(number: string, entity: EntityRef, owners: readonly NumberOwner[]): Promise<void> {
    const meant = owners.filter((owner) => isSame(entity, owner) || hasLinked(owner, entity));
    const [owner] = meant;
    if (owners.length > 1 && owner && meant.length === 1) await this.choose(number, owner);
  }

  /** Of a talk that ended. */
  talked(number: string, userId: UserId, owner: OwnerKey, at: number): Promise<void> {
    return this.memory.talked(this.accountId, number, userId, owner, at);
  }
}

const isSame = (one: { readonly type: string; readonly id: number }, other: OwnerKey): boolean =>
  one.type === other.type && one.id === other.id;

export function hasLinked(
  { leads, customers }: NumberOwner,
  { type, id }: Pick<EntityRef, 'type' | 'id'>,
): boolean {
  const linked = type === 'lead' ? leads : type === 'customer' ? customers : [];
  return linked.some((one) => one.id === id);
}
