import type { FastifyInstance } from 'fastify';
import { isSameSecret } from '../same-secret';
import { isLocal } from '../is-local';
import type { Metrics } from './metrics';

export interface MetricsRouteParts {
  readonly prefix: string;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
  /** For a Prometheus on another machine: `Authorization: Bearer …`; none = on this machine only. */
  readonly key: string | undefined;
  /** Whether a proxy's word about whom it speaks for is believed. */
  readonly trustsProxy: boolean;
}

/** `GET /metrics`, in the text format of Prometheus. */
export function metricsRoute(
  app: FastifyInstance,
  { prefix, metrics, key, trustsProxy }: MetricsRouteParts,
): void {
  app.get(`${prefix}/metrics`, async (request, reply) => {
    const shown = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const isKnown = key !== undefined && shown !== undefined && isSameSecret(shown, key);
    if (!isKnown && !isLocal(request, trustsProxy)) return reply.code(403).send();
    return reply
      .type(metrics.contentType)
      .header('Cache-Control', 'no-store')
      .send(await metrics.text());
  });
}
