import type { AccountState } from '../account/account-state';
import { mayDo, type Actor } from '../account/account-user';
import type { Entity, EntityType, Lead } from '../account/entity';
import { INDEXED_DIGITS, textsOf } from '../account/digit-index';
import { digitsOf } from '../account/phone-search';
import type { ApiRequest } from './api-route';
import { filterOf, inRange, isOneOf, isOneText, ordered } from './list-query';
import { listOf, textOf, type NestedQuery, type NestedValue } from './nested-query';

const isNumber = (query: string): boolean =>
  /^[\d\s()+.-]+$/.test(query.trim()) && digitsOf(query).length >= 3;

/** `query` is fuzzy: a number is found by its last 7 digits anywhere in a field, words in any order and place. */
function matchesQuery(entity: Entity, query: string): boolean {
  const texts = textsOf(entity);
  if (isNumber(query)) {
    const digits = digitsOf(query).slice(-INDEXED_DIGITS);
    return texts.some((text) => text.replace(/\D/g, '').includes(digits));
  }
  const haystack = texts.join('\n').toLocaleLowerCase('ru');
  return query
    .toLocaleLowerCase('ru')
    .split(/\s+/)
    .every((word) => haystack.includes(word));
}

function inStatuses(lead: Lead, statuses: NestedValue): boolean {
  if (typeof statuses !== 'object') return true;
  return Object.values(statuses).some(
    (wanted) =>
      typeof wanted === 'object' &&
      isOneOf(lead.pipeline_id, wanted['pipeline_id']) &&
      isOneOf(lead.status_id, wanted['status_id']),
  );
}

function matchesFilter(entity: Entity, filter: NestedQuery): boolean {
  return (
    isOneOf(entity.id, filter['id']) &&
    isOneText(entity.name, filter['name']) &&
    isOneOf(entity.responsible_user_id, filter['responsible_user_id']) &&
    inRange(entity.created_at, filter['created_at']) &&
    inRange(entity.updated_at, filter['updated_at']) &&
    (!('pipeline_id' in entity) || isOneOf(entity.pipeline_id as number, filter['pipeline_id'])) &&
    (!('pipeline_id' in entity) || inStatuses(entity as Lead, filter['statuses']))
  );
}

const ORDERS = ['id', 'created_at', 'updated_at'] as const;

/** Whether the entity exists for this caller at all. */
export const isVisible = (state: AccountState, actor: Actor, type: EntityType, entity: Entity): boolean =>
  !state.isHidden({ type, id: entity.id }) && mayDo(actor, 'view', entity);

/** Entities among which the query can find something: all, or those with its last seven digits. */
function candidates(state: AccountState, type: EntityType, query: string | undefined): Entity[] {
  const digits = query && isNumber(query) ? digitsOf(query) : '';
  if (digits.length < INDEXED_DIGITS) return [...state.entities(type).values()];
  return state.digits[type].candidates(digits.slice(-INDEXED_DIGITS));
}

/** The bin of leads can be read; what else was deleted is only missing (docs, "leads-api"). */
const asksForBin = (type: EntityType, request: ApiRequest): boolean =>
  type === 'leads' && listOf(request.query['with']).includes('only_deleted');

/** All entities of a type that the request asks for and its sender may see. */
export function searchEntities(
  state: AccountState,
  type: EntityType,
  request: ApiRequest,
): readonly Entity[] {
  const query = textOf(request.query['query']);
  const filter = filterOf(request);
  const isBin = asksForBin(type, request);
  const found = candidates(state, type, query).filter(
    (entity) =>
      entity.is_deleted === isBin &&
      (!query || matchesQuery(entity, query)) &&
      matchesFilter(entity, filter) &&
      isVisible(state, request.actor, type, entity),
  );
  return ordered(found, request, ORDERS);
}
