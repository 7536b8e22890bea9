import type { Clock } from '../../lib/clock';
import type { AgentPicture } from '../channel/agent-picture';
import type { OpenAgentLine } from '../channel/open-agent-line';
import type { TabMessage } from '../channel/tab-message';
import type { SeenTab } from '../host/seen-tab';
import { toneOf, type RingTone } from '../softphone/ring-tones';
import { PING_MS } from './leader-watch';
import type { SeenTabs } from './seen-tabs';

export interface RingerNeeds {
  readonly line: Pick<OpenAgentLine, 'watch' | 'ask' | 'isLeader'>;
  readonly self: string;
  readonly seen: SeenTab;
  readonly others: Pick<SeenTabs, 'now'>;
  readonly send: (message: TabMessage) => void;
  /** `undefined` = silence. */
  readonly ring: (tone: RingTone | undefined) => void;
  /** Whether the browser lets this tab sound. */
  readonly canSound: () => boolean;
  readonly clock: Clock;
}

export interface OneRinger {
  received(message: TabMessage): void;
  destroy(): void;
}

/**
 * One tab rings: the one that the agent sees, if the browser lets it, else the one with the phone. The leader chooses, and
 * silences its phone before it names another; a tab that is named rings as long as it is seen. Nothing here needs a timer
 * of the leader, which may be hidden and slow: it looks when others speak and when the picture changes.
 */
export function shareRinging(needs: RingerNeeds): OneRinger {
  const { line, self, seen, send, clock } = needs;
  /** As the leader has it; `''` = the leader itself. */
  let ringer = '';
  let leads = false;
  let picture: AgentPicture | undefined;
  let cancel = (): void => undefined;

  const choose = (): void => {
    cancel();
    if (!line.isLeader()) return;
    const isHeardHere = seen.isSeen() && needs.canSound();
    const best = isHeardHere ? '' : (needs.others.now().find(({ canSound }) => canSound)?.tab ?? '');
    if (best !== ringer) name(best);
    // For a ringer that crashes. Its own end or another eye of the agent is told.
    if (ringer !== '' && picture && toneOf(picture.phone.calls)) cancel = clock.after(PING_MS, choose);
  };

  const name = (tab: string): void => {
    ringer = tab;
    const told = line.ask({ query: 'phone', args: tab === '' ? 'ring-here' : 'ring-elsewhere' });
    // Without a phone there is nothing to silence.
    void told.then(({ ok }) => (ok ? send({ say: 'ringer', tab }) : (ringer = '')));
  };

  const sound = (): void => {
    const isOurs = !line.isLeader() && ringer === self && seen.isSeen();
    needs.ring(isOurs && picture ? toneOf(picture.phone.calls) : undefined);
  };

  const eyes = (): void => {
    if (!seen.isSeen()) send({ say: 'unseen', tab: self });
    choose();
    sound();
  };

  const undo = [
    line.watch((next) => {
      picture = next;
      const { registration } = next.phone;
      if (leads !== line.isLeader() || registration === 'off') ringer = '';
      leads = line.isLeader();
      choose();
      sound();
    }),
    seen.onSeen(eyes),
  ];

  return {
    received(message) {
      if (message.say === 'ping' || message.say === 'unseen') choose();
      if (message.say !== 'ringer' || line.isLeader()) return;
      ringer = message.tab;
      sound();
    },
    destroy() {
      undo.forEach((off) => off());
      cancel();
      send({ say: 'unseen', tab: self });
      needs.ring(undefined);
    },
  };
}
