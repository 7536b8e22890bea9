import type { PhoneOutcome } from './softphone';

/** RFC 3261 §21.4–21.6; Asterisk answers 404 for an extension that the dialplan does not have, 484 for half a number. */
const OUTCOME_BY_STATUS: Readonly<Record<number, PhoneOutcome['outcome']>> = {
  404: 'not-found',
  410: 'not-found',
  484: 'not-found',
  604: 'not-found',
  486: 'busy',
  600: 'busy',
  408: 'no-answer',
  480: 'no-answer',
};
const CANCELLED = 487;

/** What a final answer to our INVITE says to the agent; `undefined` = he ended it himself. */
export function refusalOutcome(status: number): PhoneOutcome['outcome'] | undefined {
  return status === CANCELLED ? undefined : (OUTCOME_BY_STATUS[status] ?? 'failed');
}
