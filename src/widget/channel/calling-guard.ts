import type { AgentPicture } from './agent-picture';
import { isCalling } from './is-calling';

export interface CallingGuard {
  follow(picture: AgentPicture): void;
  destroy(): void;
}

/**
 * During a call amoCRM is told not to reload the page for a release, and the tab that holds the browser's phone asks
 * before it is closed (decided.md 16).
 */
export function guardCalls(
  setCallingStatus: (calling: boolean) => void,
  holdsPhone: () => boolean,
  page: Window,
): CallingGuard {
  let calling = false;
  let talksHere = false;

  const ask = (leaving: BeforeUnloadEvent): void => {
    if (talksHere) leaving.preventDefault();
  };
  const change = (now: boolean): void => {
    if (now === calling) return;
    calling = now;
    setCallingStatus(now);
    if (now) page.addEventListener('beforeunload', ask);
    else page.removeEventListener('beforeunload', ask);
  };

  return {
    follow(picture) {
      talksHere = holdsPhone() && picture.phone.calls.length > 0;
      change(isCalling(picture));
    },
    destroy: () => change(false),
  };
}
