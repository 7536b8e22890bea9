import type { AccountId, CallId, Extension, UserId } from '../../call/ids';
import type { Colleague } from '../../call/call-view';
import type { CallerOwner } from '../../protocol/callers';
import type { DeliveryKind, DeliveryPage, DeliveryPart, UndeliveredCall } from '../../protocol/delivery';
import type { CallEntry } from '../outbox/call-entry';
import type { OutboxCounts } from '../outbox/outbox';
import type { OutboxRow, OutboxStore, UndeliveredQuestion } from '../outbox/outbox-store';
import type { PhoneNumbers } from '../phone-numbers';

export interface DeliveryReaderParts {
  readonly accountId: AccountId;
  readonly store: Pick<OutboxStore, 'undelivered'>;
  readonly counts: () => OutboxCounts;
  /** Who has the number, as this user may see it; `undefined` = cannot be told. */
  readonly ownersFor: (userId: UserId, number: string) => Promise<readonly CallerOwner[] | undefined>;
  readonly colleague: (extension: Extension) => Colleague;
  readonly phones: PhoneNumbers;
  readonly now: () => number;
}

const AT_ONCE = 50;

/** What is on its way to amoCRM, or stuck, in one account; for administrators, who see every number. */
export class DeliveryReader {
  constructor(private readonly parts: DeliveryReaderParts) {}

  /** `next`: of the page before; `''` = from the oldest on. */
  async page(userId: UserId, kind: DeliveryKind, next: string): Promise<DeliveryPage> {
    const { store, accountId, counts, now } = this.parts;
    const after = placeOf(next);
    const rows = await store.undelivered(accountId, { kind, limit: AT_ONCE + 1, ...(after && { after }) });
    const [oldest] = await store.undelivered(accountId, { kind: 'waiting', limit: 1 });
    const shown = rows.slice(0, AT_ONCE);
    const last = rows.length > AT_ONCE ? shown.at(-1) : undefined;
    return {
      counts: counts(),
      ...(oldest && { oldestAt: oldest.addedAt }),
      calls: await Promise.all(shown.map((row) => this.seenBy(userId, row))),
      ...(last && { next: `${last.addedAt}:${last.entry.call.id}` }),
      now: now(),
    };
  }

  private async seenBy(
    userId: UserId,
    { entry, state, attempts, dueAt, why }: OutboxRow,
  ): Promise<UndeliveredCall> {
    const { phones, ownersFor, colleague } = this.parts;
    const { id, startedAt, direction, number, extension } = entry.call;
    const name = (await ownersFor(userId, number))?.[0]?.name;
    return {
      ...{ callId: id, at: startedAt, direction, number: phones.of(number).text },
      ...(name && { name }),
      ...(extension && { who: colleague(extension) }),
      // Only what is not delivered is asked for.
      state: state === 'delivered' ? 'waiting' : state,
      parts: partsOf(entry),
      tries: attempts,
      ...(state === 'waiting' && { nextAt: dueAt }),
      why,
    };
  }
}

/** What of the wish does not stand in amoCRM yet. */
function partsOf({ written, recording, result }: CallEntry): readonly DeliveryPart[] {
  const { note } = written;
  const parts: readonly (readonly [DeliveryPart, boolean])[] = [
    ['call', !note && !written.unsorted],
    ['recording', recording !== undefined && note?.text.link !== recording],
    ['result', result !== undefined && note?.text.status !== result.status],
    ['task', result?.task !== undefined && !written.task],
    ['lead', result?.link.link === 'new' && written.made?.leadId === undefined],
  ];
  return parts.flatMap(([part, isMissing]) => (isMissing ? [part] : []));
}

function placeOf(next: string): UndeliveredQuestion['after'] {
  const [, addedAt, callId] = /^(\d{1,15}):(.+)$/.exec(next) ?? [];
  return addedAt !== undefined && callId !== undefined
    ? { addedAt: Number(addedAt), callId: callId as CallId }
    : undefined;
}
