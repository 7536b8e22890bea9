import type { CallView } from '../../call/call-view';
import type { CallId, UserId } from '../../call/ids';
import { Emitter } from '../../lib/emitter';
import type { CallerOwner, ChooseOwner, KnownCaller } from '../../protocol/callers';
import type { StoredOwner } from '../crm/phone-index/index-store';
import type { IndexedKind } from '../crm/phone-index/indexed-entity';
import type { Log } from '../log';
import type { AmoUser } from '../profile/account-profile';
import { knownOwners } from './known-owners';
import { hasLinked, type OwnerBook } from './owner-book';

export interface CallerDeskParts {
  /** By number, E.164; `undefined` = the index is not filled yet. */
  readonly ownersOf: (number: string) => Promise<readonly StoredOwner[] | undefined>;
  /** amoCRM is asked for it, and the index knows it. */
  readonly readNow: (kind: IndexedKind, id: number) => Promise<void>;
  readonly userOf: (userId: UserId) => AmoUser | undefined;
  readonly book: Pick<OwnerBook, 'marked' | 'choose' | 'about'>;
  readonly now: () => number;
  readonly log: Pick<Log, 'error'>;
}

type Choice = Pick<ChooseOwner, 'owner' | 'about'>;

interface Lookup {
  readonly number: string;
  readonly found: Promise<readonly StoredOwner[] | undefined>;
}

/** An agent has a card of the call, and other people or other leads stand on it now. */
export interface CallerChanged {
  readonly userId: UserId;
  readonly caller: KnownCaller;
}

/** Tells each agent who is behind a call of his, from the phone index alone: amoCRM is not asked while it rings. */
export class CallerDesk {
  private readonly emitter: Emitter<{ changed: CallerChanged }>;
  /** One lookup a call, however many phones ring. */
  private readonly lookups = new Map<CallId, Lookup>();
  private readonly told = new Map<CallId, Set<UserId>>();

  constructor(private readonly parts: CallerDeskParts) {
    this.emitter = new Emitter((error) => parts.log.error({ err: error }, 'listener of the callers failed'));
  }

  on(name: 'changed', listener: (changed: CallerChanged) => void): () => void {
    return this.emitter.on(name, listener);
  }

  /** `undefined` = nothing can be said: a colleague, a withheld number, no index yet, or rights that are not known. */
  async callerFor(userId: UserId, { id, other }: CallView): Promise<KnownCaller | undefined> {
    if (other.colleague || !other.number.startsWith('+')) return undefined;
    const user = this.parts.userOf(userId);
    if (!user) return undefined;
    this.told.set(id, (this.told.get(id) ?? new Set()).add(userId));
    const found = await this.lookUp(id, other.number);
    return found && { callId: id, owners: await this.ownersIn(found, user, other.number, id) };
  }

  /** With the first view of a call that this agent gets; `undefined` also for those that follow. */
  async callerForNew(userId: UserId, view: CallView): Promise<KnownCaller | undefined> {
    return this.told.get(view.id)?.has(userId) ? undefined : this.callerFor(userId, view);
  }

  /** amoCRM says something else than before: a card made while the call goes on is shown in it, and so is a new lead. */
  async indexChanged(): Promise<void> {
    await Promise.all([...this.lookups].map(([callId, known]) => this.lookAgain(callId, known)));
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
   * is believed: a card without the number never counts. What the index does not know is asked from amoCRM first: his
   * card may name a lead that was made a moment ago.
   */
  async choose(
    userId: UserId,
    { id, other: { number } }: CallView,
    { owner, about }: Choice,
  ): Promise<boolean> {
    if (!number.startsWith('+')) return false;
    const { book, now, readNow } = this.parts;
    const isHis = async (): Promise<boolean> =>
      isAmong(await this.ownersFor(userId, number), { owner, about });
    if (!(await isHis())) {
      await readNow(owner.type === 'contact' ? 'contacts' : 'companies', owner.id);
      if (about) await readNow(about.type === 'lead' ? 'leads' : 'customers', about.id);
      if (!(await isHis())) return false;
    }
    this.lookups.delete(id);
    await book.choose(number, owner);
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

  private async lookAgain(callId: CallId, { number, found: before }: Lookup): Promise<void> {
    const found = await this.found(this.parts.ownersOf(number));
    if (!found || JSON.stringify(found) === JSON.stringify(await before)) return;
    this.lookups.set(callId, { number, found: Promise.resolve(found) });
    for (const userId of this.told.get(callId) ?? []) {
      const user = this.parts.userOf(userId);
      const owners = user && (await this.ownersIn(found, user, number, callId));
      if (owners) this.emitter.emit('changed', { userId, caller: { callId, owners } });
    }
  }

  private lookUp(callId: CallId, number: string): Lookup['found'] {
    const known = this.lookups.get(callId);
    if (known) return known.found;
    const found = this.found(this.parts.ownersOf(number));
    this.lookups.set(callId, { number, found });
    return found;
  }

  private found(lookup: ReturnType<CallerDeskParts['ownersOf']>): typeof lookup {
    return lookup.catch((error: unknown) => {
      this.parts.log.error({ err: error }, 'the phone index could not be asked');
      return undefined;
    });
  }
}

function isAmong(owners: readonly CallerOwner[] | undefined, { owner, about }: Choice): boolean {
  if (!owners) return true;
  const chosen = owners.find(({ type, id }) => type === owner.type && id === owner.id);
  return chosen !== undefined && (!about || hasLinked(chosen, about));
}
