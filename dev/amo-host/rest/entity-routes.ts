import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import { mayDo } from '../account/account-user';
import { type Entity, type EntityType } from '../account/entity';
import { NOTHING_FOUND, ok, selfLink, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems, checkedObject, invalid } from './body-check';
import { isVisible, searchEntities } from './entity-search';
import { entityView } from './entity-view';
import { createEntity, entityInput, writeEntity, type EntityInput } from './entity-write';
import { pageOf } from './paging';
import { ApiProblem } from './problem';

const patchInput = entityInput.extend({ id: z.int() });
const idOf = (request: ApiRequest): number => Number(request.params['id']);

/** The entity that the path names, or 204 where amoCRM says "nothing" instead of 404. */
export function visibleEntity(
  state: AccountState,
  type: EntityType,
  request: ApiRequest,
): Entity | undefined {
  const entity = state.entities(type).get(idOf(request));
  if (!entity || entity.is_deleted) return undefined;
  return isVisible(state, request.actor, type, entity) ? entity : undefined;
}

function patchOne(
  state: AccountState,
  type: EntityType,
  input: EntityInput,
  id: number,
  request: ApiRequest,
  requestId: string,
): Entity {
  const entity = state.entities(type).get(id);
  if (!entity || entity.is_deleted || state.isHidden({ type, id }))
    throw invalid('id', 'NotSupportedChoice', requestId);
  if (!mayDo(request.actor, 'edit', entity)) throw ApiProblem.forbidden();
  writeEntity(state, type, entity, input, request.actor, requestId);
  return entity;
}

const written = (
  type: EntityType,
  request: ApiRequest,
  done: readonly { entity: Entity; requestId: string }[],
  isPatch: boolean,
): ApiAnswer =>
  ok({
    _links: selfLink(request, `/api/v4/${type}`),
    _embedded: {
      [type]: done.map(({ entity, requestId }) => ({
        id: entity.id,
        ...(isPatch ? { name: entity.name, updated_at: entity.updated_at } : {}),
        request_id: requestId,
        _links: selfLink(request, `/api/v4/${type}/${entity.id}`),
      })),
    },
  });

function collection(state: AccountState, type: EntityType): ApiRoute {
  return {
    path: `/api/v4/${type}`,
    methods: {
      GET: (request) =>
        pageOf(request, type, searchEntities(state, type, request), (entity) =>
          entityView(state, type, entity, request),
        ),
      POST: (request) => {
        if (request.actor.kind === 'user' && request.actor.user.rights.add === 'D')
          throw ApiProblem.forbidden();
        const made = checkedItems(request.body, entityInput).map(({ item, requestId }) => ({
          entity: createEntity(state, type, item, request.actor, requestId),
          requestId,
        }));
        return written(type, request, made, false);
      },
      PATCH: (request) => {
        const items = checkedItems(request.body, patchInput);
        const done = items.map(({ item, requestId }) => ({
          entity: patchOne(state, type, item, item.id, request, requestId),
          requestId,
        }));
        return written(type, request, done, true);
      },
    },
  };
}

function single(state: AccountState, type: EntityType): ApiRoute {
  return {
    path: `/api/v4/${type}/:id(^\\d+$)`,
    methods: {
      GET: (request) => {
        const entity = visibleEntity(state, type, request);
        return entity ? ok(entityView(state, type, entity, request)) : NOTHING_FOUND;
      },
      PATCH: (request) => {
        if (!state.entities(type).has(idOf(request))) throw ApiProblem.of(404, 'Entity not found');
        const entity = patchOne(
          state,
          type,
          checkedObject(request.body, entityInput),
          idOf(request),
          request,
          '0',
        );
        return ok({
          id: entity.id,
          name: entity.name,
          updated_at: entity.updated_at,
          _links: selfLink(request, `/api/v4/${type}/${entity.id}`),
        });
      },
    },
  };
}

export const entityRoutes = (state: AccountState): ApiRoute[] =>
  state.entityTypes.flatMap((type) => [collection(state, type), single(state, type)]);
