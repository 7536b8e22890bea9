import type { Clock } from '../../lib/clock';
import type { OpenAgentLine } from '../channel/open-agent-line';

/** Longer than a phone takes to say farewell. */
const FAREWELL_MS = 2_500;

/**
 * The PBX keeps the newest registration, and a phone that wakes may have registered anew before it heard that another tab
 * has replaced it. So the tab that was robbed asks the leader to register once more: now, and when its own phone is gone.
 * Returns the undo.
 */
export function yieldToLeader(
  line: Pick<OpenAgentLine, 'watch' | 'ask' | 'isLeader'>,
  clock: Clock,
): () => void {
  let led = false;
  let cancel = (): void => undefined;
  const ask = (): void => void line.ask({ query: 'phone', args: 'register' });
  const off = line.watch(() => {
    if (led && !line.isLeader()) {
      ask();
      cancel = clock.after(FAREWELL_MS, ask);
    }
    led = line.isLeader();
  });
  return () => {
    off();
    cancel();
  };
}
