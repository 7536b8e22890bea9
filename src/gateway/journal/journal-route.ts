import type { FastifyInstance } from 'fastify';
import type { CallId, Extension } from '../../call/ids';
import type { Agent } from '../hub/agent';
import type { Known } from '../hub/agent-auth';
import { isShort, malformed, onlyFor, type Query } from '../hub/only-for';
import type { JournalReader, JournalSearch } from './journal-reader';

export interface JournalRouteParts {
  readonly whoIs: (token: string | undefined, address: string) => Promise<Known>;
  readonly journalOf: (agent: Agent) => JournalReader;
}

/**
 * `/v1/journal?find=…&kind=…&extension=…&since=…&until=…&next=…` and `/v1/journal/call?id=…`, beside the ticket's route,
 * which knows what browsers may ask. GET for people and programs, POST because the widget posts whatever it asks for with
 * a token.
 */
export function journalRoute(app: FastifyInstance, { whoIs, journalOf }: JournalRouteParts): void {
  const method: ['GET', 'POST'] = ['GET', 'POST'];
  const readers = onlyFor(whoIs, (agent) => journalOf(agent).mayRead(agent.userId));
  app.route({
    method,
    url: '/v1/journal',
    handler: readers(async (query, reply, agent) => {
      const search = searchIn(query);
      if (!search) return malformed(reply);
      return reply.send(await journalOf(agent).page(agent.userId, search));
    }),
  });
  app.route({
    method,
    url: '/v1/journal/call',
    handler: readers(async ({ id }, reply, agent) => {
      if (!isShort(id)) return malformed(reply);
      const timeLine = await journalOf(agent).timeLine(agent.userId, id as CallId);
      return timeLine ? reply.send(timeLine) : reply.code(404).send({ fault: 'unknown-call' });
    }),
  });
}

function searchIn(query: Query): JournalSearch | undefined {
  const { find = '', undelivered, missed, extension = '', since = '', until = '', next = '' } = query;
  if (!isShort(find) || !isShort(next) || !isShort(extension)) return undefined;
  if (!isTime(since) || !isTime(until)) return undefined;
  return {
    ...{ find, next, isUndelivered: undelivered === '1', isMissed: missed === '1' },
    ...(extension !== '' && { extension: extension as Extension }),
    ...(since !== '' && { since: Number(since) }),
    ...(until !== '' && { until: Number(until) }),
  };
}

/** Epoch ms, or nothing. */
const isTime = (value: unknown): value is string => typeof value === 'string' && /^\d{0,15}$/.test(value);
