import type { AgentCommand } from './agent-command';
import type { CommandTrouble } from './agent-line';
import type { AgentPicture } from './agent-picture';
import type { AgentQuery } from './agent-query';
import type { Answer } from './gateway-channel';

/** What the tabs of one agent say to each other. */
export type TabMessage =
  /** A new tab: what is the picture? */
  | { readonly say: 'ask' }
  /** From the leader: the whole picture. */
  | { readonly say: 'picture'; readonly picture: AgentPicture }
  /** To the leader; answered by `done` with the same number. */
  | { readonly say: 'command'; readonly number: string; readonly command: AgentCommand }
  | { readonly say: 'done'; readonly number: string; readonly trouble?: CommandTrouble }
  /** To the leader; answered by `answer` with the same number. */
  | { readonly say: 'query'; readonly number: string; readonly query: AgentQuery }
  | { readonly say: 'answer'; readonly number: string; readonly answer: Answer<unknown> };

export interface TabPost {
  send(message: TabMessage): void;
  close(): void;
}

/** Tabs with another version of the widget (an update while some stayed open) do not understand each other. */
const MESSAGE_VERSION = 1;

/** The browser delivers a message to all tabs but the sender. `name` carries account, widget and user. */
export function openTabPost(name: string, received: (message: TabMessage) => void): TabPost {
  if (typeof BroadcastChannel === 'undefined') return { send: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isCurrent(data)) received(data.message);
  };
  let open = true;
  return {
    // A closed channel throws; what was on its way out when the tab left is for nobody.
    send: (message) => open && channel.postMessage({ version: MESSAGE_VERSION, message }),
    close() {
      open = false;
      channel.close();
    },
  };
}

/** Only our own code posts under this name, so the version alone vouches for the shape. */
function isCurrent(data: unknown): data is { readonly message: TabMessage } {
  return typeof data === 'object' && data !== null && 'version' in data && data.version === MESSAGE_VERSION;
}
