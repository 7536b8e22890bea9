import type { FastifyRequest } from 'fastify';

/** Whether somebody on this machine asks. A proxy here is local, and those whom it speaks for are not. */
export function isLocal({ ip, headers }: FastifyRequest, trustsProxy: boolean): boolean {
  const isPassedOn = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  return /^(::ffff:)?127\.|^::1$/.test(ip) && (trustsProxy || !isPassedOn);
}
