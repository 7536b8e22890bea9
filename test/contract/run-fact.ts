import type { AccountUnderTest } from './account-under-test';
import { NotChecked, type Fact } from './fact';
import { missingNeeds, type Need } from './target';

export type Outcome =
  | { readonly verdict: 'same'; readonly seen: string }
  | { readonly verdict: 'different'; readonly seen: string }
  | { readonly verdict: 'not checked'; readonly seen: string };

const ASKED_FOR: Readonly<Record<Need, string>> = {
  write: 'it writes: not with --read-only',
  disturb: 'other users would notice: only with --disturb',
  storm: 'it runs into the limit on purpose: only with --storm',
  agent: 'needs --agent USER_ID',
  session: 'needs --cookie of that user’s browser',
  oauth: 'needs --client-id, --client-secret, --redirect-uri and --code',
  widget: 'needs --widget CODE',
  'stand-in': 'only the stand-in can be made to do it',
};

export async function runFact(fact: Fact, account: AccountUnderTest): Promise<Outcome> {
  const missing = missingNeeds(account.target, fact.needs ?? []);
  if (missing.length > 0)
    return { verdict: 'not checked', seen: missing.map((need) => ASKED_FOR[need]).join('; ') };
  try {
    const { isSame, seen } = await fact.check(account);
    return { verdict: isSame ? 'same' : 'different', seen };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
    return {
      verdict: 'not checked',
      seen: error instanceof NotChecked ? reason : `The check broke off: ${reason}${cause}`,
    };
  }
}
