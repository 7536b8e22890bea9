import type { CallTopic, LinkedLead, NumberOwner } from '../call/entity-rule';
import type { CallId, UserId } from '../call/ids';
import { isNumber, isOneOf, isRecord, isText, parseAll } from './raw';

export interface CallerLead extends LinkedLead {
  readonly pipelineId: number;
  readonly price: number;
}

/** A contact or company with the caller's number, as this agent may see it. */
export interface CallerOwner extends NumberOwner {
  /** Name of the contact's company; `''` = none. */
  readonly company: string;
  readonly leads: readonly CallerLead[];
}

/** Gateway → widget, beside the call: who has the number by the phone index. Nothing is sent while the index is not filled. */
export interface KnownCaller {
  readonly callId: CallId;
  /** Only what this agent's rights in amoCRM let him see; empty = nobody that he may see. */
  readonly owners: readonly CallerOwner[];
}

const OWNER_TYPES = ['contact', 'company'] as const satisfies readonly NumberOwner['type'][];

/** `KnownCaller` whose owners nobody has looked at yet: `parseOwners` does, in the file that describes them. */
export interface CallerNews {
  readonly callId: CallId;
  readonly owners: readonly unknown[];
}

export function parseCallerNews(raw: unknown): CallerNews | undefined {
  if (!isRecord(raw)) return undefined;
  const { callId, owners } = raw;
  return isText(callId) && Array.isArray(owners) ? { callId: callId as CallId, owners } : undefined;
}

export const parseOwners = (raw: unknown): readonly CallerOwner[] | undefined => parseAll(raw, parseOwner);

export function parseOwner(raw: unknown): CallerOwner | undefined {
  const named = parseNamed(raw);
  if (!named || !isRecord(raw)) return undefined;
  const { type, responsibleUserId, createdAt, company, lastTalkAt } = raw;
  const leads = parseAll(raw['leads'], parseLead);
  const customers = parseAll(raw['customers'], parseNamed);
  const about = parseTopic(raw['about']);
  if (!isOneOf(OWNER_TYPES, type) || !isNumber(responsibleUserId) || !isNumber(createdAt)) return undefined;
  if (!isText(company) || !leads || !customers) return undefined;
  return {
    ...named,
    type,
    responsibleUserId: responsibleUserId as UserId,
    createdAt,
    company,
    leads,
    customers,
    ...(isNumber(lastTalkAt) && { lastTalkAt }),
    ...(raw['isChosen'] === true && { isChosen: true }),
    ...(about && { about }),
  };
}

/** Widget → gateway: of several cards with the number of this call, the one that is meant. */
export interface ChooseOwner {
  readonly callId: CallId;
  readonly owner: Pick<NumberOwner, 'type' | 'id'>;
  /** Of its leads and customers, what the call is about; missing = not clear (yet). */
  readonly about?: CallTopic;
}

/** No call's id is longer. */
const LONGEST_ID = 128;

export function parseChooseOwner(raw: unknown): ChooseOwner | undefined {
  if (!isRecord(raw) || !isText(raw['callId']) || !isRecord(raw['owner'])) return undefined;
  const { type, id } = raw['owner'];
  if (raw['callId'].length > LONGEST_ID || !isOneOf(OWNER_TYPES, type) || !isId(id)) return undefined;
  const about = parseTopic(raw['about']);
  if (raw['about'] !== undefined && !about) return undefined;
  return { callId: raw['callId'] as CallId, owner: { type, id }, ...(about && { about }) };
}

const TOPIC_TYPES = ['lead', 'customer'] as const satisfies readonly CallTopic['type'][];

function parseTopic(raw: unknown): CallTopic | undefined {
  if (!isRecord(raw)) return undefined;
  const { type, id } = raw;
  return isOneOf(TOPIC_TYPES, type) && isId(id) ? { type, id } : undefined;
}

const isId = (value: unknown): value is number => Number.isSafeInteger(value) && isNumber(value) && value > 0;

function parseLead(raw: unknown): CallerLead | undefined {
  const named = parseNamed(raw);
  if (!named || !isRecord(raw)) return undefined;
  const { statusId, pipelineId, price } = raw;
  return isNumber(statusId) && isNumber(pipelineId) && isNumber(price)
    ? { ...named, statusId, pipelineId, price }
    : undefined;
}

function parseNamed(raw: unknown): { readonly id: number; readonly name: string } | undefined {
  return isRecord(raw) && isNumber(raw['id']) && isText(raw['name'])
    ? { id: raw['id'], name: raw['name'] }
    : undefined;
}
