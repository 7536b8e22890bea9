import type { LinkedLead, NumberOwner } from '../call/entity-rule';
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

export function parseKnownCaller(raw: unknown): KnownCaller | undefined {
  if (!isRecord(raw) || !isText(raw['callId'])) return undefined;
  const owners = parseAll(raw['owners'], parseOwner);
  return owners && { callId: raw['callId'] as CallId, owners };
}

export function parseOwner(raw: unknown): CallerOwner | undefined {
  const named = parseNamed(raw);
  if (!named || !isRecord(raw)) return undefined;
  const { type, responsibleUserId, createdAt, company, lastTalkAt } = raw;
  const leads = parseAll(raw['leads'], parseLead);
  const customers = parseAll(raw['customers'], parseNamed);
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
  };
}

/** Widget → gateway: of several cards with the number of this call, the one that is meant. */
export interface ChooseOwner {
  readonly callId: CallId;
  readonly owner: Pick<NumberOwner, 'type' | 'id'>;
}

/** No call's id is longer. */
const LONGEST_ID = 128;

export function parseChooseOwner(raw: unknown): ChooseOwner | undefined {
  if (!isRecord(raw) || !isText(raw['callId']) || !isRecord(raw['owner'])) return undefined;
  const { type, id } = raw['owner'];
  if (raw['callId'].length > LONGEST_ID || !isOneOf(OWNER_TYPES, type)) return undefined;
  return Number.isSafeInteger(id) && isNumber(id) && id > 0
    ? { callId: raw['callId'] as CallId, owner: { type, id } }
    : undefined;
}

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
