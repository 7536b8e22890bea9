import { setTimeout as wait } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify';
import type { Callers } from '../access/caller';
import type { RateLimiter } from '../access/rate-limiter';
import type { AccountState } from '../account/account-state';
import type { Faults } from '../standin/faults';
import type { ApiMethod, ApiRoute } from './api-route';
import { BrokenOff } from './broken-off';
import { parseNestedQuery } from './nested-query';
import { ApiProblem } from './problem';

const METHODS: HTTPMethods[] = ['GET', 'POST', 'PATCH', 'DELETE', 'PUT'];

export interface ApiPolicy {
  readonly state: AccountState;
  readonly callers: Callers;
  readonly limiter: RateLimiter;
  readonly faults: Faults;
}

/** As the asker sees us; a proxy before us says which scheme he uses. */
export const originOf = ({ headers }: FastifyRequest): string =>
  `${headers['x-forwarded-proto'] === 'https' ? 'https' : 'http'}://${headers.host ?? 'localhost'}`;

export const pathOf = (request: FastifyRequest): string => request.url.split('?')[0] ?? '/';

export function sendProblem(reply: FastifyReply, problem: ApiProblem): FastifyReply {
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .send(Buffer.from(JSON.stringify(problem.body())));
}

/** Latency, a broken connection or a storm of statuses, before anything else is looked at. */
export async function sufferFaults(faults: Faults, request: FastifyRequest): Promise<void> {
  if (faults.latencyMs > 0) await wait(faults.latencyMs);
  if (faults.down) throw new BrokenOff();
  const status = faults.hit(pathOf(request));
  if (status !== undefined) throw ApiProblem.of(status, 'Запрос не выполнен');
}

function admit(limiter: RateLimiter): void {
  const admission = limiter.admit(Date.now());
  if (admission === 'too-many') throw ApiProblem.of(429, 'Too many requests');
  if (admission === 'blocked') throw ApiProblem.of(403, 'Доступ заблокирован: слишком много запросов');
}

function answer(
  route: ApiRoute,
  policy: ApiPolicy,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  admit(policy.limiter);
  const actor = policy.callers.actor(request.headers);
  if (!actor) throw ApiProblem.unauthorized();
  const handler = route.methods[request.method as ApiMethod];
  if (!handler) throw ApiProblem.of(405, `Method ${request.method} is not supported`);
  const { status, body, type } = policy.state.allOrNothing(() =>
    handler({
      actor,
      url: request.url,
      origin: originOf(request),
      query: parseNestedQuery(request.url.split('?')[1] ?? ''),
      params: request.params as Record<string, string>,
      body: request.body,
    }),
  );
  if (policy.faults.swallows(request.method)) throw new BrokenOff();
  reply.code(status);
  if (body === undefined) return reply.send();
  return reply
    .type(type ?? 'application/hal+json')
    .send(Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)));
}

/** Puts the routes of the API on the server: faults, limit, authorisation and 405 are the same for all of them. */
export function mountApi(app: FastifyInstance, routes: readonly ApiRoute[], policy: ApiPolicy): void {
  for (const route of routes) {
    app.route({
      method: METHODS,
      url: route.path,
      onRequest: (request) => sufferFaults(policy.faults, request),
      handler: (request, reply) => answer(route, policy, request, reply),
    });
  }
}
