import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Agent } from './agent';
import type { Known } from './agent-auth';
import { answerTicket } from './answer-ticket';
import { tokenIn } from './token-in';

export type Query = Readonly<Record<string, unknown>>;
export type Handler = (query: Query, reply: FastifyReply, agent: Agent) => Promise<FastifyReply>;

/**
 * Handlers of routes that are asked with amoCRM's disposable token, like a ticket, and are for some agents only: 403
 * `not-allowed` to everybody else. What is wished stands in the address.
 */
export function onlyFor(
  whoIs: (token: string | undefined, address: string) => Promise<Known>,
  isAllowed: (agent: Agent) => boolean,
) {
  return (handle: Handler) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      void reply.header('Cache-Control', 'no-store');
      const known = await whoIs(tokenIn(request.headers), request.ip);
      if (known === 'too-many' || 'fault' in known) return answerTicket(reply, known);
      if (!isAllowed(known.agent)) return reply.code(403).send({ fault: 'not-allowed' });
      return handle(request.query as Query, reply, known.agent);
    };
}

export const malformed = (reply: FastifyReply): FastifyReply => reply.code(400).send({ fault: 'malformed' });

const LONGEST = 128;

/** Of an address: a parameter that comes twice is a list. */
export const isShort = (value: unknown): value is string =>
  typeof value === 'string' && value.length <= LONGEST;
