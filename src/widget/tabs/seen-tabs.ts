import type { Clock } from '../../lib/clock';
import type { TabMessage } from '../channel/tab-message';
import { PING_MS } from './leader-watch';

/** A tab that was closed or has crashed says nothing any more. */
const FRESH_MS = 4 * PING_MS;

export interface SeenTabs {
  received(message: TabMessage): void;
  /** Other tabs that the agent has before his eyes, the longest seen first. */
  now(): readonly { readonly tab: string; readonly canSound: boolean }[];
}

/** Which of the agent's other tabs he sees: those that ask the leader whether it lives. */
export function rememberSeenTabs(clock: Clock): SeenTabs {
  const heard = new Map<string, { readonly canSound: boolean; readonly at: number }>();
  return {
    received(message) {
      if (message.say === 'ping') heard.set(message.tab, { canSound: message.canSound, at: clock.now() });
      if (message.say === 'unseen') heard.delete(message.tab);
    },
    now() {
      const since = clock.now() - FRESH_MS;
      for (const [tab, { at }] of heard) if (at < since) heard.delete(tab);
      return [...heard].map(([tab, { canSound }]) => ({ tab, canSound }));
    },
  };
}
