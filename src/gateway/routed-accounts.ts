import type { AccountId, CallId } from '../call/ids';
import type { RouteDecision } from '../call/routing';
import type { DryRun } from '../protocol/forwarding';
import type { AccountService } from './account-service';
import type { GatewayConfig } from './config';
import type { RoutedAccount } from './routing/timely-route';

/** The accounts with smart forwarding, as the dialplan and the administrator ask them. */
export function routedAccounts(
  { accounts }: Pick<GatewayConfig, 'accounts'>,
  services: ReadonlyMap<AccountId, AccountService>,
): readonly (RoutedAccount & { readonly dryRun: (number: string) => Promise<DryRun> })[] {
  return accounts.flatMap(({ id: accountId, routing }) => {
    const service = services.get(accountId);
    const router = service?.router;
    if (!router || !routing) return [];
    return [
      {
        ...{ accountId, key: routing.key },
        decide: (number: string, callId: CallId) => router.decide(number, callId),
        keep: (callId: CallId, decision: RouteDecision) => {
          router.keep(callId, decision);
          service.journalWriter.routed(callId, decision);
        },
        dryRun: (number: string) => router.dryRun(number),
      },
    ];
  });
}
