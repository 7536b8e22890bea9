import type { CallId, UserId } from '../../call/ids';
import type { OutboxRow } from '../outbox/outbox-store';

/** Who has said something of a call that amoCRM does not take. */
export class RefusedRecords {
  private readonly byCall = new Map<CallId, UserId>();

  /** `changed`: whether this user has such a call is another than before. */
  constructor(private readonly changed: (userId: UserId) => void) {}

  has(userId: UserId): boolean {
    return [...this.byCall.values()].includes(userId);
  }

  /** Of a call whose entry in the outbox is new. */
  take({ entry: { call, result }, state }: OutboxRow): void {
    if (!result) return;
    const before = this.has(result.by);
    if (state === 'refused') this.byCall.set(call.id, result.by);
    else this.byCall.delete(call.id);
    if (this.has(result.by) !== before) this.changed(result.by);
  }
}
