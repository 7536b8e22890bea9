import type { CallId } from '../../call/ids';
import type { CallQuality } from '../../protocol/talk-quality';
import type { AgentPicture } from '../channel/agent-picture';
import { phoneCallOf } from '../channel/phone-call-of';
import type { SetupNeeds } from './phone-setup';

/** More talks do not fit into one outage. */
const MOST_WAITING = 50;

/**
 * Tells the gateway how each talk was, for the journal: by the tab that holds the phone. While the gateway is away it
 * waits. Returns the undo.
 */
export function tellQuality({ line }: Pick<SetupNeeds, 'line'>): () => void {
  /** Of the phone's calls; the PBX's name for them is known only while they live. */
  const names = new Map<string, CallId>();
  let waiting: readonly CallQuality[] = [];
  let told: string | undefined;
  let isSending = false;

  const send = async (): Promise<void> => {
    isSending = true;
    for (let next = waiting[0]; next; next = waiting[0]) {
      const answer = await line.ask({ query: 'callQuality', args: next });
      // The rest is refused for good: the call is not his, or forgotten.
      if (!answer.ok && (answer.fault === 'gateway-lost' || answer.fault === 'timeout')) break;
      waiting = waiting.filter((one) => one !== next);
    }
    isSending = false;
  };

  const unwatch = line.watch((picture) => {
    remember(names, picture);
    const { lastTalk } = picture.phone;
    if (lastTalk && lastTalk.id !== told && line.isLeader()) {
      told = lastTalk.id;
      const callId = names.get(lastTalk.id);
      names.delete(lastTalk.id);
      if (callId) waiting = [...waiting, { callId, quality: lastTalk.quality }].slice(-MOST_WAITING);
    }
    if (picture.link.link === 'up' && waiting.length > 0 && !isSending) void send();
  });
  return unwatch;
}

function remember(names: Map<string, CallId>, picture: AgentPicture): void {
  for (const { id } of picture.calls) {
    const own = phoneCallOf(id, picture);
    if (own) names.set(own.id, id);
  }
}
