import template from '../../../templates/recent-calls.twig';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import { parseRecentCalls, type JournalCall } from '../../protocol/journal';
import type { AgentCommand } from '../channel/agent-command';
import type { AgentLine } from '../channel/agent-line';
import type { AgentPicture } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import type { SeenTab } from '../host/seen-tab';
import type { Act, TwigView } from '../ui/twig-view';
import { recentRows } from './recent-rows';

export interface RecentNeeds {
  /** Stands in the panel while the agent is free. */
  readonly recent: HTMLElement;
  readonly line: Pick<AgentLine, 'watch' | 'ask'>;
  readonly run: (command: AgentCommand) => Promise<unknown>;
  readonly say: Say;
  readonly language: string;
  readonly openView: (place: HTMLElement, act: Act) => TwigView;
  readonly tab: SeenTab;
  readonly clock: Clock;
}

/** The gateway writes a call down within a second of its end. */
const WRITTEN_MS = 1_500;

/** The agent's last calls, a click calls back. Asked of the gateway in the tab that he sees, after every call. */
export function showRecentCalls(needs: RecentNeeds): () => void {
  const { recent, line, run, say, language, tab, clock } = needs;
  let calls: readonly JournalCall[] = [];
  let before = '';
  /** What is shown may be old. */
  let isDue = true;
  let isUp = false;
  let cancel = (): void => undefined;

  const view = needs.openView(recent, (act, element) => {
    if (act === 'call') void run({ command: 'call', number: element.dataset['number'] ?? '' });
  });
  const paint = (): void =>
    view.paint(template, {
      title: say('panel.recent.title'),
      call: say('panel.call'),
      rows: recentRows(calls, say, language, clock.now()),
    });
  const ask = async (): Promise<void> => {
    isDue = false;
    const answer = await line.ask({ query: 'recentCalls', args: {} });
    calls = (answer.ok ? parseRecentCalls(answer.value) : undefined) ?? calls;
    paint();
  };
  const consider = (): void => {
    if (isDue && isUp && tab.isSeen()) void ask();
  };
  const follow = ({ calls: now, link, agent }: AgentPicture): void => {
    const live = now.filter(({ phase }) => !('at' in phase)).map(({ id }): CallId => id);
    const key = live.join();
    const wasUp = isUp;
    isUp = link.link === 'up' && agent !== undefined && agent.extension !== '';
    if (isUp && !wasUp) isDue = true;
    if (key !== before) {
      before = key;
      cancel();
      cancel = clock.after(WRITTEN_MS, () => {
        isDue = true;
        consider();
      });
    }
    consider();
  };
  const undo = [line.watch(follow), tab.onSeen(consider), () => cancel(), () => view.destroy()];
  return () => undo.forEach((step) => step());
}
