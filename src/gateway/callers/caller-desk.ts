import type { CallView } from '../../call/call-view';
import type { CallId, UserId } from '../../call/ids';
import type { CallerOwner, ChooseOwner, KnownCaller } from '../../protocol/callers';
import type { StoredOwner } from '../crm/phone-index/index-store';
import type { Log } from '../log';
import type { AmoUser } from '../profile/account-profile';
import { knownOwners } from './known-owners';
import { hasLinked, type OwnerBook } from './owner-book';

export interface CallerDeskParts {
  /** By number, E.164; `undefined` = the index is not filled yet. */
  readonly ownersOf: (number: string) => Promise<readonly StoredOwner[] | undefined>;
  readonly userOf: (userId: UserId) => AmoUser | undefined;
  readonly book: Pick<OwnerBook, 'marked' | 'choose' | 'about'>;
  readonly now: () => number;
  readonly log: Pick<Log, 'error'>;
}

/** Tells each agent who is behind a call of his, from the phone index alone: amoCRM is not asked while it rings. */
export class CallerDesk {
  /** One lookup a call, however many phones ring. */
  private readonly lookups = new Map<CallId, Promise<readonly StoredOwner[] | undefined>>();
  private readonly told = new Map<CallId, Set<UserId>>();

  constructor(private readonly parts: CallerDeskParts) {}

  /** `undefined` = nothing can be said: a colleague, a withheld number, no index yet, or rights that are not known. */
  async callerFor(userId: UserId, { id, other }: CallView): Promise<KnownCaller | undefined> {
    if (other.colleague || !other.number.startsWith('+')) return undefined;
    const user = this.parts.userOf(userId);
    if (!user) return undefined;
    const found = await this.lookUp(id, other.number);
    return found && { callId: id, owners: await this.ownersIn(found, user, other.number, id) };
  }

  /** With the first view of a call that this agent gets; `undefined` also for those that follow. */
  async callerForNew(userId: UserId, view: CallView): Promise<KnownCaller | undefined> {
    const told = this.told.get(view.id) ?? new Set();
    if (told.has(userId)) return undefined;
    this.told.set(view.id, told.add(userId));
    return this.callerFor(userId, view);
  }

  /** Of a number, for this call or for none; `undefined` like `callerFor`. */
  async ownersFor(
    userId: UserId,
    number: string,
    callId?: CallId,
  ): Promise<readonly CallerOwner[] | undefined> {
    const user = number.startsWith('+') ? this.parts.userOf(userId) : undefined;
    const found = user && (await this.found(this.parts.ownersOf(number)));
    return user && found && this.ownersIn(found, user, number, callId);
  }

  /**
   * Of several cards with the caller's number this agent means this one, from now on and for everybody; and the call is
   * about this lead or customer of it. `false` = he has no such card, or it no such lead. While the index is not filled he
   * is believed: a card without the number never counts.
   */
  async choose(
    userId: UserId,
    { id, other: { number } }: CallView,
    { owner: chosen, about }: Pick<ChooseOwner, 'owner' | 'about'>,
  ): Promise<boolean> {
    if (!number.startsWith('+')) return false;
    const { book, now } = this.parts;
    const owners = await this.ownersFor(userId, number);
    const owner = owners?.find((one) => one.type === chosen.type && one.id === chosen.id);
    if (owners && (!owner || (about && !hasLinked(owner, about)))) return false;
    await book.choose(number, chosen);
    await book.about(id, about, now());
    return true;
  }

  forget(callId: CallId): void {
    this.lookups.delete(callId);
    this.told.delete(callId);
  }

  private ownersIn(
    found: readonly StoredOwner[],
    user: AmoUser,
    number: string,
    callId?: CallId,
  ): Promise<readonly CallerOwner[]> {
    return this.parts.book.marked(number, user.userId, knownOwners(found, user), callId);
  }

  private lookUp(callId: CallId, number: string): Promise<readonly StoredOwner[] | undefined> {
    const known = this.lookups.get(callId);
    if (known) return known;
    const lookup = this.found(this.parts.ownersOf(number));
    this.lookups.set(callId, lookup);
    return lookup;
  }

  private found(lookup: ReturnType<CallerDeskParts['ownersOf']>): typeof lookup {
    return lookup.catch((error: unknown) => {
      this.parts.log.error({ err: error }, 'the phone index could not be asked');
      return undefined;
    });
  }
}
