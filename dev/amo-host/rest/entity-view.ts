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

/** An entity as the API shows it. `_embedded` names linked entities by id only. */
export function entityView(
  state: AccountState,
  type: EntityType,
  entity: Entity,
  request: ApiRequest,
): object {
  const wanted = listOf(request.query['with']);
  const { tags, ...fields } = entity;
  const ref = { type, id: entity.id };
  const types = new Set([...ALWAYS[type], ...wanted.filter(isEntityType)]);
  types.delete(type);
  const embedded = Object.fromEntries(
    [...types].map((linkedType) => [
      linkedType,
      state.links
        .linked(ref, linkedType)
        .filter(({ id }) => !state.isHidden({ type: linkedType, id }))
        .map(({ id, isMain }) => ({
          id,
          ...(linkedType === 'contacts' && { is_main: isMain }),
          _links: selfLink(request, `/api/v4/${linkedType}/${id}`),
        })),
    ]),
  );
  return {
    ...fields,
    _links: selfLink(request, `/api/v4/${type}/${entity.id}`),
    _embedded: {
      tags,
      ...embedded,
      ...(wanted.includes('catalog_elements') && { catalog_elements: [] }),
      ...(wanted.includes('loss_reason') && { loss_reason: [] }),
    },
  };
}
