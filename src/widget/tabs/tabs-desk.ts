import type { Clock } from '../../lib/clock';
import type { OpenAgentLine } from '../channel/open-agent-line';
import { openTabPost } from '../channel/tab-message';
import type { SeenTab } from '../host/seen-tab';
import { reclaimTalk } from './call-mark';
import { watchLeader } from './leader-watch';
import { showLostTalks } from './show-lost-talks';

/** What `script.js` lends to `tabs.js`. */
export interface TabsNeeds {
  /** Carries account, widget and user. */
  readonly name: string;
  readonly line: Pick<OpenAgentLine, 'watch' | 'ask' | 'isLeader' | 'seize'>;
  readonly tab: SeenTab;
  /** Of this tab alone, and kept over its reload; missing = cookies are blocked. */
  readonly marks: Storage | undefined;
  readonly showPanel: () => void;
  readonly clock: Clock;
}

/** What the AMD file `tabs.js` gives; returns the undo. */
export type TabsFactory = (needs: TabsNeeds) => () => void;

/** What the tabs of one agent do for each other beyond sharing a picture. */
export const beginTabs: TabsFactory = (needs) => {
  const { name, line, tab, clock } = needs;
  const self = crypto.randomUUID();
  const post = openTabPost(name, (message) => watch.received(message));
  const watch = watchLeader({
    line,
    send: (message) => post.send(message),
    sign: () => ({ say: 'ping', tab: self, canSound: navigator.userActivation?.hasBeenActive ?? false }),
    seen: tab,
    clock,
  });
  const undo = [
    reclaimTalk(line, needs.marks, name),
    showLostTalks(line, line.isLeader, needs.showPanel),
    () => watch.destroy(),
    () => post.close(),
  ];
  return () => undo.forEach((step) => step());
};
