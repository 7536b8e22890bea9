import type { Settings } from '../profile/account-profile';

/** How long the gateway waits for what the agent says of a call. */
export interface WrapUp {
  /** Talks of at least so long open the result window. */
  readonly opensFromMs: number;
  /** From the end of the call; then it is logged without a result. */
  readonly waitsMs: number;
}

const OPENS_FROM_SEC = 30;
const WAITS_MIN = 10;
/** A day: nobody remembers longer. */
const MOST_WAIT_MIN = 24 * 60;

/** `result_after` (seconds) and `result_window` (minutes) of the widget's settings; what is no number counts as not set. */
export function wrapUpOf(settings: Settings): WrapUp {
  const after = numberIn(settings['result_after']) ?? OPENS_FROM_SEC;
  const minutes = Math.min(numberIn(settings['result_window']) ?? WAITS_MIN, MOST_WAIT_MIN);
  return { opensFromMs: after * 1000, waitsMs: minutes * 60_000 };
}

function numberIn(setting: string | undefined): number | undefined {
  return setting !== undefined && /^\d{1,5}$/.test(setting.trim()) ? Number(setting) : undefined;
}
