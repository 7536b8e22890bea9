import type { AccountId, CallId, Extension, UserId } from '../../call/ids';
import type { AgentRole } from '../../protocol/agent-role';
import { isAtLeast } from '../../protocol/agent-role';
import type { CallerOwner } from '../../protocol/callers';
import type { JournalCall, JournalPage, JournalTimeLine } from '../../protocol/journal';
import type { PhoneNumbers } from '../phone-numbers';
import type { FoundCall, JournalQuestion, JournalStore } from './journal-store';
import { masked } from './masked';

export interface JournalReaderParts {
  readonly accountId: AccountId;
  readonly store: Pick<JournalStore, 'find' | 'read'>;
  readonly roleOf: (userId: UserId) => AgentRole;
  /** Whether amoCRM lets him see every contact of the account. */
  readonly seesAllContacts: (userId: UserId) => boolean;
  /** Who has the number, as this user may see it; `undefined` = cannot be told. */
  readonly ownersFor: (userId: UserId, number: string) => Promise<readonly CallerOwner[] | undefined>;
  readonly phones: PhoneNumbers;
}

/** What somebody looks for in the journal. */
export interface JournalSearch {
  readonly find: string;
  readonly isUndelivered: boolean;
  readonly isMissed: boolean;
  readonly extension?: Extension;
  readonly since?: number;
  readonly until?: number;
  /** `next` of the page before; `''` = from the newest on. */
  readonly next: string;
}

const AT_ONCE = 50;
/** Who sees no numbers must not find them out digit by digit. */
const MOST_OF_A_NUMBER = 7;

/** An agent's own last calls; how many, and how far back they are looked for. */
const RECENT = 4;
const RECENT_MS = 14 * 24 * 60 * 60 * 1000;

/** The journal of one account for those who may read it: supervisors and administrators. `undefined` = not for him. */
export class JournalReader {
  constructor(private readonly parts: JournalReaderParts) {}

  mayRead(userId: UserId): boolean {
    return isAtLeast(this.parts.roleOf(userId), 'supervisor');
  }

  async page(userId: UserId, { find, next, ...filter }: JournalSearch): Promise<JournalPage> {
    const { store, accountId } = this.parts;
    const digits = this.digitsOf(find);
    const isAnything =
      find.trim() === '' || digits.length >= (this.seesNumbers(userId) ? 2 : MOST_OF_A_NUMBER);
    if (!isAnything) return { calls: [] };
    const before = placeOf(next);
    const question: JournalQuestion = {
      ...filter,
      digits,
      limit: AT_ONCE + 1,
      ...(before && { before }),
    };
    const found = await store.find(accountId, question);
    const shown = found.slice(0, AT_ONCE);
    const last = found.length > AT_ONCE ? shown.at(-1) : undefined;
    return {
      calls: await Promise.all(shown.map((call) => this.seenBy(userId, call))),
      ...(last && { next: `${last.at}:${last.callId}` }),
    };
  }

  /** Those of his own extension with customers. He has seen their numbers. */
  async recent(userId: UserId, extension: Extension | '', now: number): Promise<readonly JournalCall[]> {
    if (extension === '') return [];
    const { store, accountId, phones } = this.parts;
    const found = await store.find(accountId, {
      ...{ digits: '', isUndelivered: false, isMissed: false, extension },
      ...{ since: now - RECENT_MS, limit: 6 * RECENT },
    });
    const ended = found.filter(({ direction, disposition }) => direction !== 'internal' && disposition);
    return Promise.all(
      ended.slice(0, RECENT).map(async (call) => ({
        ...(await this.seenBy(userId, call)),
        number: phones.of(call.number).text,
      })),
    );
  }

  /** `undefined` = there is no such call in his account. */
  async timeLine(userId: UserId, callId: CallId): Promise<JournalTimeLine | undefined> {
    const found = await this.parts.store.read(this.parts.accountId, callId);
    return found && { ...(await this.seenBy(userId, found)), steps: found.steps };
  }

  private seesNumbers(userId: UserId): boolean {
    return this.parts.roleOf(userId) === 'administrator' || this.parts.seesAllContacts(userId);
  }

  /** `8 998 444-55-66` is looked for as what it means; its last digits as they stand. */
  private digitsOf(find: string): string {
    const { number } = this.parts.phones.of(find);
    return number.startsWith('+') ? number : find.replace(/\D/g, '');
  }

  private async seenBy(userId: UserId, found: FoundCall): Promise<JournalCall> {
    const { callId, at, direction, who, disposition, talkMs, delivery } = found;
    const { text } = this.parts.phones.of(found.number);
    const owners = await this.parts.ownersFor(userId, found.number);
    const name = owners?.[0]?.name;
    return {
      ...{ callId, at, direction, talkMs },
      number: this.seesNumbers(userId) || direction === 'internal' ? text : masked(text),
      ...(name && { name }),
      ...(who && { who }),
      ...(disposition && { disposition }),
      ...(delivery && { delivery }),
    };
  }
}

function placeOf(next: string): JournalQuestion['before'] {
  const [, at, callId] = /^(\d+):(.+)$/.exec(next) ?? [];
  return at !== undefined && callId !== undefined ? { at: Number(at), callId: callId as CallId } : undefined;
}
