import type { CallId } from '../../call/ids';
import type { AgentLine } from '../channel/agent-line';

/**
 * Tells the gateway, once a call, that this tab shows its card: when the agent can see it, so that his other tabs are
 * silent. It is for the journal; nobody is told when it cannot be told. Returns the undo.
 */
export function tellShown(line: Pick<AgentLine, 'watch' | 'run'>, page: Document): () => void {
  const told = new Set<CallId>();
  let ringing: readonly CallId[] = [];
  const tell = (): void => {
    if (page.visibilityState !== 'visible') return;
    for (const callId of ringing) {
      if (told.has(callId)) continue;
      told.add(callId);
      void line.run({ command: 'cardShown', callId, page: page.location.pathname.slice(0, 128) });
    }
  };
  const off = line.watch(({ calls }) => {
    ringing = calls.filter(({ phase }) => phase.phase === 'ringing').map(({ id }) => id);
    // The page draws the card first.
    setTimeout(tell);
  });
  page.addEventListener('visibilitychange', tell);
  return () => {
    off();
    ringing = [];
    page.removeEventListener('visibilitychange', tell);
  };
}
