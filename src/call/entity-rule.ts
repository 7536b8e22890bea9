import type { UserId } from './ids';

/** amoCRM's system statuses of leads that are closed: won and lost (leads API). */
export const CLOSED_STATUS_IDS: ReadonlySet<number> = new Set([142, 143]);

export interface LinkedLead {
  readonly id: number;
  readonly name: string;
  readonly statusId: number;
}

export interface LinkedCustomer {
  readonly id: number;
  readonly name: string;
}

/** A contact or company that has the number, verified by its full digits. */
export interface NumberOwner {
  readonly type: 'contact' | 'company';
  readonly id: number;
  readonly name: string;
  readonly responsibleUserId: UserId;
  /** Epoch ms. */
  readonly createdAt: number;
  /** Epoch ms of the last talk of this agent with it, if any is known. */
  readonly lastTalkAt?: number;
  /** An agent chose it last among those with this number. */
  readonly isChosen?: boolean;
  /** What this very call is about, as an agent said. */
  readonly about?: CallTopic;
  readonly leads: readonly LinkedLead[];
  readonly customers: readonly LinkedCustomer[];
}

/** A lead or customer that a call can be about, by itself. */
export interface CallTopic {
  readonly type: 'lead' | 'customer';
  readonly id: number;
}

export interface EntityRef {
  readonly type: 'contact' | 'company' | 'lead' | 'customer';
  readonly id: number;
  readonly name: string;
}

export interface EntityChoice {
  /** Who calls: the contact, else the company. */
  readonly owner: NumberOwner;
  /** Where the call belongs: what card, log and result link to. */
  readonly entity: EntityRef;
  /** The other owners of the number, best first: the card offers them. */
  readonly others: readonly NumberOwner[];
}

export interface EntityRuleContext {
  readonly agent: UserId;
}

/**
 * The entity rule (decided.md 1), total: contacts before companies; of several the one chosen last, else by open lead,
 * last talk with this agent, own responsible, oldest. What the agent said the call is about, while it is open; else exactly
 * one active lead and no customer → the lead; exactly one customer and no active lead → the customer; else the owner. `undefined` = the number is nobody's.
 */
export function chooseEntity(
  owners: readonly NumberOwner[],
  context: EntityRuleContext,
): EntityChoice | undefined {
  const contacts = owners.filter((owner) => owner.type === 'contact');
  const ranked = rank(contacts.length > 0 ? contacts : owners, context);
  const [owner, ...others] = ranked;
  return owner && { owner, entity: chosenTopic(owner) ?? entityOf(owner), others };
}

/** Where amoCRM itself puts a call with this number (calls API): of several owners the oldest, whoever asks. */
export function amoEntity(owners: readonly NumberOwner[]): EntityRef | undefined {
  const contacts = owners.filter((owner) => owner.type === 'contact');
  const [oldest] = [...(contacts.length > 0 ? contacts : owners)].sort(
    (a, b) => a.createdAt - b.createdAt || a.id - b.id,
  );
  return oldest && entityOf(oldest);
}

export function activeLeads(owner: NumberOwner): readonly LinkedLead[] {
  return owner.leads.filter((lead) => !CLOSED_STATUS_IDS.has(lead.statusId));
}

/** What a call with this owner can be about, when it is not clear by itself; else empty. */
export function topicsOf(owner: NumberOwner): readonly EntityRef[] {
  const topics: readonly EntityRef[] = [
    ...activeLeads(owner).map(({ id, name }) => ({ type: 'lead', id, name }) as const),
    ...owner.customers.map(({ id, name }) => ({ type: 'customer', id, name }) as const),
  ];
  return topics.length > 1 ? topics : [];
}

function chosenTopic(owner: NumberOwner): EntityRef | undefined {
  const { about } = owner;
  return about && topicsOf(owner).find(({ type, id }) => type === about.type && id === about.id);
}

function entityOf(owner: NumberOwner): EntityRef {
  const leads = activeLeads(owner);
  const [lead] = leads;
  const [customer] = owner.customers;
  if (lead && leads.length === 1 && !customer) return { type: 'lead', id: lead.id, name: lead.name };
  if (customer && owner.customers.length === 1 && !lead)
    return { type: 'customer', id: customer.id, name: customer.name };
  return { type: owner.type, id: owner.id, name: owner.name };
}

function rank(owners: readonly NumberOwner[], context: EntityRuleContext): readonly NumberOwner[] {
  const scores = (owner: NumberOwner): readonly number[] => [
    owner.isChosen ? 1 : 0,
    activeLeads(owner).length > 0 ? 1 : 0,
    owner.lastTalkAt ?? 0,
    owner.responsibleUserId === context.agent ? 1 : 0,
    -owner.createdAt,
    -owner.id,
  ];
  return [...owners].sort((a, b) => compareScores(scores(b), scores(a)));
}

function compareScores(left: readonly number[], right: readonly number[]): number {
  const index = left.findIndex((score, i) => score !== right[i]);
  return index < 0 ? 0 : (left[index] ?? 0) - (right[index] ?? 0);
}
