import type { Colleague } from '../call/call-view';
import type { Disposition } from '../call/disposition';
import type { DialResult } from '../call/call-event';
import type { CallStatus } from '../call/call-result';
import type { CallId } from '../call/ids';
import type { RouteRule, PassedOver } from '../call/routing';
import { isTalkQuality, type TalkQuality } from './talk-quality';
import { isNumber, isOneOf, isRecord, isText, parseAll, type Raw } from './raw';

/** How far a call is on its way to amoCRM. */
export type DeliveryState = 'waiting' | 'delivered' | 'no-entity' | 'refused';

/** One moment of a call; `at` is epoch ms of the gateway. */
export type JournalStep = { readonly at: number } & (
  | { readonly what: 'arrived'; readonly line: string }
  | { readonly what: 'placed'; readonly who: Colleague }
  /** What smart forwarding told the PBX; `rings` empty = the PBX's own route. */
  | {
      readonly what: 'routed';
      readonly rings: readonly Colleague[];
      readonly passedOver: readonly RoutePassedOver[];
      readonly isClosed: boolean;
    }
  | { readonly what: 'rang'; readonly who: Colleague }
  | { readonly what: 'card'; readonly who: string; readonly page: string }
  | { readonly what: 'answered'; readonly who: Colleague }
  | { readonly what: 'left'; readonly who: Colleague }
  /** The phone was called and this agent did not talk. */
  | { readonly what: 'not-taken'; readonly who: Colleague; readonly why: NotTaken }
  | { readonly what: 'ended'; readonly disposition: Disposition; readonly talkMs: number }
  /** How it sounded in the browser of this agent. */
  | { readonly what: 'quality'; readonly who: string; readonly quality: TalkQuality }
  | { readonly what: 'result'; readonly who: string; readonly status: CallStatus }
  /** `why` is the gateway's own word with amoCRM's answer in it, `''` = none; `tries` = how many have failed. */
  | {
      readonly what: 'delivery';
      readonly state: DeliveryState;
      readonly tries: number;
      readonly why: string;
    }
);

export type NotTaken = Exclude<DialResult, 'answered'>;

export interface RoutePassedOver {
  readonly to: RouteRule['to'];
  readonly who?: Colleague;
  readonly why: PassedOver;
}

/** A call in the list. */
export interface JournalCall {
  readonly callId: CallId;
  readonly at: number;
  readonly direction: 'inbound' | 'outbound' | 'internal';
  /** For eyes; without the right its middle is masked. `''` = withheld. */
  readonly number: string;
  /** Of the best card that this user may see. */
  readonly name?: string;
  /** Whose call it is. */
  readonly who?: Colleague;
  /** Missing = it goes on. */
  readonly disposition?: Disposition;
  readonly talkMs: number;
  /** Missing = it is not told to amoCRM. */
  readonly delivery?: DeliveryState;
}

/** Answer of `/v1/journal`: the newest first. */
export interface JournalPage {
  readonly calls: readonly JournalCall[];
  /** To be asked for what is older; missing = that was all. */
  readonly next?: string;
}

/** Answer of `/v1/journal/call`, which is also what is exported. */
export interface JournalTimeLine extends JournalCall {
  /** In the order of time. */
  readonly steps: readonly JournalStep[];
}

const DIRECTIONS = ['inbound', 'outbound', 'internal'] as const;
const STATES = ['waiting', 'delivered', 'no-entity', 'refused'] as const;
const STEPS = [
  'arrived',
  'placed',
  'routed',
  'rang',
  'card',
  'answered',
  'left',
  'not-taken',
  'ended',
  'quality',
  'result',
  'delivery',
] as const satisfies readonly JournalStep['what'][];

export function parseJournalPage(raw: unknown): JournalPage | undefined {
  if (!isRecord(raw)) return undefined;
  const calls = parseAll(raw['calls'], (item) => (isJournalCall(item) ? item : undefined));
  return calls && { calls, ...(isText(raw['next']) && { next: raw['next'] }) };
}

/** An agent's own last calls, the newest first. */
export const parseRecentCalls = (raw: unknown): readonly JournalCall[] | undefined =>
  parseAll(raw, (item) => (isJournalCall(item) ? item : undefined));

/** What a newer gateway adds to the time line is passed over: it is for reading only. */
export function parseTimeLine(raw: unknown): JournalTimeLine | undefined {
  if (!isJournalCall(raw) || !('steps' in raw) || !Array.isArray(raw.steps)) return undefined;
  return { ...raw, steps: (raw.steps as readonly unknown[]).filter(isStep) };
}

const isJournalCall = (raw: unknown): raw is JournalCall =>
  isRecord(raw) &&
  isText(raw['callId']) &&
  isNumber(raw['at']) &&
  isOneOf(DIRECTIONS, raw['direction']) &&
  isText(raw['number']) &&
  isNumber(raw['talkMs']) &&
  isMissingOr(isText, raw['name']) &&
  isMissingOr(isText, raw['disposition']) &&
  isMissingOr(isColleague, raw['who']) &&
  isMissingOr((state): state is DeliveryState => isOneOf(STATES, state), raw['delivery']);

const isStep = (raw: unknown): raw is JournalStep =>
  isRecord(raw) && isNumber(raw['at']) && isOneOf(STEPS, raw['what']) && hasItsFields(raw['what'], raw);

function hasItsFields(what: JournalStep['what'], raw: Raw): boolean {
  switch (what) {
    case 'arrived':
      return isText(raw['line']);
    case 'placed':
    case 'rang':
    case 'answered':
    case 'left':
      return isColleague(raw['who']);
    case 'not-taken':
      return isColleague(raw['who']) && isText(raw['why']);
    case 'routed':
      return areAll(raw['rings'], isColleague) && areAll(raw['passedOver'], isPassedOver);
    case 'card':
      return isText(raw['who']) && isText(raw['page']);
    case 'ended':
      return isText(raw['disposition']) && isNumber(raw['talkMs']);
    case 'quality':
      return isText(raw['who']) && isTalkQuality(raw['quality']);
    case 'result':
      return isText(raw['who']) && isNumber(raw['status']);
    case 'delivery':
      return isOneOf(STATES, raw['state']) && isNumber(raw['tries']) && isText(raw['why']);
  }
}

export const isColleague = (raw: unknown): raw is Colleague =>
  isRecord(raw) && isText(raw['extension']) && isText(raw['name']);

const isPassedOver = (raw: unknown): boolean =>
  isRecord(raw) && isText(raw['to']) && isText(raw['why']) && isMissingOr(isColleague, raw['who']);

const isMissingOr = <Value>(is: (raw: unknown) => raw is Value, raw: unknown): raw is Value | undefined =>
  raw === undefined || is(raw);

const areAll = (raw: unknown, is: (item: unknown) => boolean): boolean => Array.isArray(raw) && raw.every(is);
