import { lateFile } from '../ui/late-file';
import type { TabsFactory, TabsNeeds } from './tabs-desk';

/** Nobody has answered: who leads is frozen, or nobody knows yet whether this agent has a browser phone. */
const NOBODY_MS = 1_000;

/**
 * The way to what the tabs of an agent with a phone in the browser do for each other. It comes also to a tab that hears
 * nothing of a leader; returns the undo.
 */
export function createTabsDoor(load: () => Promise<TabsFactory>, needs: TabsNeeds): () => void {
  const { line } = needs;
  let isClosed = false;
  let isKnown = false;
  const undo: (() => void)[] = [];
  const fetch = lateFile(async () => {
    const begin = await load();
    if (!isClosed) undo.push(begin(needs));
  }, needs.report);
  undo.push(
    line.watch(({ agent }) => {
      isKnown ||= agent !== undefined;
      if (agent?.device === 'browser') void fetch();
    }),
    needs.clock.after(NOBODY_MS, () => void (isKnown || line.isLeader() || fetch())),
    () => (isClosed = true),
  );
  return () => undo.forEach((off) => off());
}
