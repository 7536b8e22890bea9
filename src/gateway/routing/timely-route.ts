import type { AccountId, CallId } from '../../call/ids';
import type { RouteDecision } from '../../call/routing';
import type { Clock } from '../../lib/clock';
import type { Log } from '../log';

export interface RoutedAccount {
  readonly accountId: AccountId;
  /** Password that the dialplan shows. */
  readonly key: string;
  readonly decide: (number: string, callId: CallId) => Promise<RouteDecision>;
  /** Told only of decisions that reached the PBX in time. */
  readonly keep: (callId: CallId, decision: RouteDecision) => void;
}

export interface RouteParts {
  /** `undefined` = no such account, or it has no smart forwarding. */
  readonly account: (id: string) => RoutedAccount | undefined;
  readonly clock: Clock;
  readonly log: Pick<Log, 'warn' | 'error'>;
}

/** The dialplan lets go after 300 ms (decided.md 20); our answer must be on its way before that. */
const DEADLINE_MS = 250;

/**
 * Extensions joined by `&`, or nothing for the default route: so it is when the decision takes too long or fails. Nothing
 * but digits and `&` ever stands in it: whatever else there was would be the dialplan's to run.
 */
export async function timelyRoute(
  { accountId, decide, keep }: RoutedAccount,
  number: string,
  callId: CallId,
  { clock, log }: Pick<RouteParts, 'clock' | 'log'>,
): Promise<string> {
  const decision = await inTime(decide(number, callId), clock).catch((error: unknown) => {
    log.error({ err: error, accountId }, 'a call could not be routed, it takes the default route');
    return undefined;
  });
  if (decision === 'late') log.warn({ accountId, callId }, 'routing took too long, default route');
  if (typeof decision !== 'object') return '';
  keep(callId, decision);
  return decision.extensions.filter((extension) => /^\d+$/.test(extension)).join('&');
}

function inTime<Value>(work: Promise<Value>, clock: Clock): Promise<Value | 'late'> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(DEADLINE_MS, () => resolve('late'));
    work.finally(cancel).then(resolve, reject);
  });
}
