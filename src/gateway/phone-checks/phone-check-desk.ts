import type { AccountId, UserId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { Outcome } from '../../protocol/messages';
import type { KeptPhoneCheck, PhoneCheckReport } from '../../protocol/phone-check';
import type { Log } from '../log';
import type { PhoneCheckStore } from './phone-check-store';

export interface PhoneCheckParts {
  readonly accountId: AccountId;
  readonly store: PhoneCheckStore;
  readonly nameOf: (userId: UserId) => string;
  readonly clock: Clock;
  readonly log: Pick<Log, 'error'>;
}

const SHOWN = 100;

/** Self-tests that the agents of one account have sent. */
export class PhoneCheckDesk {
  constructor(private readonly parts: PhoneCheckParts) {}

  async save(userId: UserId, report: PhoneCheckReport): Promise<Outcome<null>> {
    const { accountId, store, nameOf, clock, log } = this.parts;
    try {
      await store.save(accountId, { ...report, at: clock.now(), userId, name: nameOf(userId) });
      return { ok: true, value: null };
    } catch (error) {
      log.error({ err: error, userId }, 'the report of a self-test could not be kept');
      return { ok: false, fault: 'not-saved' };
    }
  }

  list(): Promise<readonly KeptPhoneCheck[]> {
    return this.parts.store.list(this.parts.accountId, SHOWN);
  }
}
