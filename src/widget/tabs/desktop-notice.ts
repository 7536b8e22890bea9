import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { AgentPicture } from '../channel/agent-picture';
import type { OpenAgentLine } from '../channel/open-agent-line';
import type { SeenTab } from '../host/seen-tab';
import type { Say } from '../host/phrases';

export interface DesktopNoticeNeeds {
  readonly line: Pick<OpenAgentLine, 'watch' | 'isLeader'>;
  readonly seen: SeenTab;
  /** The agent sees another tab of amoCRM. */
  readonly isOtherSeen: () => boolean;
  readonly say: Say;
  /** Puts the notice onto the desktop; returns its end. */
  readonly show: (title: string, text: string) => () => void;
}

/**
 * A call that rings while the agent sees no tab of amoCRM: one notice on his desktop, by the tab with the phone, with the
 * name when it is known. It goes with the ring, or when he comes back. Returns the undo.
 */
export function tellOnDesktop({ line, seen, isOtherSeen, say, show }: DesktopNoticeNeeds): () => void {
  const told = new Map<CallId, () => void>();
  const take = (keep: (id: CallId) => boolean): void => {
    for (const [id, end] of told) {
      if (keep(id)) continue;
      told.delete(id);
      end();
    }
  };
  const look = (picture: AgentPicture): void => {
    const ringing = picture.calls.filter(({ phase }) => phase.phase === 'ringing');
    take((id) => line.isLeader() && ringing.some((call) => call.id === id));
    if (!line.isLeader() || seen.isSeen() || isOtherSeen()) return;
    for (const call of ringing) {
      if (told.has(call.id) || picture.callers[call.id]?.caller === 'searching') continue;
      told.set(call.id, show(nameOf(call, picture) || say('card.withheld'), textOf(call, say)));
    }
  };
  const undo = [line.watch(look), seen.onSeen(() => seen.isSeen() && take(() => false))];
  return () => {
    undo.forEach((off) => off());
    take(() => false);
  };
}

function nameOf({ id, other }: CallView, { callers }: AgentPicture): string {
  const caller = callers[id];
  return other.colleague?.name ?? (caller?.caller === 'found' ? caller.who.name : other.text);
}

const textOf = ({ other, line }: CallView, say: Say): string =>
  [say(other.colleague ? 'card.colleague' : 'card.incoming'), line && say('card.line', { line })]
    .filter(Boolean)
    .join('. ');

/** Nothing where neither amoCRM nor the agent has allowed the browser's notices. A click brings this tab to the front. */
export function browserNotice(title: string, body: string): () => void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return () => undefined;
  const notice = new Notification(title, { body, requireInteraction: true });
  notice.onclick = () => {
    window.focus();
    notice.close();
  };
  return () => notice.close();
}
