import type { UserId } from '../call/ids';
import type { ChooseOwner, KnownCaller } from '../protocol/callers';
import type { Outcome } from '../protocol/messages';
import type { AccountService } from './account-service';

/** An agent says which of several cards is the caller's, and what the call is about; `push` brings it to his card of the call in all his tabs. */
export async function chooseOwner(
  { desk, callers }: Pick<AccountService, 'desk' | 'callers'>,
  userId: UserId,
  { callId, ...choice }: ChooseOwner,
  push: (caller: KnownCaller) => void,
): Promise<Outcome<null>> {
  const view = desk.stateFor(userId).calls.find(({ id }) => id === callId);
  if (!view || !(await callers.choose(userId, view, choice))) return { ok: false, fault: 'unknown-call' };
  const caller = await callers.callerFor(userId, view);
  if (caller) push(caller);
  return { ok: true, value: null };
}
