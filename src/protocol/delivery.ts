import type { Colleague } from '../call/call-view';
import type { CallId } from '../call/ids';
import type { DeliveryState } from './journal';
import { isColleague } from './journal';
import { isNumber, isOneOf, isRecord, isText, parseAll } from './raw';

/** What the administrator looks at: what waits for amoCRM, or what waits for him. */
export const DELIVERY_KINDS = ['held', 'waiting'] as const;
export type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/** What amoCRM is still to be told of a call. */
const PARTS = ['call', 'recording', 'result', 'task', 'lead'] as const;
export type DeliveryPart = (typeof PARTS)[number];

const STATES = ['waiting', 'no-entity', 'refused'] as const;

/** A call that amoCRM does not have, or not all of it. */
export interface UndeliveredCall {
  readonly callId: CallId;
  /** When it began, epoch ms. */
  readonly at: number;
  readonly direction: 'inbound' | 'outbound';
  /** For eyes; `''` = withheld. */
  readonly number: string;
  /** Of the best card that this user may see. */
  readonly name?: string;
  readonly who?: Colleague;
  readonly state: Exclude<DeliveryState, 'delivered'>;
  readonly parts: readonly DeliveryPart[];
  /** How many tries of the present step have failed. */
  readonly tries: number;
  /** When it is tried next (epoch ms); missing = not by itself. */
  readonly nextAt?: number;
  /** The gateway's own word with amoCRM's answer in it, `''` = none. */
  readonly why: string;
}

/** Answer of `/v1/delivery`: the oldest first. */
export interface DeliveryPage {
  /** `delivered`: for as long as that is kept, 30 days. */
  readonly counts: Readonly<Record<DeliveryState, number>>;
  /** Since when the oldest that is to go by itself waits (epoch ms); missing = nothing waits. */
  readonly oldestAt?: number;
  readonly calls: readonly UndeliveredCall[];
  /** To be asked for what is younger; missing = that was all. */
  readonly next?: string;
  /** The gateway's clock, epoch ms. */
  readonly now: number;
}

export function parseDeliveryPage(raw: unknown): DeliveryPage | undefined {
  if (!isRecord(raw) || !isRecord(raw['counts']) || !isNumber(raw['now'])) return undefined;
  const { waiting, delivered, 'no-entity': noEntity, refused } = raw['counts'];
  const calls = parseAll(raw['calls'], (item) => (isUndelivered(item) ? item : undefined));
  if (!calls || !isNumber(waiting) || !isNumber(delivered) || !isNumber(noEntity) || !isNumber(refused))
    return undefined;
  return {
    counts: { waiting, delivered, 'no-entity': noEntity, refused },
    ...(isNumber(raw['oldestAt']) && { oldestAt: raw['oldestAt'] }),
    calls,
    ...(isText(raw['next']) && { next: raw['next'] }),
    now: raw['now'],
  };
}

const isUndelivered = (raw: unknown): raw is UndeliveredCall =>
  isRecord(raw) &&
  isText(raw['callId']) &&
  isNumber(raw['at']) &&
  isOneOf(['inbound', 'outbound'], raw['direction']) &&
  isText(raw['number']) &&
  (raw['name'] === undefined || isText(raw['name'])) &&
  (raw['who'] === undefined || isColleague(raw['who'])) &&
  isOneOf(STATES, raw['state']) &&
  parseAll(raw['parts'], (part) => (isOneOf(PARTS, part) ? part : undefined)) !== undefined &&
  isNumber(raw['tries']) &&
  (raw['nextAt'] === undefined || isNumber(raw['nextAt'])) &&
  isText(raw['why']);
