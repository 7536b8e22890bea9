import { chooseEntity, topicsOf, type EntityRef } from '../../call/entity-rule';
import type { UserId } from '../../call/ids';
import type { Caller, LinkedEntity } from '../channel/agent-picture';
import type { Say } from '../host/phrases';
import { stageKey, type FoundLead } from './amo-answer';
import type { SearchResult } from './caller-search';

export interface CallerContext {
  readonly agent: UserId;
  readonly say: Say;
  readonly language: string;
  /** ISO 4217; `''` = sums stand without a sign. */
  readonly currency: string;
  readonly stages: ReadonlyMap<string, string>;
}

const SECTIONS = { contact: 'contacts', company: 'companies', lead: 'leads', customer: 'customers' } as const;

/** What the card says of the caller, by the entity rule. */
export function callerOf(result: SearchResult, context: CallerContext): Caller {
  const choice = chooseEntity(result.owners, { agent: context.agent });
  if (!choice) return { caller: 'unknown' };
  const { owner, entity, others } = choice;
  return {
    caller: 'found',
    who: linked(owner, result, context),
    company: owner.type === 'contact' ? (result.companies.get(owner.id) ?? '') : '',
    entity: linked(entity, result, context),
    topics: topicsOf(owner).map((topic) => linked(topic, result, context)),
    others: others.map((other) => linked(other, result, context)),
  };
}

function linked({ type, id, name }: EntityRef, result: SearchResult, context: CallerContext): LinkedEntity {
  const lead = type === 'lead' ? result.leads.get(id) : undefined;
  const parts = [context.say(`entity.${type}`), ...(lead ? leadDetails(lead, context) : [])];
  const details = parts.filter((part) => part !== '').join(' · ');
  return { type, id, name, url: `/${SECTIONS[type]}/detail/${id}`, details };
}

function leadDetails(lead: FoundLead, context: CallerContext): readonly string[] {
  const stage = context.stages.get(stageKey(lead.pipelineId, lead.statusId)) ?? '';
  return [stage, lead.price > 0 ? money(lead.price, context) : ''];
}

function money(sum: number, { language, currency }: CallerContext): string {
  const style =
    currency === '' ? {} : ({ style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const);
  return new Intl.NumberFormat(language, { ...style, maximumFractionDigits: 0 }).format(sum);
}
