import type { AccountState } from '../account/account-state';
import { isEntityType, type Entity, type EntityType } from '../account/entity';
import { selfLink, type ApiRequest } from './api-route';
import { listOf } from './nested-query';

/** Links that come without being asked for. */
const ALWAYS: Record<EntityType, readonly EntityType[]> = {
  contacts: ['companies'],
  companies: [],
  leads: ['companies'],
  customers: [],
};

/** Those that are about one of their contacts. */
const HAS_MAIN_CONTACT: ReadonlySet<EntityType> = new Set(['leads', 'customers']);

/** An entity as the API shows it. `_embedded` names linked entities by id only. */
export function entityView(
  state: AccountState,
  type: EntityType,
  entity: Entity,
  request: ApiRequest,
): object {
  const self = selfLink(request, `/api/v4/${type}/${entity.id}`);
  // Of what lies in the bin only the end is told (docs, "leads-api").
  if (entity.is_deleted) {
    const { id, updated_at, updated_by } = entity;
    return { id, updated_at, updated_by, is_deleted: true, _links: self };
  }
  const wanted = listOf(request.query['with']);
  const { tags, ...fields } = entity;
  const ref = { type, id: entity.id };
  const types = new Set([
    ...ALWAYS[type],
    ...wanted.filter(isEntityType).filter((each) => state.entityTypes.includes(each)),
  ]);
  types.delete(type);
  const embedded = Object.fromEntries(
    [...types].map((linkedType) => [
      linkedType,
      state.links
        .linked(ref, linkedType)
        .filter(({ id }) => !state.isHidden({ type: linkedType, id }))
        .map(({ id, isMain }) => ({
          id,
          ...(linkedType === 'contacts' && HAS_MAIN_CONTACT.has(type) && { is_main: isMain }),
          _links: selfLink(request, `/api/v4/${linkedType}/${id}`),
        })),
    ]),
  );
  return {
    ...fields,
    closest_task_at: state.calendar.closestAt(ref),
    _links: self,
    _embedded: {
      tags,
      ...embedded,
      ...(wanted.includes('catalog_elements') && { catalog_elements: [] }),
      ...(wanted.includes('loss_reason') && { loss_reason: [] }),
    },
  };
}
