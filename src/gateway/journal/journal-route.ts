import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallId } from '../../call/ids';
import type { Agent } from '../hub/agent';
import type { Known } from '../hub/agent-auth';
import { answerTicket } from '../hub/answer-ticket';
import { tokenIn } from '../hub/token-in';
import type { JournalReader } from './journal-reader';

export interface JournalRouteParts {
  readonly whoIs: (token: string | undefined, address: string) => Promise<Known>;
  readonly journalOf: (agent: Agent) => JournalReader;
  /** What amoCRM did not take is tried anew; resolves with how many calls. */
  readonly resend: (agent: Agent) => Promise<number>;
}

type Query = Readonly<Record<string, unknown>>;
type Asked = FastifyRequest<{ Querystring: Query }>;

const LONGEST = 128;

/**
 * `/v1/journal?find=…&undelivered=1&next=…`, `/v1/journal/call?id=…` and `POST /v1/journal/resend`, beside the ticket's route,
 * which knows what browsers may ask. Asked with amoCRM's disposable token like a ticket. GET for people and programs, POST because
 * the widget posts whatever it asks for with a token.
 */
export function journalRoute(app: FastifyInstance, parts: JournalRouteParts): void {
  const method: ['GET', 'POST'] = ['GET', 'POST'];
  const readers = readersOnly(parts);
  app.route({
    method,
    url: '/v1/journal',
    handler: readers(async ({ query }, reply, agent) => {
      const { find = '', undelivered, next = '' } = query;
      if (!isShort(find) || !isShort(next)) return reply.code(400).send({ fault: 'malformed' });
      const search = { find, next, isUndelivered: undelivered === '1' };
      return reply.send(await parts.journalOf(agent).page(agent.userId, search));
    }),
  });
  app.route({
    method,
    url: '/v1/journal/call',
    handler: readers(async ({ query: { id } }, reply, agent) => {
      if (!isShort(id)) return reply.code(400).send({ fault: 'malformed' });
      const timeLine = await parts.journalOf(agent).timeLine(agent.userId, id as CallId);
      return timeLine ? reply.send(timeLine) : reply.code(404).send({ fault: 'unknown-call' });
    }),
  });
  app.route({
    method: 'POST',
    url: '/v1/journal/resend',
    handler: readers(async (_request, reply, agent) => reply.send({ calls: await parts.resend(agent) })),
  });
}

type Handler = (request: Asked, reply: FastifyReply, agent: Agent) => Promise<FastifyReply>;

function readersOnly({ whoIs, journalOf }: JournalRouteParts) {
  return (handle: Handler) =>
    async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
      void reply.header('Cache-Control', 'no-store');
      const known = await whoIs(tokenIn(request.headers), request.ip);
      if (known === 'too-many' || 'fault' in known) return answerTicket(reply, known);
      const { agent } = known;
      if (!journalOf(agent).mayRead(agent.userId)) return reply.code(403).send({ fault: 'not-allowed' });
      return handle(request as Asked, reply, agent);
    };
}

const isShort = (value: unknown): value is string => typeof value === 'string' && value.length <= LONGEST;
