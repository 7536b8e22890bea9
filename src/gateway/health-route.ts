import type { FastifyInstance } from 'fastify';
import type { AccountId } from '../call/ids';
import type { AccountHealth } from './account-service';
import { isLocal } from './is-local';

export interface HealthNeeds {
  readonly prefix: string;
  readonly health: () => Readonly<Record<AccountId, AccountHealth>>;
  /** Of the gateway itself, whatever the account. */
  readonly trouble: () => string | undefined;
  /** Why no new work should be led here now; none = it may be. */
  readonly unready: () => Promise<'stopping' | 'no-store' | undefined>;
  /** Whether a proxy's word about whom it speaks for is believed. */
  readonly trustsProxy: boolean;
}

/**
 * `GET /healthz`: accounts and troubles for who asks on this machine, for the world only whether all is well.
 * `GET /readyz`: for whatever spreads the agents over nodes; 503 = lead nobody here. A PBX or an amoCRM that is away does
 * not count: another node would not reach it either.
 */
export function healthRoute(
  app: FastifyInstance,
  { prefix, health, trouble, unready, trustsProxy }: HealthNeeds,
): void {
  app.get(`${prefix}/healthz`, (request) => {
    const accounts = health();
    const own = trouble();
    const areWell = Object.values(accounts).every(
      ({ pbx, troubles }) => pbx === 'up' && troubles.length === 0,
    );
    const ok = areWell && own === undefined;
    if (!isLocal(request, trustsProxy)) return { ok };
    return { ok, accounts, ...(own !== undefined && { trouble: own }) };
  });
  app.get(`${prefix}/readyz`, async (_request, reply) => {
    const why = await unready();
    void reply.header('Cache-Control', 'no-store');
    return why === undefined ? { ready: true } : reply.code(503).send({ ready: false, why });
  });
}
