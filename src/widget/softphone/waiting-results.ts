import { chooseEntity } from '../../call/entity-rule';
import { parseResultsNow, type AwaitedResult } from '../../protocol/call-results';
import type { AgentPicture } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import { duration } from '../ui/duration';
import { icon } from '../ui/icons';

export interface WaitingResult {
  readonly callId: string;
  readonly name: string;
  readonly nameIsNumber: boolean;
  /** When, and how long the talk was. */
  readonly details: string;
  readonly resultIcon: string;
}

const MOST_SHOWN = 5;

/** Calls of this agent that still wait for a result, the newest first. */
export function waitingResults(picture: AgentPicture, say: Say, language: string): readonly WaitingResult[] {
  if (picture.results === undefined || !picture.agent) return [];
  const { awaited = [], timezone = 'UTC' } = parseResultsNow(picture.results) ?? {};
  const { userId } = picture.agent;
  return awaited.slice(0, MOST_SHOWN).map((call) => {
    const name = chooseEntity(call.owners ?? [], { agent: userId })?.owner.name ?? '';
    return {
      callId: call.callId,
      name: name || call.other.text || say('card.withheld'),
      nameIsNumber: name === '' && call.other.text !== '',
      details: `${timeOf(call, timezone, language)} · ${duration(call.talkMs)}`,
      resultIcon: icon(call.direction === 'inbound' ? 'phoneIn' : 'phone'),
    };
  });
}

function timeOf({ startedAt }: AwaitedResult, timeZone: string, language: string): string {
  const shape = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const;
  try {
    return new Date(startedAt).toLocaleString(language, { ...shape, timeZone });
  } catch {
    // RangeError: a zone that this browser does not know; its own is the best guess.
    return new Date(startedAt).toLocaleString(language, shape);
  }
}
