import type { UserId } from '../../call/ids';
import type { RouteRule, WorkingHours } from '../../call/routing';

/** How an account's calls from outside find their agent, as the configuration says it. */
export interface RoutingSettings {
  /** What the dialplan shows as its password. */
  readonly key: string;
  readonly rules: readonly RouteRule[];
  readonly deputies: ReadonlyMap<UserId, UserId>;
  readonly hours?: WorkingHours | undefined;
}
