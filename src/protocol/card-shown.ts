import type { CallId } from '../call/ids';
import { isRecord, isText } from './raw';

/** Widget → gateway, once a tab: the agent sees the card of a call that rings. For the journal. */
export interface CardShown {
  readonly callId: CallId;
  /** Path of amoCRM's page in that tab, without its query: `/leads/detail/17`. */
  readonly page: string;
}

const LONGEST = 128;

export function parseCardShown(raw: unknown): CardShown | undefined {
  if (!isRecord(raw)) return undefined;
  const { callId, page } = raw;
  if (!isText(callId) || !isText(page) || callId.length > LONGEST || page.length > LONGEST) return undefined;
  return { callId: callId as CallId, page };
}
