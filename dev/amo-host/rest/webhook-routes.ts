import { z } from 'zod';
import { HOOK_ACTIONS, type Webhook, type WebhookRegistry } from '../webhooks/webhook-registry';
import { NOTHING_FOUND, ok, type ApiAnswer, type ApiRequest, type ApiRoute } from './api-route';
import { checkedObject } from './body-check';
import { textOf } from './nested-query';
import { ApiProblem } from './problem';

const destination = z.url({ protocol: /^https?$/ });
const subscription = z.object({
  destination,
  settings: z.array(z.enum(HOOK_ACTIONS as unknown as [string, ...string[]])).min(1),
  sort: z.int().optional(),
});

function adminOnly({ actor }: ApiRequest): void {
  if (actor.kind === 'user' && !actor.user.isAdmin) throw ApiProblem.forbidden();
}

function list(registry: WebhookRegistry, request: ApiRequest): ApiAnswer {
  adminOnly(request);
  const filter = request.query['filter'];
  const wanted = typeof filter === 'object' ? textOf(filter['destination']) : undefined;
  const webhooks: Webhook[] = registry
    .all()
    .filter((webhook) => wanted === undefined || webhook.destination === wanted);
  if (webhooks.length === 0) return NOTHING_FOUND;
  return ok({ _total_items: webhooks.length, _embedded: { webhooks } });
}

/** Subscribing again with the same address replaces what it asks for. `begin` is called before the first one. */
export const webhookRoutes = (registry: WebhookRegistry, begin: () => void): ApiRoute[] => [
  {
    path: '/api/v4/webhooks',
    methods: {
      GET: (request) => list(registry, request),
      POST: (request) => {
        adminOnly(request);
        const input = checkedObject(request.body, subscription);
        if (registry.isFull && !registry.find(input.destination))
          throw ApiProblem.of(422, 'The account has 100 webhooks already');
        begin();
        return {
          status: 201,
          body: registry.subscribe(input.destination, input.settings, request.actor.user.id),
        };
      },
      DELETE: (request) => {
        adminOnly(request);
        if (!registry.unsubscribe(checkedObject(request.body, z.object({ destination })).destination))
          throw ApiProblem.of(404, 'Webhook not found');
        return NOTHING_FOUND;
      },
    },
  },
];
