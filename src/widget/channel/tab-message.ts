import type { AgentCommand } from './agent-command';
import type { CommandTrouble } from './agent-line';
import type { AgentPicture } from './agent-picture';
import type { PhoneCall } from '../softphone/softphone';
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
  | { readonly say: 'answer'; readonly number: string; readonly answer: Answer<unknown> }
  /** The agent sees this tab no more. */
  | { readonly say: 'unseen'; readonly tab: string }
  /** From the leader: this tab rings; `''` = it does so itself. */
  | { readonly say: 'ringer'; readonly tab: string }
  | LifeSign;

/** Understood by every version, so that no tab takes the lead from an older one that is in a call: these two never change. */
export type LifeSign =
  /** From a tab that is seen, every moment: does the leader live? `tab` is the sender's own name. */
  | { readonly say: 'ping'; readonly tab: string; readonly canSound: boolean }
  /** From the leader, at once: what its phone is in. */
  | { readonly say: 'here'; readonly calls: readonly Pick<PhoneCall, 'direction' | 'state'>[] };

export interface TabPost {
  send(message: TabMessage): void;
  close(): void;
}

/** Tabs with another version of the widget (an update while some stayed open) understand no more than signs of life. */
const MESSAGE_VERSION = 2;

/** The browser delivers a message to all tabs but the sender. `name` carries account, widget and user. */
export function openTabPost(name: string, received: (message: TabMessage) => void): TabPost {
  if (typeof BroadcastChannel === 'undefined') return { send: () => undefined, close: () => undefined };
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (isReadable(data)) received(data.message);
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
function isReadable(data: unknown): data is { readonly message: TabMessage } {
  const { version, message } = Object(data) as { readonly version?: number; readonly message?: TabMessage };
  return version === MESSAGE_VERSION || message?.say === 'ping' || message?.say === 'here';
}
