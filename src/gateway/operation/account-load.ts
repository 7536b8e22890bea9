import type { AccountHealth } from '../account-service';
import type { RequestLoad } from '../crm/request-limiter';

/** How busy one account is, in numbers. */
export interface AccountLoad {
  readonly health: AccountHealth;
  readonly amo: RequestLoad;
  /** How long the oldest call has waited for amoCRM; 0 = none waits. */
  readonly oldestWaitingMs: number;
  /** Extensions with a registered phone; `undefined` = the PBX has not said. */
  readonly phones: number | undefined;
}
