import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AccountId } from '../call/ids';
import type { AccountHealth } from './account-service';

export interface HealthNeeds {
  readonly prefix: string;
  readonly health: () => Readonly<Record<AccountId, AccountHealth>>;
  /** Of the gateway itself, whatever the account. */
  readonly trouble: () => string | undefined;
  /** Whether a proxy's word about whom it speaks for is believed. */
  readonly trustsProxy: boolean;
}

/** `GET /healthz`: accounts and troubles for who asks on this machine, for the world only whether all is well. */
export function healthRoute(
  app: FastifyInstance,
  { prefix, health, trouble, trustsProxy }: HealthNeeds,
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
}

/** A proxy on this machine is local, and those whom it speaks for are not. */
function isLocal({ ip, headers }: FastifyRequest, trustsProxy: boolean): boolean {
  const isPassedOn = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return /^(::ffff:)?127\.|^::1$/.test(ip) && (trustsProxy || !isPassedOn);
}
