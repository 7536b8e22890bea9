import type { AgentPicture } from '../channel/agent-picture';
import type { PhoneMeans } from '../channel/phone-command';
import type { SeenTab } from '../host/seen-tab';
import { isBusy } from './is-busy';

/** How long the page that had the talk may come back before another takes it (decided.md 17). */
export const FIRST_RIGHT_MS = 5_000;
/** Then a tab that the agent sees comes first. */
const SEEN_FIRST_MS = 1_000;

/**
 * Resolves when this tab may register its phone: at once, or, when the tab that led before went away in a talk, as soon
 * as its page had time to come back or nobody is on the line any more. A reloaded page takes the lead meanwhile, and
 * what resolves then is not heard.
 */
export async function ownTurn(
  inherited: AgentPicture,
  awaited: PhoneMeans['awaited'],
  tab: Pick<SeenTab, 'isSeen'>,
): Promise<void> {
  if (!inherited.phone.calls.some(isBusy)) return;
  const patienceMs = FIRST_RIGHT_MS + (tab.isSeen() ? 0 : SEEN_FIRST_MS);
  await awaited((now) => (now.link.link === 'up' && !hasTalk(now) ? true : undefined), patienceMs);
}

/** The PBX says so: he talks, or the customer waits for his phone. */
export const hasTalk = ({ calls }: AgentPicture): boolean =>
  calls.some(({ phase }) => phase.phase === 'talking' || phase.phase === 'reconnecting');
