import cors from '@fastify/cors';
import type { FastifyError, FastifyInstance } from 'fastify';
import type { LinkCheck } from '../../protocol/link-check';
import type { Log } from '../log';
import type { Agent } from './agent';
import type { Known, TicketResult } from './agent-auth';
import { corsRules, type IsAllowedOrigin } from './allowed-origins';
import { answerTicket } from './answer-ticket';
import { tokenIn } from './token-in';

export interface TicketRouteParts {
  readonly ticketFor: (token: string | undefined, address: string) => Promise<TicketResult>;
  readonly whoIs: (token: string | undefined, address: string) => Promise<Known>;
  /** An administrator has just saved the widget's settings, so his browser says; `false` = he is none. */
  readonly settingsSaved: (agent: Agent) => boolean;
  /** For the connection test in the settings' window. */
  readonly linkCheck: (agent: Agent) => LinkCheck;
  /** Routes beside it that widgets ask from the same pages, with the same token. */
  readonly beside?: (app: FastifyInstance) => void;
  readonly isAllowedOrigin: IsAllowedOrigin;
  readonly log: Pick<Log, 'error'>;
}

/** `POST /v1/ticket`, `/v1/check` and `/v1/settings-saved`, to be registered under the gateway's prefix. The bodies are of no interest. */
export async function ticketRoute(app: FastifyInstance, parts: TicketRouteParts): Promise<void> {
  await app.register(cors, corsRules(parts.isAllowedOrigin));
  // jQuery names a content type even when it sends nothing; no type may be a reason to refuse.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string', bodyLimit: 1024 }, (_request, _body, done) =>
    done(null),
  );
  app.setErrorHandler((error: FastifyError, _request, reply) => {
    const { statusCode = 500 } = error;
    if (statusCode >= 500) parts.log.error({ err: error }, 'a request of a widget failed');
    return reply.code(statusCode).send({ fault: 'server-error' });
  });
  parts.beside?.(app);
  app.post('/v1/ticket', async ({ headers, ip }, reply) =>
    answerTicket(reply, await parts.ticketFor(tokenIn(headers), ip)),
  );
  app.post('/v1/check', async ({ headers, ip }, reply) => {
    const known = await parts.whoIs(tokenIn(headers), ip);
    if (known === 'too-many' || 'fault' in known) return answerTicket(reply, known);
    return reply.header('Cache-Control', 'no-store').send(parts.linkCheck(known.agent));
  });
  app.post('/v1/settings-saved', async ({ headers, ip }, reply) => {
    const known = await parts.whoIs(tokenIn(headers), ip);
    if (known === 'too-many' || 'fault' in known) return answerTicket(reply, known);
    // It costs requests of the account's few, so not for everybody.
    return reply.code(parts.settingsSaved(known.agent) ? 204 : 403).send();
  });
}
