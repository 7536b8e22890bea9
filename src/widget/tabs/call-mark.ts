import type { OpenAgentLine } from '../channel/open-agent-line';
import { isBusy } from '../softphone/is-busy';
import { hasTalk } from '../softphone/own-turn';

type Mark = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/**
 * The page that had the talk has the first right to get it back (decided.md 17). A mark of this tab alone, which survives
 * its reload, says that it is this one; then it takes the lead from the tab that stepped in and waits. Not from one whose
 * phone is in a call: that has it back already, or this tab is a copy of it. Returns the undo.
 */
export function reclaimTalk(
  line: Pick<OpenAgentLine, 'watch' | 'isLeader' | 'seize'>,
  marks: Mark | undefined,
  name: string,
): () => void {
  const key = `${name}:talk`;
  return line.watch((picture) => {
    const isInCall = picture.phone.calls.some(isBusy);
    if (line.isLeader()) {
      // Until the phone is back the mark stays: the page may be reloaded once more.
      if (isInCall) marks?.setItem(key, '1');
      else if (!hasTalk(picture)) marks?.removeItem(key);
      return;
    }
    if (!picture.agent || !marks?.getItem(key)) return;
    marks.removeItem(key);
    if (!isInCall && hasTalk(picture)) line.seize();
  });
}
