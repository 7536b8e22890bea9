import type { CallView } from '../../call/call-view';
import type { CallId } from '../../call/ids';
import type { Clock } from '../../lib/clock';
import type { AgentPicture } from '../channel/agent-picture';
import { phoneCallOf } from '../channel/phone-call-of';

/** The gateway may be this much ahead of the phone; longer means that no INVITE will come. */
const INVITE_MS = 3_000;

export interface InviteWatch {
  /** Calls that ring at the agent and never reached the browser's phone: it registered after the PBX had sent its INVITE. */
  readonly late: ReadonlySet<CallId>;
  follow(picture: AgentPicture): void;
  destroy(): void;
}

/** After a reload or a change of the leading tab a call still rings, but the page that got its INVITE is gone. */
export function watchInvites(clock: Clock, changed: () => void): InviteWatch {
  const late = new Set<CallId>();
  const waiting = new Map<CallId, () => void>();

  const isLate = (id: CallId): void => {
    waiting.delete(id);
    late.add(id);
    changed();
  };
  const forget = (id: CallId): void => {
    waiting.get(id)?.();
    waiting.delete(id);
    late.delete(id);
  };

  return {
    late,
    follow(picture) {
      const missing = new Set(picture.calls.filter((call) => lacksInvite(call, picture)).map(({ id }) => id));
      for (const id of [...waiting.keys(), ...late]) if (!missing.has(id)) forget(id);
      for (const id of missing)
        if (!late.has(id) && !waiting.has(id))
          waiting.set(
            id,
            clock.after(INVITE_MS, () => isLate(id)),
          );
    },
    destroy() {
      for (const id of [...waiting.keys()]) forget(id);
    },
  };
}

function lacksInvite({ id, phase }: CallView, picture: AgentPicture): boolean {
  const { agent, phone } = picture;
  const couldRing = agent?.device === 'browser' && phone.registration === 'registered';
  return couldRing && phase.phase === 'ringing' && !phoneCallOf(id, picture);
}
