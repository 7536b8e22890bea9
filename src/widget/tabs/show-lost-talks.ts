import type { CallId } from '../../call/ids';
import type { AgentLine } from '../channel/agent-line';

/**
 * A page that is reloaded in a talk opens the panel by itself when the talk comes back: nothing else on it says that
 * somebody is on the line. Once for each loss, so that the agent may close it. Returns the undo.
 */
export function showLostTalks(
  line: Pick<AgentLine, 'watch'>,
  holdsPhone: () => boolean,
  show: () => void,
): () => void {
  let shown: ReadonlySet<CallId> = new Set();
  return line.watch(({ calls }) => {
    // A tab that takes the lead to get its talk back has seen the loss before.
    const lost = holdsPhone()
      ? calls.filter(({ phase }) => phase.phase === 'reconnecting').map(({ id }) => id)
      : [];
    const isNew = lost.some((id) => !shown.has(id));
    shown = new Set(lost);
    if (isNew) show();
  });
}
