import { z } from 'zod';
import type { AccountState } from '../account/account-state';
import { ENTITY_TYPES, type EntityType } from '../account/entity';
import type { EntityLink, EntityRef } from '../account/entity-links';
import { NOTHING_FOUND, ok, selfLink, type ApiRequest, type ApiRoute } from './api-route';
import { checkedItems } from './body-check';
import { visibleEntity } from './entity-routes';
import { listOf } from './nested-query';
import { pageOf } from './paging';
import { ApiProblem } from './problem';

const linkInput = z.object({
  to_entity_id: z.int(),
  to_entity_type: z.enum(ENTITY_TYPES),
  metadata: z.object({ main_contact: z.boolean().optional() }).nullish(),
});

const linkView = (from: EntityRef, to: EntityLink) => ({
  entity_id: from.id,
  entity_type: from.type,
  to_entity_id: to.id,
  to_entity_type: to.type,
  metadata: to.type === 'contacts' ? { main_contact: to.isMain } : null,
});

function ownerOf(state: AccountState, type: EntityType, request: ApiRequest): EntityRef {
  const entity = visibleEntity(state, type, request);
  if (!entity) throw ApiProblem.of(404, 'Entity not found');
  return { type, id: entity.id };
}

function change(state: AccountState, type: EntityType, how: 'link' | 'unlink'): ApiRoute {
  return {
    path: `/api/v4/${type}/:id(^\\d+$)/${how}`,
    methods: {
      POST: (request) => {
        const from = ownerOf(state, type, request);
        const items = checkedItems(request.body, linkInput).map(({ item }) => item);
        for (const { to_entity_id: id, to_entity_type: toType, metadata } of items) {
          if (!state.entities(toType).has(id)) throw ApiProblem.of(422, `Entity ${toType} ${id} not found`);
          const to = { type: toType, id };
          if (how === 'link') state.links.link(from, to, metadata?.main_contact ?? false);
          else state.links.unlink(from, to);
          state.changed(from);
          state.changed(to);
        }
        if (how === 'unlink') return NOTHING_FOUND;
        return ok({
          _total_items: items.length,
          _links: selfLink(request, `/api/v4/${type}/${from.id}/links`),
          _embedded: { links: state.links.all(from).map((to) => linkView(from, to)) },
        });
      },
    },
  };
}

export const linkRoutes = (state: AccountState): ApiRoute[] =>
  state.entityTypes.flatMap((type) => [
    {
      path: `/api/v4/${type}/:id(^\\d+$)/links`,
      methods: {
        GET: (request: ApiRequest) => {
          const from = ownerOf(state, type, request);
          const links = state.links.all(from).map((to) => linkView(from, to));
          return ok({
            _total_items: links.length,
            _links: selfLink(request, `/api/v4/${type}/${from.id}/links`),
            _embedded: { links },
          });
        },
      },
    },
    {
      path: `/api/v4/${type}/links`,
      methods: {
        GET: (request: ApiRequest) => {
          const filter = request.query['filter'];
          const ids = typeof filter === 'object' ? listOf(filter['entity_id']) : [];
          if (ids.length === 0) throw ApiProblem.of(400, 'Query parameter "filter[entity_id]" is required');
          const links = ids.flatMap((id) => {
            const from = { type, id: Number(id) };
            return state.links.all(from).map((to) => linkView(from, to));
          });
          return pageOf(request, 'links', links, (link) => link);
        },
      },
    },
    change(state, type, 'link'),
    change(state, type, 'unlink'),
  ]);
