import type { DryRun } from '../protocol/forwarding';
import type { RoutedAccount } from './routing/timely-route';
import type { ServedAccount } from './served-accounts';

/** An account as the dialplan and its administrator ask it; `undefined` = it has no smart forwarding. */
export function routedAccount({
  account: { id: accountId, routing },
  service: { router, journalWriter },
}: ServedAccount): (RoutedAccount & { readonly dryRun: (number: string) => Promise<DryRun> }) | undefined {
  if (!router || !routing) return undefined;
  return {
    ...{ accountId, key: routing.key },
    decide: (number, callId) => router.decide(number, callId),
    keep: (callId, decision) => {
      router.keep(callId, decision);
      journalWriter.routed(callId, decision);
    },
    dryRun: (number) => router.dryRun(number),
  };
}
