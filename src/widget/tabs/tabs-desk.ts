import type { Clock } from '../../lib/clock';
import type { OpenAgentLine } from '../channel/open-agent-line';
import { openTabPost, type TabMessage } from '../channel/tab-message';
import type { Say } from '../host/phrases';
import type { SeenTab } from '../host/seen-tab';
import { whenPageIdle } from '../ui/page-idle';
import { reclaimTalk } from './call-mark';
import { browserNotice, tellOnDesktop } from './desktop-notice';
import { watchLeader } from './leader-watch';
import { shareRinging } from './one-ringer';
import { rememberSeenTabs } from './seen-tabs';
import { showLostTalks } from './show-lost-talks';
import { createTabRinger } from './tab-ringer';
import { yieldToLeader } from './yield-to-leader';

/** What `script.js` lends to `tabs.js`. */
export interface TabsNeeds {
  /** Carries account, widget and user. */
  readonly name: string;
  readonly line: Pick<OpenAgentLine, 'watch' | 'ask' | 'isLeader' | 'seize'>;
  readonly tab: SeenTab;
  /** Of this tab alone, and kept over its reload; missing = cookies are blocked. */
  readonly marks: Storage | undefined;
  readonly say: Say;
  readonly showPanel: () => void;
  /** Fetches the phone's file: a tab that takes the lead has it at hand. */
  readonly fetchPhone: () => Promise<unknown>;
  readonly clock: Clock;
  readonly report: (error: unknown) => void;
}

/** What the AMD file `tabs.js` gives; returns the undo. */
export type TabsFactory = (needs: TabsNeeds) => () => void;

/** What the tabs of one agent do for each other beyond sharing a picture. */
export const beginTabs: TabsFactory = (needs) => {
  const { name, line, tab, clock, say, report } = needs;
  const self = `${clock.now()}-${Math.random()}`;
  const canSound = (): boolean => navigator.userActivation?.hasBeenActive ?? false;
  const send = (message: TabMessage): void => post.send(message);
  const others = rememberSeenTabs(clock);
  const post = openTabPost(name, (message) => {
    others.received(message);
    watch.received(message);
    ringer.received(message);
  });
  const sound = createTabRinger(clock, report);
  const ringer = shareRinging({
    ...{ line, self, others, send, canSound, clock },
    seen: tab,
    ring: (tone) => sound.ring(tone),
  });
  const watch = watchLeader({
    ...{ line, send, clock },
    sign: () => ({ say: 'ping', tab: self, canSound: canSound() }),
    seen: tab,
  });
  const undo = [
    reclaimTalk(line, needs.marks, name),
    yieldToLeader(line, clock),
    showLostTalks(line, line.isLeader, needs.showPanel),
    tellOnDesktop({
      ...{ line, say },
      seen: tab,
      isOtherSeen: () => others.now().length > 0,
      show: browserNotice,
    }),
    whenPageIdle(() => void needs.fetchPhone().catch(report)),
    () => ringer.destroy(),
    () => sound.close(),
    () => watch.destroy(),
    () => post.close(),
  ];
  return () => undo.forEach((step) => step());
};
