import { pageStorage } from '../host/page-storage';

/** Of this browser: another tab may be the one that gets the talk back. */
const KEY = 'tel-muted';

/**
 * Whether the agent had the microphone off when the page went away: a customer who is brought back must not hear what is
 * not meant for him. A browser without storage forgets it, and the panel shows the microphone as it is.
 */
export const mutedMark = {
  set(muted: boolean): void {
    if (muted) pageStorage()?.setItem(KEY, '1');
    else pageStorage()?.removeItem(KEY);
  },
  isSet: (): boolean => pageStorage()?.getItem(KEY) === '1',
};
